/** The same vector on an implementation under test: where it first leaves what is permitted. */
import type { Capabilities } from '../../reference/index.js';
import type { Adapter, Reply, SubjectInfo } from '../adapters/adapter.js';
import { openAdapter } from '../adapters/open.js';
import { UsageError, printable } from '../errors.js';
import { misfit } from '../fit.js';
import { judge } from '../judge.js';
import type { Difference, ModelEnd } from '../judge.js';
import type { LoweredVector } from '../lower/lowered.js';
import { permittedEnds } from '../permitted.js';
import { EVERY_PROFILE, planBatches } from '../plan.js';
import type { SourceVector } from '../vectors/source.js';
import type { Explanation, SubjectExplanation } from './explanation.js';
import { partingOf } from './parting.js';
import { explainVector } from './vector.js';

export interface SubjectOptions {
  readonly profile?: string;
  /** The permitted outcome to explain; the one that the implementation follows furthest if absent. */
  readonly outcome?: string;
  /** Milliseconds that the vector may take. */
  readonly timeout: number;
}

/** How far an implementation went with a permitted outcome. */
interface Followed {
  readonly verdict: string;
  readonly reason?: string;
  readonly outcome?: string;
  /** Differences from that outcome, the earliest first. */
  readonly differences: readonly Difference[];
}

/**
 * Runs the vector on the implementation that `spec` addresses and explains it for the claims that it ran with. Throws an
 * AdapterError if it cannot be started, and a UsageError for a profile or outcome that does not exist or a vector that is
 * not for it.
 */
export async function explainOnSubject(vector: SourceVector, spec: string, options: SubjectOptions): Promise<Explanation> {
  if (options.profile === EVERY_PROFILE) throw new UsageError('a vector is explained for one profile: give its name');
  const adapter = await openAdapter(spec);
  try {
    const started = await adapter.start();
    const batch = planBatches(started, [vector], options.profile)[0];
    const lowered = batch?.tasks[0]?.lower();
    if (batch === undefined || lowered === undefined || typeof lowered === 'string')
      throw new UsageError(
        `${vector.id} is not for ${started.name} with these claims: ${typeof lowered === 'string' ? lowered : 'no profile fits'}`,
      );
    const { claims } = batch;
    const info = started.configurable && adapter.configure !== undefined ? await adapter.configure(claims.raw) : started;
    const followed = await follow(adapter, info, lowered, claims, options);
    const outcome = lowered.outcomes.length > 1 ? (options.outcome ?? followed.outcome) : options.outcome;
    const explanation = explainVector(vector, claims, outcome);
    return { ...explanation, subject: { adapter: spec, name: info.name, version: info.version, ...locate(explanation, followed) } };
  } finally {
    await adapter.stop();
  }
}

async function follow(
  adapter: Adapter,
  info: SubjectInfo,
  lowered: LoweredVector,
  claims: Capabilities,
  { timeout, outcome }: SubjectOptions,
): Promise<Followed> {
  const reason = misfit(lowered, info);
  if (reason !== undefined) return { verdict: 'skipped', reason: `the implementation ${reason}`, differences: [] };
  const model = permittedEnds(lowered, claims);
  if ('reason' in model)
    return { verdict: 'errored', reason: `with these claims the model itself does not fit the vector: ${model.reason}`, differences: [] };
  const { operations, ends } = model;
  const { platform } = lowered;
  const reply = await adapter.run({ id: lowered.source.id, operations, timeout, ...(platform === undefined ? {} : { platform }) });
  return furthest(reply, lowered, operations.length, ends, outcome);
}

/** Of the permitted outcomes, or of the one wanted, the one whose first difference comes last. */
function furthest(reply: Reply, lowered: LoweredVector, count: number, ends: readonly ModelEnd[], wanted: string | undefined): Followed {
  if (reply.kind !== 'results')
    return { verdict: reply.kind, reason: printable(reply.kind === 'skipped' ? reply.reason : reply.message), differences: [] };
  if (reply.results.length !== count)
    return { verdict: 'errored', reason: `expected ${String(count)} results, found ${String(reply.results.length)}`, differences: [] };
  const fits = judge(lowered, reply, ends).fits;
  if (fits.length > 0) return { verdict: 'pass', outcome: fits[0] as string, differences: [] };
  const first = ({ differences }: Followed): number => differences[0]?.operation ?? Infinity;
  const followed = lowered.outcomes
    .filter(({ name }) => wanted === undefined || name === wanted)
    .map((outcome): Followed => {
      const { differences } = judge({ ...lowered, outcomes: [outcome] }, reply, ends);
      const sorted = [...differences].sort((a, b) => (a.operation ?? Infinity) - (b.operation ?? Infinity));
      return { verdict: 'fail', outcome: outcome.name, differences: sorted };
    })
    .sort((a, b) => first(b) - first(a) || a.differences.length - b.differences.length);
  return followed[0] ?? { verdict: 'fail', differences: [] };
}

/** The request after which the first difference was seen, and the check where the ways part. */
function locate(
  explanation: Explanation,
  { verdict, reason, differences }: Followed,
): Omit<SubjectExplanation, 'adapter' | 'name' | 'version'> {
  const told = differences.map((difference) => ({ ...difference, operation: undefined, found: printable(difference.found) }));
  const base = { verdict, ...(reason === undefined ? {} : { reason }), differences: told };
  const first = differences[0]?.operation;
  if (first === undefined) return base;
  const leftAt = explanation.requests.findLastIndex(({ operation }) => operation <= first);
  const request = explanation.requests[leftAt];
  const next = explanation.requests[leftAt + 1]?.operation ?? Infinity;
  const own = differences.filter(({ operation }) => operation !== undefined && operation < next);
  const parting = request === undefined ? undefined : partingOf(request, own);
  return { ...base, leftAt, ...(parting === undefined ? {} : { parting }) };
}
