/** One vector on one subject: lowered for its claims, run, judged. */
import type { Capabilities } from '../reference/index.js';
import type { Adapter, Operation, Reply, SubjectInfo } from './adapters/adapter.js';
import { ModelRunner } from './adapters/reference.js';
import { printable } from './errors.js';
import type { KnownFailure } from './expectations.js';
import { misfit } from './fit.js';
import { judge } from './judge.js';
import type { Difference, ModelEnd, Verdict } from './judge.js';
import { ONLY_OUTCOME } from './lower/lowered.js';
import type { LoweredVector } from './lower/lowered.js';
import type { Outcome, VectorResult } from './result.js';
import type { SourceVector } from './vectors/source.js';

export interface Execution {
  readonly adapter: Adapter;
  readonly info: SubjectInfo;
  readonly capabilities: Capabilities;
  /** The subject is the model itself: comparing its end state with the model's would say nothing. */
  readonly isReference: boolean;
  readonly timeout: number;
  readonly known: KnownFailure | undefined;
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
    ...withKnowledge(ending, execution.known),
  });
  if (typeof lowered === 'string') return finish({ outcome: 'skipped', reason: lowered });
  const reason = misfit(lowered, execution.info);
  if (reason !== undefined) return finish({ outcome: 'skipped', reason: `the implementation ${reason}` });

  if (execution.isReference) return finish(guarded(() => followOutcomes(lowered, execution.capabilities)));
  const model = guarded(() => modelEnds(lowered, execution.capabilities));
  if ('outcome' in model) return finish(model);
  if ('contradiction' in model) return finish({ outcome: 'errored', reason: model.contradiction });
  const { operations, ends } = model;
  const reply = execution.adapter.run({ id: source.id, operations, timeout: execution.timeout });
  const conclude = (answer: Reply): Measured => finish(endingOf(answer, lowered, operations.length, ends));
  return reply instanceof Promise ? reply.then(conclude) : conclude(reply);
}

/** A model that throws costs the vector at hand and nothing else, as any other subject would. */
function guarded<T>(act: () => T): T | Ending {
  try {
    return act();
  } catch (error) {
    return { outcome: 'crashed', reason: `the model threw ${String(error)}` };
  }
}

/** The model is led down every permitted outcome and must meet each. */
function followOutcomes(lowered: LoweredVector, capabilities: Capabilities): Ending {
  const model = modelFor(capabilities);
  for (const outcome of lowered.outcomes) {
    const { differences } = judge({ ...lowered, outcomes: [outcome] }, model.run(lowered.operations, outcome.choices), new Map());
    if (differences.length > 0) return { outcome: 'fail', differences: differences.map(toReport) };
  }
  const chosen = lowered.outcomes.map((outcome) => outcome.name);
  return chosen[0] === ONLY_OUTCOME ? { outcome: 'pass' } : { outcome: 'pass', chosen };
}

function endingOf(reply: Reply, lowered: LoweredVector, count: number, ends: ReadonlyMap<string, ModelEnd>): Ending {
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
function withKnowledge(ending: Ending, known: KnownFailure | undefined): Ending {
  if (known === undefined) return ending;
  if (ending.outcome === known.outcome) return { ...ending, outcome: 'known-fail', reason: known.reason };
  if (ending.outcome === 'pass') return { ...ending, outcome: 'unexpected-pass' satisfies Outcome, reason: `listed as: ${known.reason}` };
  return ending;
}

const models = new Map<string, ModelRunner>();

/** The model with the same claims, one for each set of them. */
function modelFor(capabilities: Capabilities): ModelRunner {
  let model = models.get(capabilities.key);
  if (model === undefined) {
    model = new ModelRunner(capabilities.raw);
    models.set(capabilities.key, model);
  }
  return model;
}

/**
 * The state that the model is in after each permitted outcome, and the operations with the register reads that
 * fetch the subject's. A model that does not itself meet the vector's expectations is a fault of the suite.
 */
function modelEnds(
  lowered: LoweredVector,
  capabilities: Capabilities,
): { operations: readonly Operation[]; ends: ReadonlyMap<string, ModelEnd> } | { contradiction: string } {
  const ends = new Map<string, ModelEnd>();
  const reads = new Map<number, Operation>();
  const unsettled = lowered.settlesMemory ? [] : lowered.touched;
  const dumps = unsettled.map(({ address, length }) => ({ op: 'dump' as const, address, length: Number(length) }));
  for (const outcome of lowered.outcomes) {
    const run = modelFor(capabilities).run(lowered.operations, outcome.choices);
    const verdict: Verdict = judge({ ...lowered, outcomes: [outcome] }, run, new Map());
    if (verdict.fits.length === 0)
      return {
        contradiction: `with these claims the model itself does not meet outcome ${outcome.name}: ${verdict.differences[0]?.what ?? ''} is ${verdict.differences[0]?.found ?? ''}, expected ${verdict.differences[0]?.expected ?? ''}`,
      };
    const registers = run.state();
    const memory = dumps.map(({ address, length }, i) => ({
      address,
      bytes: run.memory(address, length),
      operation: lowered.operations.length + i,
    }));
    const firstRead = lowered.operations.length + dumps.length;
    if (lowered.source.comparesEnd) ends.set(outcome.name, { registers, firstRead, memory, interrupts: run.interrupts });
    for (const { offset, size } of registers) reads.set(offset, { op: 'read', offset, size });
  }
  if (!lowered.source.comparesEnd) return { operations: lowered.operations, ends };
  return { operations: [...lowered.operations, ...dumps, ...reads.values()], ends: alignReads(ends, [...reads.keys()]) };
}

/** Outcomes may differ in which registers count; each gets its registers in the order of the common reads. */
function alignReads(ends: ReadonlyMap<string, ModelEnd>, offsets: readonly number[]): ReadonlyMap<string, ModelEnd> {
  const aligned = [...ends].map(([name, end]): [string, ModelEnd] => {
    const byOffset = new Map(end.registers.map((register) => [register.offset, register]));
    const registers = offsets.map((offset) => byOffset.get(offset) ?? { name: '', offset, size: 4 as const, mask: 0n, value: 0n });
    return [name, { ...end, registers }];
  });
  return new Map(aligned);
}
