/** Lowers a page request with what the vector expects of it (§7.4.1). */
import type { PageResponse, PasidPrefix } from '../../reference/index.js';
import type { PageRequestExpectation, Step } from '../../schemas/generated/vector-file.js';
import { hex, parseNumber, parseSource } from '../hex.js';
import type { Builder } from './builder.js';
import { expectFault, pasidOf, pasidText, segmentOf } from './dma-step.js';
import type { Alternative } from './dma-step.js';
import type { FaultTracker } from './fault-expectations.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

type PageRequestStep = Extract<Step, { do: 'page-request' }>;

/** What the message carries. */
interface Message {
  readonly source: number;
  readonly address: bigint;
  readonly pasid: PasidPrefix | undefined;
  readonly read: boolean;
  readonly write: boolean;
  readonly last: boolean;
  readonly group: number;
}

const DESCRIPTOR_BYTES = 32;
/** Response codes of Table 32 (§7.6.1). */
const CODES: Readonly<Record<string, number>> = { success: 0, 'invalid-request': 1 };

/** Adds the request and its checks. Throws a RangeError for what cannot be. */
export function lowerPageRequest(
  b: Builder,
  step: PageRequestStep,
  alternatives: readonly Alternative<PageRequestExpectation>[],
  trackers: ReadonlyMap<string | undefined, FaultTracker>,
): void {
  const source = parseSource(step.from);
  const address = parseNumber(step.address);
  const pasid = pasidOf(step);
  const group = Number(parseNumber(step.group, 9));
  const message: Message = {
    source,
    address,
    pasid,
    read: step.read === true,
    write: step.write === true,
    last: step.last === true,
    group,
  };
  b.sources.add(source);
  const { read, write, last } = message;
  const operation = b.push({
    op: 'page-request',
    source,
    address,
    ...(pasid === undefined ? {} : { pasid }),
    read,
    write,
    last,
    group,
    ...segmentOf(step),
  });
  const label = `page request from ${step.from}${pasidText(pasid)} at ${hex(address)}`;
  for (const { outcome, expect } of alternatives) {
    const outcomes = outcome === undefined ? undefined : [outcome];
    const given = [expect.queued, expect.dropped, expect.response].filter((value) => value !== undefined);
    if (given.length !== 1) throw new RangeError('expected exactly one of "queued", "dropped" and "response"');
    const responses: PageResponse[] = [];
    if (expect.response !== undefined) {
      const code = CODES[expect.response];
      if (code === undefined) throw new RangeError(`a response is one of ${Object.keys(CODES).join(', ')}, found ${expect.response}`);
      responses.push({ sourceId: source, group, code, ...(pasid === undefined ? {} : { pasid: pasid.value }) });
    }
    b.expect(operation, `${label}: responses`, { kind: 'responses', responses }, outcomes);
    if (expect.queued === true) {
      if (outcome !== undefined) throw new RangeError('"queued" holds in every outcome: state it with "expect"');
      b.within(b.unitNamed(expect.unit), () => {
        expectQueued(b, message, label);
      });
    }
    if (expect.queued === true && expect.fault !== undefined) throw new RangeError('a queued request records no fault');
    if (expect.fault !== undefined)
      expectFault(trackers, outcome, expect.fault, { kind: 'page-request', source, address, addressType: 'untranslated', pasid });
  }
}

/** The descriptor stands where the tail was, and the tail has moved on. */
function expectQueued(b: Builder, message: Message, label: string): void {
  const queue = b.state.pageRequestQueue;
  if (queue === undefined) throw new RangeError('there is no page request queue: "set-page-request-queue" comes first');
  const at = queue.at + BigInt(queue.tail);
  const { bytes, mask } = descriptor(message);
  const dump = b.dump(at, DESCRIPTOR_BYTES);
  b.expect(dump, `${label}: descriptor at ${hex(at)}`, { kind: 'bytes', bytes, mask });
  b.shadow.write(at, bytes);
  for (const [i, byte] of mask.entries()) {
    if (byte !== 0xff) b.undefinedBits.set(at + BigInt(i), 0xff & ~byte);
    else b.undefinedBits.delete(at + BigInt(i));
  }
  queue.tail = (queue.tail + DESCRIPTOR_BYTES) % queue.bytes;
  const [access] = resolveAccess({ register: 'PQT' }, b.capabilities);
  b.expectRegister(access as RegisterAccess, BigInt(queue.tail), 0x7ffe0n);
}

/** §7.4.1.1, PRQ-06; the PASID is undefined without one, the group index where neither read nor write is asked for. */
function descriptor({ source, address, pasid, read, write, last, group }: Message): { bytes: Uint8Array; mask: Uint8Array } {
  const bit = (on: boolean | undefined, at: number): bigint => (on === true ? 1n << BigInt(at) : 0n);
  const lower =
    0x01n |
    bit(pasid !== undefined, 8) |
    (BigInt(source) << 16n) |
    (BigInt(pasid?.value ?? 0) << 32n) |
    bit(pasid?.execute, 52) |
    bit(pasid?.privileged, 53);
  const upper = bit(read, 0) | bit(write, 1) | bit(last, 2) | (BigInt(group) << 3n) | (address & ~0xfffn);
  const bytes = new Uint8Array(DESCRIPTOR_BYTES);
  const mask = new Uint8Array(DESCRIPTOR_BYTES).fill(0xff);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, lower, true);
  view.setBigUint64(8, upper, true);
  const masks = new DataView(mask.buffer);
  if (pasid === undefined) masks.setBigUint64(0, ~(0xfffffn << 32n) & 0xffff_ffff_ffff_ffffn, true);
  if (!read && !write) masks.setBigUint64(8, ~(0x1ffn << 3n) & 0xffff_ffff_ffff_ffffn, true);
  return { bytes, mask };
}
