/** Explains a vector: what the model does with each of its requests, on the way to one of the permitted outcomes. */
import { everyWay } from '../../reference/index.js';
import type { CachePolicy, Capabilities, WalkEvent, Iommu } from '../../reference/index.js';
import type { Operation } from '../adapters/adapter.js';
import { ModelRunner } from '../adapters/reference.js';
import type { ModelRun } from '../adapters/reference.js';
import { UsageError } from '../errors.js';
import { hex } from '../hex.js';
import { judge } from '../judge.js';
import { lowerVector } from '../lower/lower.js';
import { ONLY_OUTCOME } from '../lower/lowered.js';
import type { LoweredVector, PermittedOutcome } from '../lower/lowered.js';
import { MOST_WAYS } from '../permitted.js';
import { loadRequirements } from '../requirements.js';
import { mayBeStale, probesOf } from '../staleness.js';
import { stepText } from '../step-text.js';
import type { SourceVector } from '../vectors/source.js';
import type { Explanation, RequestExplanation } from './explanation.js';
import { Narrator } from './narrator.js';
import { isRequest, requestTitle, resultOf } from './request-text.js';

/**
 * What becomes of the requests of a vector on a unit with these claims. `outcome` names the permitted outcome to follow;
 * the vector's first if absent. Throws a UsageError for an outcome that the vector has not, and what `lowerVector` throws.
 */
export function explainVector(vector: SourceVector, claims: Capabilities, outcome?: string): Explanation {
  const lowered = lowerVector(vector, claims);
  const followed = findOutcome(lowered, outcome);
  const { ver, cap, ecap, haw } = claims.raw;
  const catalogue = loadRequirements();
  return {
    format: 1,
    vector: {
      id: vector.id,
      title: vector.title,
      notes: vector.notes,
      requirements: vector.requirements.map((id) => {
        const { section = '', statement = '' } = catalogue.get(id) ?? {};
        return { id, section, statement };
      }),
    },
    claims: { ver: hex(ver), cap: hex(cap), ecap: hex(ecap), haw },
    outcome:
      followed.name === ONLY_OUTCOME
        ? null
        : {
            name: followed.name,
            because: followed.because,
            others: lowered.outcomes.map(({ name }) => name).filter((name) => name !== followed.name),
          },
    requests: follow(lowered, claims, followed),
  };
}

function findOutcome({ outcomes, source }: LoweredVector, name: string | undefined): PermittedOutcome {
  const found = name === undefined ? outcomes[0] : outcomes.find((outcome) => outcome.name === name);
  if (found !== undefined) return found;
  const known = outcomes.map((outcome) => outcome.name).filter((each) => each !== ONLY_OUTCOME);
  throw new UsageError(
    known.length === 0
      ? `${source.id} permits one outcome only, which has no name`
      : `${source.id} has no outcome ${name ?? ''}; it permits ${known.join(', ')}`,
  );
}

/** The narrators of one run, by operation. */
class Recording {
  private readonly narrators = new Map<number, Narrator>();
  private current: Narrator | undefined;

  constructor(private readonly operations: readonly Operation[]) {}

  hear(event: WalkEvent, operation: number, unit: Iommu): void {
    const request = this.operations[operation];
    if (request === undefined || !isRequest(request)) return;
    let narrator = this.narrators.get(operation);
    if (narrator === undefined) this.narrators.set(operation, (narrator = new Narrator(unit)));
    this.current = narrator;
    narrator.hear(event);
  }

  /** The policy, with what it takes from a cache told to the narrator of the request under way. */
  listening(policy: CachePolicy): CachePolicy {
    return (candidates) => {
      const taken = policy(candidates);
      const entry = candidates[taken - 1];
      if (entry !== undefined) this.current?.hearCached(entry);
      return taken;
    };
  }

  requests({ source, checks }: LoweredVector, run: ModelRun): RequestExplanation[] {
    let last = -1;
    return this.operations.flatMap((operation, i) => {
      if (!isRequest(operation)) return [];
      const step = checks.find((check) => check.operation === i)?.step ?? -1;
      const before = step < 0 ? [] : source.steps.slice(last + 1, step).map(stepText);
      last = Math.max(last, step);
      return [
        {
          step: step < 0 ? null : step,
          operation: i,
          title: requestTitle(operation),
          before,
          steps: this.narrators.get(i)?.finish() ?? [],
          result: resultOf(operation, run.results[i] ?? {}),
        },
      ];
    });
  }
}

/** Leads the model down the way to an outcome: where caches decide, the first way that meets it. */
function follow(lowered: LoweredVector, claims: Capabilities, outcome: PermittedOutcome): RequestExplanation[] {
  const { operations } = lowered;
  let recording = new Recording(operations);
  const model = new ModelRunner(claims.raw, lowered.platform, (event, operation, unit) => {
    recording.hear(event, operation, unit);
  });
  if (!mayBeStale(operations, model.cachesFaults)) return recording.requests(lowered, model.run(operations, outcome.choices));

  const probes = probesOf(operations);
  let ways = 0;
  for (const { policy } of everyWay()) {
    recording = new Recording(operations);
    const run = model.run(operations, outcome.choices, { policy: recording.listening(policy), probes });
    if (judge(lowered, run, []).fits.includes(outcome.name)) return recording.requests(lowered, run);
    if (++ways > MOST_WAYS) break;
  }
  throw new UsageError(`no way of the model with these claims has outcome ${outcome.name} of ${lowered.source.id}`);
}
