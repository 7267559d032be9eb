/** Invalidation descriptor, or command register, × granularity. */
import type { InvalidationCell } from './coverage.js';
import { invalidationKey, possibleVariants } from './invalidation-facts.js';
import { countBy } from './observations.js';
import type { Observation } from './observations.js';

export function invalidationCross(observations: readonly Observation[]): InvalidationCell[] {
  const counts = countBy(observations, ({ invalidations }) => invalidations);
  return possibleVariants().map((each) => ({ ...each, ...(counts.get(invalidationKey(each)) ?? { vectors: 0, passed: 0 }) }));
}
