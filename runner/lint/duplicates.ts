/** Vectors that do and demand the same as another one. */
import { canonicalJson } from '../expand.js';
import type { SourceVector } from '../vectors/source.js';
import type { Finding } from './finding.js';

/**
 * Findings for each vector that is written like an earlier one but for its words. The same in raw bits and by field names
 * is not a duplicate: a wrong layout must not hide on both sides.
 */
export function findDuplicates(vectors: readonly SourceVector[]): Finding[] {
  const first = new Map<string, SourceVector>();
  const findings: Finding[] = [];
  for (const vector of vectors) {
    const key = substanceOf(vector);
    const before = first.get(key);
    if (before === undefined) first.set(key, vector);
    else
      findings.push({
        file: vector.place.file,
        pointer: vector.place.pointer,
        rule: 'not-a-duplicate',
        message: `${vector.id} does and demands the same as ${before.id}; say what is different, or leave it out`,
      });
  }
  return findings;
}

function substanceOf({ requires, given, change, steps, outcomes, comparesEnd }: SourceVector): string {
  return canonicalJson([requires, given.map((each) => each ?? {}), change, steps.map(withoutNote), outcomes, comparesEnd]);
}

function withoutNote(step: object): object {
  return Object.fromEntries(Object.entries(step).filter(([key]) => key !== 'note'));
}
