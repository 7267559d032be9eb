/** Lowers a device's request with what the vector expects of it. */
import { DMA_KINDS } from '../../reference/index.js';
import type { AddressType, MemoryType, PasidPrefix } from '../../reference/index.js';
import type { DmaExpectation, Step } from '../../schemas/generated/vector-file.js';
import type { DmaKind } from '../adapters/adapter.js';
import { hex, parseBytes, parseNumber, parseSource } from '../hex.js';
import type { Builder } from './builder.js';
import type { Patches } from '../vectors/source.js';
import type { FaultTracker, FaultedRequest } from './fault-expectations.js';
import type { Tables } from './tables.js';

type DmaStep = Extract<Step, { do: 'dma' }>;

/** One set of expectations and the outcome it belongs to; no name means all. */
export interface Alternative<T> {
  readonly outcome: string | undefined;
  readonly expect: T;
}

const DEFAULT_LENGTH = 8;

/** Apart from the seeds of memory contents, so that a request never carries what already stands where it is aimed at. */
const OPERAND_SEED = 100;

/** A pattern that is neither all zeros nor all ones in any byte and differs from request to request. */
function pattern(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 0x11 + ((seed * 29 + i * 7) % 0xd0));
}

/** Adds the request, the memory it is to find or to leave alone, and the checks. Throws a RangeError for a request that cannot be. */
export function lowerDma(
  b: Builder,
  step: DmaStep,
  alternatives: readonly Alternative<DmaExpectation>[],
  trackers: ReadonlyMap<string | undefined, FaultTracker>,
  tables: Tables,
): void {
  const kind = requestKind(step.kind);
  const source = parseSource(step.from);
  const address = parseNumber(step.address);
  const length = kind === 'zero-length-read' ? 4 : lengthOf(step);
  const bytes = operand(step, kind, length, b.operations.length + OPERAND_SEED);
  b.sources.add(source);
  for (const { expect } of alternatives) prepare(b, expect, kind, length);

  const pasid = pasidOf(step);
  const addressType = addressTypeOf(step);
  const operation = b.push({
    op: 'dma',
    request: kind,
    source,
    address,
    length,
    ...(bytes === undefined ? {} : { bytes }),
    addressType,
    ...(pasid === undefined ? {} : { pasid }),
    ...(step.noSnoop === true ? { noSnoop: true } : {}),
    ...segmentOf(step),
  });
  const request = { kind, source, address, addressType, pasid };
  for (const { outcome, expect } of alternatives) {
    checkExclusive(expect);
    const outcomes = outcome === undefined ? undefined : [outcome];
    const label = `${addressType === 'untranslated' ? '' : `${addressType} `}${kind} from ${step.from}${pasidText(pasid)} at ${hex(address)}`;
    if (expect.blocked === true)
      b.expect(
        operation,
        label,
        {
          kind: 'blocked',
          returns: kind === 'write' || kind === 'zero-length-read' ? 0 : length,
          ...(expect.status === undefined ? {} : { status: expect.status }),
        },
        outcomes,
      );
    else b.expect(operation, label, { kind: 'completes' }, outcomes);
    if (expect.returns !== undefined) b.expect(operation, `${label}: data`, { kind: 'bytes', bytes: parseBytes(expect.returns) }, outcomes);
    if (expect.reaches !== undefined) reach(b, parseNumber(expect.reaches), { operation, label, kind, length, bytes, outcomes });
    // What the request does elsewhere is not said, so memory is no longer known.
    if (expect.completes === true && kind !== 'zero-length-read') b.shadowHolds = false;
    if (expect.spares !== undefined) spare(b, parseNumber(expect.spares), length, outcomes);
    expectAttributes(b, operation, label, expect, outcomes);
    if (expect.updates !== undefined) expectUpdates(b, tables, expect.updates, outcomes);
    if (expect.blocked === true) {
      if (expect.fault === undefined) throw new RangeError('a blocked request says what is recorded: "fault"');
      expectFault(trackers, outcome, expect.fault, request);
    }
  }
}

/** How memory is accessed, where the vector says it. */
function expectAttributes(
  b: Builder,
  operation: number,
  label: string,
  { snoop, memoryType }: DmaExpectation,
  outcomes: readonly string[] | undefined,
): void {
  if (snoop === undefined && memoryType === undefined) return;
  b.expect(
    operation,
    `${label}: attributes`,
    {
      kind: 'attributes',
      ...(snoop === undefined ? {} : { snoop }),
      ...(memoryType === undefined ? {} : { memoryType: memoryType as MemoryType }),
    },
    outcomes,
  );
}

/** The PASID prefix of a step. Throws a RangeError for privilege or execution without PASID. */
export function pasidOf(step: Pick<DmaStep, 'pasid' | 'privileged' | 'execute'>): PasidPrefix | undefined {
  const { pasid, privileged, execute } = step;
  if (pasid === undefined) {
    if (privileged === true || execute === true) throw new RangeError('only a request with "pasid" is "privileged" or asks to "execute"');
    return undefined;
  }
  const value = Number(parseNumber(pasid, 20));
  return { value, ...(privileged === true ? { privileged } : {}), ...(execute === true ? { execute } : {}) };
}

/** The segment of a requester, where it has one. */
export function segmentOf({ segment }: { readonly segment?: number | string }): { segment?: number } {
  return segment === undefined ? {} : { segment: Number(parseNumber(segment, 16)) };
}

/** For labels. */
export function pasidText(pasid: PasidPrefix | undefined): string {
  if (pasid === undefined) return '';
  return ` with PASID ${hex(pasid.value)}${pasid.privileged === true ? ' (privileged)' : ''}`;
}

/** Exactly these entries changed, each to what the fields given make of it. */
export function expectUpdates(b: Builder, tables: Tables, updates: Patches, outcomes: readonly string[] | undefined): void {
  // Only what holds in every outcome changes the tables that later steps start from.
  const entries = outcomes === undefined ? tables.change(updates) : tables.preview(updates);
  for (const { address, bytes } of entries) {
    if (outcomes === undefined) b.shadow.write(address, bytes);
    else b.shadowHolds = false;
    const dump = b.dump(address, bytes.length);
    b.expect(dump, `entry at ${hex(address)} after the request`, { kind: 'bytes', bytes }, outcomes);
  }
}

/** States what was recorded, in the outcome named or in all. */
export function expectFault(
  trackers: ReadonlyMap<string | undefined, FaultTracker>,
  outcome: string | undefined,
  fault: NonNullable<DmaExpectation['fault']>,
  request: FaultedRequest,
): void {
  const tracker = trackers.get(outcome);
  for (const each of outcome === undefined ? trackers.values() : [tracker]) each?.expect(fault, request);
}

function addressTypeOf({ addressType, kind }: DmaStep): AddressType {
  const found = ADDRESS_TYPES.find((candidate) => candidate === (addressType ?? 'untranslated'));
  if (found === undefined) throw new RangeError(`an address type is one of ${ADDRESS_TYPES.join(', ')}, found ${String(addressType)}`);
  if (found === 'translation' && kind !== 'write') throw new RangeError('a read with address type translation is the step "translate"');
  return found;
}

const ADDRESS_TYPES: readonly AddressType[] = ['untranslated', 'translation', 'translated', 'reserved'];

function requestKind(text: string): DmaKind {
  const kind = DMA_KINDS.find((candidate) => candidate === text);
  if (kind === undefined) throw new RangeError(`there is no request kind ${text}; known are ${DMA_KINDS.join(', ')}`);
  return kind;
}

function lengthOf(step: DmaStep): number {
  if (step.length !== undefined) return Number(parseNumber(step.length, 16));
  if (step.bytes === undefined) return DEFAULT_LENGTH;
  return step.kind === 'compare-and-swap' ? step.bytes.length / 4 : step.bytes.length / 2;
}

function operand(step: DmaStep, kind: DmaKind, length: number, seed: number): Uint8Array | undefined {
  if (kind === 'read' || kind === 'zero-length-read') {
    if (step.bytes !== undefined) throw new RangeError('a read carries no bytes');
    return undefined;
  }
  const size = kind === 'compare-and-swap' ? 2 * length : length;
  const bytes = step.bytes === undefined ? pattern(seed, size) : parseBytes(step.bytes);
  if (bytes.length !== size)
    throw new RangeError(`a ${kind} of length ${String(length)} carries ${String(size)} bytes, found ${String(bytes.length)}`);
  return bytes;
}

function checkExclusive(expect: DmaExpectation): void {
  const given = [expect.reaches, expect.returns, expect.completes, expect.blocked].filter((value) => value !== undefined);
  if (given.length !== 1) throw new RangeError('expected exactly one of "reaches", "returns", "completes" and "blocked"');
  if (expect.blocked === undefined && expect.fault !== undefined) throw new RangeError('only a blocked request records a fault');
  if (expect.blocked === undefined && expect.status !== undefined) throw new RangeError('only a blocked request has a "status" to expect');
}

/** Memory that the request is to find, or to leave alone, gets a pattern unless the vector put something there. */
function prepare(b: Builder, expect: DmaExpectation, kind: DmaKind, length: number): void {
  const target = expect.reaches ?? expect.spares;
  if (target === undefined || kind === 'zero-length-read') return;
  const address = parseNumber(target);
  const isBlank = b.shadow.read(address, length).every((byte) => byte === 0);
  if (isBlank && !(kind === 'write' && expect.reaches !== undefined)) b.load(address, pattern(b.operations.length, length));
}

interface Reach {
  readonly operation: number;
  readonly label: string;
  readonly kind: DmaKind;
  readonly length: number;
  readonly bytes: Uint8Array | undefined;
  readonly outcomes: readonly string[] | undefined;
}

/** The request reaches memory at an address: a read returns what is there, a write or AtomicOp leaves its result. */
function reach(b: Builder, address: bigint, { operation, label, kind, length, bytes, outcomes }: Reach): void {
  if (kind === 'zero-length-read') return;
  const before = b.shadow.read(address, length);
  if (kind !== 'write') b.expect(operation, `${label}: data`, { kind: 'bytes', bytes: before }, outcomes);
  if (kind === 'read' || bytes === undefined) return;
  const after = leaves(kind, before, bytes);
  if (outcomes === undefined) b.shadow.write(address, after);
  else b.shadowHolds = false;
  const dump = b.dump(address, length);
  b.expect(dump, `memory at ${hex(address)} after the ${kind}`, { kind: 'bytes', bytes: after }, outcomes);
}

/** What a write or a PCI Express AtomicOp leaves in memory, written out independently of the model. */
function leaves(kind: DmaKind, before: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (kind === 'fetch-add') {
    const width = BigInt(8 * before.length);
    const value = (part: Uint8Array): bigint => BigInt(`0x${Buffer.from(part).reverse().toString('hex')}`);
    const sum = BigInt.asUintN(Number(width), value(before) + value(bytes));
    return Uint8Array.from({ length: before.length }, (_, i) => Number((sum >> BigInt(8 * i)) & 0xffn));
  }
  if (kind !== 'compare-and-swap') return bytes;
  const matches = Buffer.compare(before, bytes.subarray(0, before.length)) === 0;
  return matches ? bytes.subarray(before.length) : before;
}

/** Memory that a blocked request must not change. That it was not read shows in the blocked check. */
function spare(b: Builder, address: bigint, length: number, outcomes: readonly string[] | undefined): void {
  const dump = b.dump(address, length);
  b.expect(
    dump,
    `memory at ${hex(address)}, which the request must not change`,
    { kind: 'bytes', bytes: b.shadow.read(address, length) },
    outcomes,
  );
}
