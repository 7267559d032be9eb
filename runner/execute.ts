/** One vector on one subject: lowered for its claims, run, judged. */
import type { Capabilities } from '../reference/index.js';
import type { Adapter, Job, Reply, SubjectInfo } from './adapters/adapter.js';
import { printable } from './errors.js';
import { isKnownField } from './expectations.js';
import type { Known, KnownFailure } from './expectations.js';
import { misfit } from './fit.js';
import { judge } from './judge.js';
import type { Difference, ModelEnd } from './judge.js';
import { ONLY_OUTCOME } from './lower/lowered.js';
import type { LoweredVector } from './lower/lowered.js';
import { followWays, permittedEnds } from './permitted.js';
import type { Contradiction } from './permitted.js';
import type { Outcome, VectorResult } from './result.js';
import type { SourceVector } from './vectors/source.js';

export interface Execution {
  readonly adapter: Adapter;
  readonly info: SubjectInfo;
  readonly capabilities: Capabilities;
  /** The subject is the model itself: comparing its end state with the model's would say nothing. */
  readonly isReference: boolean;
  readonly timeout: number;
  /** What is known of the subject, if there is a list. */
  readonly known: Known | undefined;
  /** What the model permits, where it was explored before; it is the same for every subject with the same claims. */
  readonly permitted?: ReturnType<typeof permittedEnds>;
}

type Measured = Omit<VectorResult, 'subject' | 'profile' | 'repeat'>;
type Ending = Pick<Measured, 'outcome'> & Partial<Measured>;

/** Runs one vector, whatever the subject does. `lowered` may be the reason why the vector is not for the subject's claims. */
export function executeVector(source: SourceVector, lowered: LoweredVector | string, execution: Execution): Measured | Promise<Measured> {
  const begin = performance.now();
  const finish = (ending: Ending): Measured => ({
    id: source.id,
    title: source.title,
    requirements: [...source.requirements],
    tags: [...source.tags],
    durationMs: Math.round((performance.now() - begin) * 1000) / 1000,
    ...withKnowledge(source.id, ending, execution.known),
  });
  if (typeof lowered === 'string') return finish({ outcome: 'skipped', reason: lowered });
  const reason = misfit(lowered, execution.info);
  if (reason !== undefined) return finish({ outcome: 'skipped', reason: `the implementation ${reason}` });

  if (execution.isReference) return finish(guarded(() => followOutcomes(lowered, execution)));
  const model = guarded(() => execution.permitted ?? permittedEnds(lowered, execution.capabilities));
  if ('outcome' in model) return finish(model);
  if ('reason' in model) return finish({ outcome: 'errored', reason: contradictionText(model) });
  const { operations, ends } = model;
  const reply = execution.adapter.run({ id: source.id, operations, timeout: execution.timeout, ...platformOf(lowered) });
  const conclude = (answer: Reply): Measured => finish(endingOf(answer, lowered, operations.length, ends));
  return reply instanceof Promise ? reply.then(conclude) : conclude(reply);
}

function contradictionIn(permitted: ReturnType<typeof permittedEnds>): Contradiction | undefined {
  return 'reason' in permitted ? permitted : undefined;
}

function platformOf({ platform }: LoweredVector): Pick<Job, 'platform'> {
  return platform === undefined ? {} : { platform };
}

/** A model that throws costs the vector at hand and nothing else, as any other subject would. */
function guarded<T>(act: () => T): T | Ending {
  try {
    return act();
  } catch (error) {
    return { outcome: 'crashed', reason: `the model threw ${String(error)}` };
  }
}

/** A model that does not itself meet the vector's expectations is a fault of the suite. */
function contradictionText({ reason, differences }: Contradiction): string {
  const [first] = differences;
  const where = first === undefined ? '' : `: ${first.what} is ${first.found}, expected ${first.expected}`;
  return `with these claims the model itself does not fit the vector: ${reason}${where}`;
}

/** The model is led down every way that is open to it: each must be a permitted outcome, and each outcome must be met. */
function followOutcomes(lowered: LoweredVector, { capabilities, permitted }: Execution): Ending {
  const contradiction = permitted === undefined ? followWays(lowered, capabilities, () => undefined) : contradictionIn(permitted);
  if (contradiction !== undefined)
    return { outcome: 'fail', reason: contradiction.reason, differences: contradiction.differences.map(toReport) };
  const chosen = lowered.outcomes.map((outcome) => outcome.name);
  return chosen[0] === ONLY_OUTCOME ? { outcome: 'pass' } : { outcome: 'pass', chosen };
}

function endingOf(reply: Reply, lowered: LoweredVector, count: number, ends: readonly ModelEnd[]): Ending {
  switch (reply.kind) {
    case 'results': {
      if (reply.results.length !== count)
        return { outcome: 'errored', reason: `expected ${String(count)} results, found ${String(reply.results.length)}` };
      const verdict = judge(lowered, reply, ends);
      if (verdict.fits.length === 0) return { outcome: 'fail', differences: verdict.differences.map(toReport) };
      return verdict.fits[0] === ONLY_OUTCOME ? { outcome: 'pass' } : { outcome: 'pass', chosen: [...verdict.fits] };
    }
    case 'skipped':
      return { outcome: 'skipped', reason: printable(reply.reason) };
    default:
      return { outcome: reply.kind, reason: printable(reply.message) };
  }
}

function toReport(difference: Difference): NonNullable<Measured['differences']>[number] {
  const { fields, ...rest } = difference;
  return { ...rest, found: printable(rest.found), ...(fields === undefined ? {} : { fields: fields.map((field) => ({ ...field })) }) };
}

/** Applies the list of known failures. A vector that was skipped or errored says nothing about them. */
function withKnowledge(id: string, ending: Ending, known: Known | undefined): Ending {
  const listed = known?.vectors.get(id);
  // Of the vector's own concern nothing is left where a field that is listed elsewhere is all that differs.
  const field = listed?.field === undefined ? onlyField(ending, known) : undefined;
  if (listed === undefined) return field === undefined ? ending : { ...ending, outcome: 'known-fail', reason: field.reason };
  if (ending.outcome === 'pass' || field !== undefined)
    return { ...ending, outcome: 'unexpected-pass' satisfies Outcome, reason: `listed as: ${listed.reason}` };
  if (ending.outcome === listed.outcome) return { ...ending, outcome: 'known-fail', reason: listed.reason };
  return ending;
}

/** The entry about a field to which all differences come down, if they do. */
function onlyField({ outcome, differences = [] }: Ending, known: Known | undefined): KnownFailure | undefined {
  if (outcome !== 'fail' || known === undefined) return undefined;
  const entries = differences.map((difference) => known.fields.find((entry) => isKnownField(difference, entry)));
  return entries.includes(undefined) ? undefined : entries[0];
}
