/** Steps that access registers: write, read, poll. */
import { REGISTERS, registerOffset } from '../../reference/index.js';
import type { Capabilities } from '../../reference/index.js';
import type { ValueExpectation } from '../../schemas/generated/vector-file.js';
import { parseNumber } from '../hex.js';
import type { Step } from '../vectors/source.js';
import type { Builder } from './builder.js';
import type { Alternative } from './dma-step.js';
import { stopTracking } from './fault-expectations.js';
import type { FaultTracker } from './fault-expectations.js';
import { encodeFields, resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

function single(b: Builder, step: Parameters<typeof resolveAccess>[0]): RegisterAccess {
  const accesses = resolveAccess(step, b.capabilities);
  if (accesses.length !== 1) throw new RangeError(`${step.register ?? ''} is 128 bits wide: say which "quad" or "word"`);
  return accesses[0] as RegisterAccess;
}

/** A write of software. One that can clear faults puts the records into the vector's own hands. */
export function lowerWrite(
  b: Builder,
  step: Extract<Step, { do: 'write' }>,
  trackers: ReadonlyMap<string | undefined, FaultTracker>,
): void {
  const access = single(b, step);
  if ((step.value === undefined) === (step.fields === undefined)) throw new RangeError('a write has "value" or "fields"');
  const value =
    step.fields === undefined ? parseNumber(step.value as number | string, 8 * access.size) : encodeFields(step.fields, access).value;
  if (access.register?.name === 'GCMD') b.state.levelBits = value & 0x8680_0000n;
  if (access.register?.name === 'PQT' && b.state.pageRequestQueue !== undefined) b.state.pageRequestQueue.tail = Number(value & 0x7ffe0n);
  // By name or by offset.
  if (['FRCD', 'FSTS'].some((name) => covers(name, access, b.capabilities))) stopTracking(trackers);
  b.write(access, value);
}

/** A read of software and what it must give. */
export function lowerRead(b: Builder, step: Extract<Step, { do: 'read' }>, alternatives: readonly Alternative<ValueExpectation>[]): void {
  for (const { outcome, expect } of alternatives) {
    const accesses = resolveAccess(step, b.capabilities);
    const given = [expect.value, expect.not, expect.fields].filter((each) => each !== undefined);
    if (given.length !== 1) throw new RangeError('a read expects exactly one of "value", "not" and "fields"');
    if (expect.fields === undefined && accesses.length > 1)
      throw new RangeError(`${step.register ?? ''} is 128 bits wide: say which "quad" or "word"`);
    for (const access of accesses) {
      const { value, mask } = expectedBits(expect, access);
      if (mask !== 0n || expect.fields === undefined)
        b.expectRegister(access, value, mask, outcome === undefined ? undefined : [outcome], expect.not !== undefined);
    }
  }
}

/** Reads until a register holds what is waited for. */
export function lowerPoll(b: Builder, step: Extract<Step, { do: 'poll' }>): void {
  const access = single(b, step);
  const { value, mask } = expectedBits(step, access);
  b.poll(access, mask, value);
}

/** Whether an access touches a register, or any element of it. */
function covers(name: string, { offset, size }: RegisterAccess, capabilities: Capabilities): boolean {
  const register = REGISTERS.find((candidate) => candidate.name === name);
  if (register === undefined) return false;
  const start = registerOffset(register, capabilities);
  const end = registerOffset(register, capabilities, (register.array?.(capabilities)[0]?.count ?? 1) - 1) + register.bytes;
  return offset < end && offset + size > start;
}

function expectedBits(expect: ValueExpectation, access: RegisterAccess): { value: bigint; mask: bigint } {
  if (expect.fields !== undefined) return encodeFields(expect.fields, access);
  const all = (1n << BigInt(8 * access.size)) - 1n;
  const mask = expect.mask === undefined ? all : parseNumber(expect.mask, 8 * access.size);
  return { value: parseNumber((expect.value ?? expect.not) as number | string, 8 * access.size) & mask, mask };
}
