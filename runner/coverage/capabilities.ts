/** Capability × outcome: which claims vectors ask for, and what became of those vectors. */
import { summarize } from '../result.js';
import type { Suite } from '../vectors/load.js';
import type { Coverage } from './coverage.js';
import type { Results } from './results.js';

/** `CAP.SAGAW`, `PERFEVNTCAP[0].ES`, `HAW`: the names that expressions consist of. */
const CLAIM = /\b[A-Z][A-Z0-9]*(?:\[\d+(?:,\d+)?\])?\.[A-Z0-9]+|\bHAW\b/g;

/** Every claim that a vector's `requires` names, by name; what no claim is asked for stands first, under the empty name. */
export function capabilityRows(suite: Suite, results: Results): Coverage['capabilities'] {
  const vectors = new Map<string, string[]>();
  for (const { id, requires } of suite.vectors) {
    for (const claim of new Set(requires.match(CLAIM) ?? [''])) vectors.set(claim, [...(vectors.get(claim) ?? []), id]);
  }
  const requirements = new Map(suite.vectors.map((vector) => [vector.id, vector.requirements]));
  return [...vectors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([claim, ids]) => ({
      claim,
      requirements: new Set(ids.flatMap((id) => requirements.get(id) ?? [])).size,
      vectors: ids.length,
      results: summarize(ids.flatMap((id) => results.byVector.get(id) ?? [])),
    }));
}
