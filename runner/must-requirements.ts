/** The guard against silent skipping: which share of the must-requirements a run has exercised. */
import type { VectorResult } from './result.js';
import type { Suite } from './vectors/load.js';

/** The share of the must-requirements that the suite cites which vectors that ran have exercised. */
export function mustRequirements(suite: Suite, results: readonly VectorResult[]): { exercised: number; cited: number } {
  const isMust = (id: string): boolean => suite.requirements.get(id)?.level === 'must';
  const cited = new Set(suite.vectors.flatMap((vector) => vector.requirements).filter(isMust));
  const exercised = new Set(
    results
      .filter((result) => result.outcome !== 'skipped')
      .flatMap((result) => result.requirements)
      .filter(isMust),
  );
  return { exercised: exercised.size, cited: cited.size };
}
