/** Lowers a translation request with what the vector expects of it (§4.1, §4.2.3). */
import type { Step, TranslateExpectation } from '../../schemas/generated/vector-file.js';
import { hex, parseNumber, parseSource } from '../hex.js';
import type { Builder } from './builder.js';
import { expectFault, expectUpdates, pasidOf, pasidText, segmentOf } from './dma-step.js';
import type { Alternative } from './dma-step.js';
import type { FaultTracker } from './fault-expectations.js';
import type { Tables } from './tables.js';

type TranslateStep = Extract<Step, { do: 'translate' }>;
type Completion = NonNullable<TranslateExpectation['completion']>;

const REFUSALS = ['UR', 'CA', 'malformed'] as const;
const R = 0x1n;
const W = 0x2n;
const U = 0x4n;
const EXE = 0x8n;
const PRIV = 0x10n;
const G = 0x20n;
const N = 0x400n;
const S = 0x800n;

/** Adds the request and its checks. Throws a RangeError for what cannot be. */
export function lowerTranslate(
  b: Builder,
  step: TranslateStep,
  alternatives: readonly Alternative<TranslateExpectation>[],
  trackers: ReadonlyMap<string | undefined, FaultTracker>,
  tables: Tables,
): void {
  const source = parseSource(step.from);
  const address = parseNumber(step.address);
  const pasid = pasidOf(step);
  b.sources.add(source);
  const operation = b.push({
    op: 'translate',
    source,
    address,
    dwords: Number(parseNumber(step.dwords ?? 2, 10)),
    ...(pasid === undefined ? {} : { pasid }),
    ...(step.noWrite === true ? { noWrite: true } : {}),
    ...segmentOf(step),
  });
  const label = `translation request from ${step.from}${pasidText(pasid)} at ${hex(address)}`;
  const request = { kind: 'translation' as const, source, address, addressType: 'translation' as const, pasid };
  for (const { outcome, expect } of alternatives) {
    const outcomes = outcome === undefined ? undefined : [outcome];
    if ((expect.refused === undefined) === (expect.completion === undefined))
      throw new RangeError('expected exactly one of "refused" and "completion"');
    if (expect.refused !== undefined) {
      const status = REFUSALS.find((candidate) => candidate === expect.refused);
      if (status === undefined) throw new RangeError(`a refusal is one of ${REFUSALS.join(', ')}, found ${expect.refused}`);
      b.expect(operation, label, { kind: 'refused', status }, outcomes);
      if (expect.fault === undefined) throw new RangeError('a refused request says what is recorded: "fault"');
    } else if (expect.completion !== undefined) {
      b.expect(operation, label, { kind: 'completes' }, outcomes);
      const bits = completionBits(expect.completion);
      b.expect(operation, `${label}: completion`, { kind: 'value', ...bits, differs: false, register: undefined, lowBit: 0 }, outcomes);
    }
    if (expect.updates !== undefined) expectUpdates(b, tables, expect.updates, outcomes);
    if (expect.fault !== undefined) expectFault(trackers, outcome, expect.fault, request);
  }
}

/**
 * The 8 bytes of the completion's entry as PCI Express has them (ATS-20), with the bits that count: no address where
 * nothing may be accessed with it, and never the reserved bits 9:6.
 */
function completionBits(completion: Completion): { value: bigint; mask: bigint } {
  const flag = (bit: Completion['R'], at: bigint): bigint => (Number(bit ?? 0) === 1 ? at : 0n);
  const flags = flag(completion.R, R) | flag(completion.W, W) | flag(completion.U, U) | flag(completion.PRIV, PRIV) | flag(completion.N, N);
  const mask = R | W | U | EXE | PRIV | G | S;
  const hasAddress = (flags & (R | W)) !== 0n && (flags & U) === 0n;
  if (!hasAddress) {
    if (completion.to !== undefined || completion.size !== undefined)
      throw new RangeError('only a completion with R or W and without U has "to" and "size"');
    return { value: flags, mask };
  }
  if (completion.to === undefined) throw new RangeError('a completion with R or W says where it leads: "to"');
  const size = parseNumber(completion.size ?? 0x1000);
  if (size < 0x1000n || (size & (size - 1n)) !== 0n) throw new RangeError(`"size" is a power of two from 4 KiB on, found ${hex(size)}`);
  const to = parseNumber(completion.to);
  if ((to & (size - 1n)) !== 0n) throw new RangeError(`"to" must be a multiple of ${hex(size)}, found ${hex(to)}`);
  // The lowest 0 bit from bit 12 on tells the size: for 2^n bytes bits 12 to n-2 are 1 and bit n-1 is 0.
  const encoded = size === 0x1000n ? 0n : S | ((size / 2n - 1n) & ~0xfffn);
  return { value: flags | to | encoded, mask: mask | N | (~0xfffn & 0xffff_ffff_ffff_ffffn) };
}
