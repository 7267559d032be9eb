/**
 * What each vector does to a unit, as the model tells it: the requests with the translation and the condition that they
 * meet, the descriptors, and the register fields that are read and written.
 */
import type { Capabilities } from '../../reference/index.js';
import { ModelRunner } from '../adapters/reference.js';
import { lowerVector } from '../lower/lower.js';
import { NotApplicable } from '../lower/lowered.js';
import type { LoweredVector } from '../lower/lowered.js';
import type { VectorResult } from '../result.js';
import type { Suite } from '../vectors/load.js';
import type { SourceVector } from '../vectors/source.js';
import { passes } from './coverage.js';
import type { Count } from './coverage.js';
import { commandFacts, descriptorFacts } from './invalidation-facts.js';
import { registerFacts } from './register-facts.js';
import { RequestFacts } from './request-facts.js';
import type { Results } from './results.js';

export interface Observation {
  readonly vector: string;
  readonly passed: boolean;
  /** `translation condition kind` and the operation: see `requestKey`. */
  readonly requests: ReadonlyMap<string, ReadonlySet<string>>;
  /** `descriptor variant`: see `invalidationKey`. */
  readonly invalidations: ReadonlySet<string>;
  /** `register.field use`. */
  readonly registers: ReadonlySet<string>;
}

/** Every vector that ran, on the claims of a result that passed, if one did. A vector that ran nowhere did nothing. */
export function observe(suite: Suite, results: Results): Observation[] {
  const observer = new Observer();
  return suite.vectors.flatMap((vector) => {
    const own = (results.byVector.get(vector.id) ?? []).filter(({ outcome }) => outcome !== 'skipped');
    const result = own.find(passes) ?? own[0];
    const claims = result === undefined ? undefined : results.subjects[result.subject]?.claimsOf(result);
    if (result === undefined || claims === undefined) return [];
    const observation = observer.observe(vector, claims, result);
    return observation === undefined ? [] : [observation];
  });
}

class Observer {
  private readonly runners = new Map<Capabilities, ModelRunner>();
  private requests = new RequestFacts();
  private invalidations = new Set<string>();

  observe(vector: SourceVector, claims: Capabilities, result: VectorResult): Observation | undefined {
    const lowered = lower(vector, claims);
    if (lowered === undefined) return undefined;
    this.requests = new RequestFacts();
    this.invalidations = new Set();
    this.requests.operations = lowered.operations;
    // Another of the permitted ways may meet other conditions; what the first shows is covered in any case.
    const { results } = this.runnerFor(lowered, claims).run(lowered.operations, lowered.outcomes[0]?.choices);
    for (const fact of commandFacts(lowered.operations, claims)) this.invalidations.add(fact);
    return {
      vector: vector.id,
      passed: passes(result),
      requests: this.requests.finish(results),
      invalidations: this.invalidations,
      registers: registerFacts(lowered, claims),
    };
  }

  private runnerFor({ platform }: LoweredVector, claims: Capabilities): ModelRunner {
    const make = (): ModelRunner =>
      new ModelRunner(claims.raw, platform, (event, operation) => {
        this.requests.hear(event, operation);
        if (event.type !== 'descriptor') return;
        for (const fact of descriptorFacts(event)) this.invalidations.add(fact);
      });
    if (platform !== undefined) return make();
    const runner = this.runners.get(claims) ?? make();
    this.runners.set(claims, runner);
    return runner;
  }
}

/** A report of another suite may hold vectors that cannot be lowered for its claims any more: they say nothing. */
function lower(vector: SourceVector, claims: Capabilities): LoweredVector | undefined {
  try {
    return lowerVector(vector, claims);
  } catch (error) {
    if (error instanceof NotApplicable) return undefined;
    throw error;
  }
}

/** Counts vectors by key. */
export function countBy(observations: readonly Observation[], keysOf: (observation: Observation) => Iterable<string>): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const observation of observations) {
    for (const key of keysOf(observation)) {
      const count = counts.get(key) ?? { vectors: 0, passed: 0 };
      count.vectors++;
      if (observation.passed) count.passed++;
      counts.set(key, count);
    }
  }
  return counts;
}
