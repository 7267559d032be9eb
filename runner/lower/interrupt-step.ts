/** Lowers an interrupt request with what the vector expects of it (§5.1.4, §5.2.3). */
import { insert } from '../../reference/index.js';
import type { InterruptRequestExpectation, Step } from '../../schemas/generated/vector-file.js';
import { hex, parseNumber, parseSource } from '../hex.js';
import type { Builder } from './builder.js';
import { segmentOf } from './dma-step.js';
import type { Alternative } from './dma-step.js';
import type { FaultTracker } from './fault-expectations.js';
import type { Tables } from './tables.js';

type InterruptStep = Extract<Step, { do: 'interrupt' }>;
interface Message {
  readonly address: bigint;
  readonly data: number;
}

const RANGE = 0xfee0_0000n;
const REMAPPABLE = 0x10n;
const SHV = 0x8n;

/** Adds the request and its checks. Throws a RangeError for what cannot be. */
export function lowerInterrupt(
  b: Builder,
  step: InterruptStep,
  alternatives: readonly Alternative<InterruptRequestExpectation>[],
  trackers: ReadonlyMap<string | undefined, FaultTracker>,
  tables: Tables,
): void {
  const source = parseSource(step.from);
  const { address, data, index } = requestOf(step);
  b.sources.add(source);
  const operation = b.push({ op: 'interrupt', source, address, data, ...segmentOf(step) });
  const label = `interrupt request from ${step.from} at ${hex(address)}, data ${hex(data)}`;
  for (const { outcome, expect } of alternatives) {
    const outcomes = outcome === undefined ? undefined : [outcome];
    const given = [expect.delivers, expect.passes, expect.posts, expect.blocked].filter((value) => value !== undefined);
    if (given.length !== 1) throw new RangeError('expected exactly one of "delivers", "passes", "posts" and "blocked"');
    if (expect.blocked === true) {
      b.expect(operation, label, { kind: 'blocked', returns: 0 }, outcomes);
      if (expect.fault === undefined) throw new RangeError('a blocked request says what is recorded: "fault"');
      for (const each of outcome === undefined ? trackers.values() : [trackers.get(outcome)])
        each?.expectInterrupt(expect.fault, { source, index });
      continue;
    }
    if (expect.fault !== undefined) throw new RangeError('only a blocked request records a fault');
    b.expect(operation, label, { kind: 'completes' }, outcomes);
    b.expect(operation, `${label}: messages`, { kind: 'interrupts', messages: messagesOf(expect, { address, data }) }, outcomes);
    if (expect.posts !== undefined) expectPost(b, tables, expect.posts, outcomes);
  }
}

/** The DWORD write, and the interrupt index that a record of it shows. */
function requestOf({ handle, subhandle, address, data }: InterruptStep): { address: bigint; data: number; index: bigint } {
  if ((handle === undefined) === (address === undefined)) throw new RangeError('an interrupt request has either "handle" or "address"');
  if (handle === undefined) {
    if (subhandle !== undefined) throw new RangeError('a "subhandle" comes with a "handle"');
    const raw = parseNumber(address as number | string, 32);
    if (raw >> 20n !== 0xfeen || raw % 4n !== 0n) throw new RangeError(`an interrupt request goes to FEEx_xxxxh, found ${hex(raw)}`);
    const content = Number(parseNumber(data ?? 0, 32));
    const encoded = ((raw >> 5n) & 0x7fffn) | ((raw & 4n) << 13n);
    return { address: raw, data: content, index: (raw & SHV) === 0n ? encoded : encoded + BigInt(content & 0xffff) };
  }
  const number = parseNumber(handle, 16);
  const base = RANGE | ((number & 0x7fffn) << 5n) | REMAPPABLE | ((number >> 15n) << 2n);
  if (subhandle === undefined) return { address: base, data: Number(parseNumber(data ?? 0, 32)), index: number };
  const sub = parseNumber(subhandle, 16);
  return { address: base | SHV, data: Number(data === undefined ? sub : parseNumber(data, 32)), index: number + sub };
}

function messagesOf({ delivers, passes, posts }: InterruptRequestExpectation, request: Message): Message[] {
  if (passes === true) return [request];
  if (delivers !== undefined) return [message(delivers)];
  return posts === undefined || posts.notifies === false ? [] : [message(posts.notifies)];
}

/** §5.1.4, IR-60: FEEh, destination bits 7:0, redirection hint, destination mode; above them destination bits 31:8; the level asserted. */
function message(attributes: NonNullable<InterruptRequestExpectation['delivers']>): Message {
  const destination = parseNumber(attributes.destination, 32);
  const low =
    RANGE | ((destination & 0xffn) << 12n) | (attributes.redirectionHint === true ? 8n : 0n) | (attributes.logical === true ? 4n : 0n);
  const vector = parseNumber(attributes.vector, 8);
  const mode = parseNumber(attributes.deliveryMode ?? 0, 3);
  const data = (attributes.level === true ? 0x8000n : 0n) | 0x4000n | (mode << 8n) | vector;
  return { address: ((destination & 0xffff_ff00n) << 32n) | low, data: Number(data) };
}

/** §5.2.3: PIR has the vector's bit, ON is set if a notification left, and all else of the descriptor is as before. */
function expectPost(
  b: Builder,
  tables: Tables,
  posts: NonNullable<InterruptRequestExpectation['posts']>,
  outcomes: readonly string[] | undefined,
): void {
  const { address, layout } = tables.locate(posts.descriptor);
  if (layout.bits !== 512) throw new RangeError(`${posts.descriptor} is no posted interrupt descriptor`);
  const before = b.shadow.read(address, 64);
  const view = new DataView(before.buffer);
  let value = 0n;
  for (let at = 56; at >= 0; at -= 8) value = (value << 64n) | view.getBigUint64(at, true);
  value |= 1n << parseNumber(posts.vector, 8);
  if (posts.notifies !== false) value = insert(value, { name: 'ON', high: 256, low: 256 }, 1n);
  for (let at = 0; at < 64; at += 8) view.setBigUint64(at, (value >> BigInt(8 * at)) & 0xffff_ffff_ffff_ffffn, true);
  if (outcomes === undefined) b.shadow.write(address, before);
  else b.shadowHolds = false;
  const dump = b.dump(address, 64);
  b.expect(dump, `descriptor at ${hex(address)} after the request`, { kind: 'bytes', bytes: before }, outcomes);
}
