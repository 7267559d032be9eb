/**
 * Completes what a vector looks at but does not say: the expectations of reads, memory and messages, as the model has
 * them. They are marked as filled and count once a second implementation gave the same.
 */
import type { Capabilities } from '../../reference/index.js';
import type { Adapter } from '../adapters/adapter.js';
import { UsageError } from '../errors.js';
import { hex, hexBytes } from '../hex.js';
import { lowerVector } from '../lower/lower.js';
import type { SourceVector, Step } from '../vectors/source.js';
import { judge } from '../judge.js';
import type { Observation } from '../judge.js';
import { modelFor } from '../permitted.js';

/** Mark of an expectation that nothing but the model has given. */
export const UNCONFIRMED = 'unconfirmed';

interface Filled {
  /** Index of the step. */
  readonly step: number;
  readonly expect: object;
}

const FILLABLE: readonly Step['do'][] = ['read', 'memory', 'interrupts'];

/**
 * What is missing from a vector on a unit with these claims, by the model. Throws a UsageError where nothing is missing,
 * where no expectation was written by hand, or where several outcomes are permitted, which only a person can tell apart.
 */
export function fillVector(vector: SourceVector, claims: Capabilities): Filled[] {
  const open = vector.steps.flatMap((step, i) => (FILLABLE.includes(step.do) && lacksExpectation(step) ? [i] : []));
  if (open.length === 0) throw new UsageError(`${vector.id} has no read, memory or interrupts step without an expectation`);
  const written = vector.steps.some((step) => ('expect' in step || 'either' in step) && !('filled' in step));
  if (!written)
    throw new UsageError(`${vector.id} has no expectation written by hand: a vector that only repeats the model checks nothing`);
  if (Object.keys(vector.outcomes).length > 0)
    throw new UsageError(`${vector.id} permits several outcomes; which values belong to which only its author can tell`);
  // With any expectation in place a step lowers to the operation whose result is wanted.
  const steps = vector.steps.map((step, i) => (open.includes(i) ? { ...step, expect: placeholderOf(step) } : step)) as Step[];
  const lowered = lowerVector({ ...vector, steps }, claims);
  const run = modelFor(claims, lowered.platform).run(lowered.operations);
  return open.map((step) => {
    const checks = lowered.checks.filter((each) => each.step === step);
    const [check] = checks;
    if (check?.must.kind === 'interrupts') return { step, expect: { messages: messagesUpTo(run, lowered.checks, check.operation) } };
    const { value, bytes } = run.results[check?.operation ?? -1] ?? {};
    return { step, expect: bytes === undefined ? { value: hex(value ?? 0n) } : { bytes: hexBytes(bytes) } };
  });
}

function lacksExpectation(step: Step): boolean {
  return !('expect' in step) && !('either' in step);
}

function placeholderOf(step: Step): object {
  if (step.do === 'interrupts') return { messages: [] };
  if (step.do !== 'memory') return { value: 0 };
  const length = 'length' in step ? Number(step.length) : 8;
  return { bytes: '00'.repeat(length) };
}

function messagesUpTo(
  run: Pick<Observation, 'interrupts'>,
  checks: ReturnType<typeof lowerVector>['checks'],
  operation: number,
): { address: string; data: string }[] {
  const before = checks.filter(({ must, operation: at }) => must.kind === 'interrupts' && at < operation).map(({ operation: at }) => at);
  const seen = Math.max(-1, ...before);
  return (run.interrupts ?? [])
    .filter(({ after }) => after > seen && after <= operation)
    .map(({ address, data }) => ({ address: hex(address), data: hex(data) }));
}

/** Whether a second implementation meets the vector with what was filled in; otherwise the first difference, in words. */
export async function confirmVector(
  vector: SourceVector,
  claims: Capabilities,
  adapter: Adapter,
  timeout: number,
): Promise<string | undefined> {
  const lowered = lowerVector(vector, claims);
  const reply = await adapter.run({ id: vector.id, operations: lowered.operations, timeout });
  if (reply.kind === 'skipped') return reply.reason;
  if (reply.kind !== 'results') return reply.message;
  const [difference] = judge(lowered, reply, []).differences;
  return difference === undefined ? undefined : `${difference.what} is ${difference.found}, filled in was ${difference.expected}`;
}
