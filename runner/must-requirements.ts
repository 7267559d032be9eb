/** The guard against silent skipping: which share of the must-requirements a run has exercised. */
import type { VectorResult } from './result.js';
import type { Suite } from './vectors/load.js';

/** The share of the must-requirements that the suite cites which vectors that ran have exercised. */
export function mustRequirements(suite: Suite, results: readonly VectorResult[]): { exercised: number; cited: number } {
  const cited = new Set<string>();
  for (const { requirements } of suite.vectors) for (const id of requirements) cited.add(id);
  const exercised = new Set<string>();
  for (const { outcome, requirements } of results) if (outcome !== 'skipped') for (const id of requirements) exercised.add(id);
  const isMust = (id: string): boolean => suite.requirements.get(id)?.level === 'must';
  const count = (ids: ReadonlySet<string>): number => [...ids].filter(isMust).length;
  return { exercised: count(exercised), cited: count(cited) };
}
