/** The invalidation queue and the page request queue as software uses them (§6.5.2, §7.4.1). */
import { hex } from '../hex.js';
import type { Builder, InvalidationRing } from './builder.js';
import { NotApplicable } from './lowered.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

const QIE = 1n << 26n;
const DW = 0x800n;
/** Where the queue goes that `invalidate` sets up for itself, one apart for each unit; a vector's own tables stay below. */
const OWN_QUEUE = 0x2f00000n;
const OWN_QUEUE_DISTANCE = 0x10000n;
/** Queued descriptors (§6.5.2.1 to §6.5.2.9): global invalidations, and a wait that writes status data. */
const CONTEXT_CACHE_GLOBAL = 0x11n;
const IOTLB_GLOBAL = 0x12n;
const PASID_CACHE_GLOBAL = 0x37n;
const WAIT_WITH_STATUS = 0x25n;
const STATUS_DATA = 1n;

function access(b: Builder, register: string): RegisterAccess {
  return resolveAccess({ register }, b.capabilities)[0] as RegisterAccess;
}

function logarithm(pages: number, what: string): bigint {
  const log = Math.log2(pages);
  if (!Number.isInteger(log) || log < 0 || log > 7) throw new RangeError(`${what} takes 1, 2, 4 … 128 pages, found ${String(pages)}`);
  return BigInt(log);
}

/** §7.4.1: head and tail to 0, then address and size. */
export function setPageRequestQueue(b: Builder, at: bigint, pages: number): void {
  const size = logarithm(pages, 'a page request queue');
  b.write(access(b, 'PQH'), 0n);
  b.write(access(b, 'PQT'), 0n);
  b.write(access(b, 'PQA'), at | size);
  b.state.pageRequestQueue = { at, bytes: 4096 * pages, tail: 0 };
}

/** §6.5.2: tail to 0, address, size and width, then QIE, waited for. Throws a NotApplicable without queued invalidation. */
export function setInvalidationQueue(b: Builder, at: bigint, pages: number, isWide: boolean): InvalidationRing {
  if (!b.capabilities.queuedInvalidation) throw new NotApplicable('the implementation has no invalidation queue (ECAP.QI)');
  const size = logarithm(pages, 'an invalidation queue');
  if (b.state.invalidationQueue !== undefined) disableInvalidationQueue(b);
  b.write(access(b, 'IQT'), 0n);
  b.write(access(b, 'IQA'), at | size | (isWide ? DW : 0n));
  b.state.levelBits |= QIE;
  b.write(access(b, 'GCMD'), b.state.levelBits);
  b.poll(access(b, 'GSTS'), QIE, QIE);
  b.state.invalidationQueue = { at, bytes: 4096 * pages, descriptorBytes: isWide ? 32 : 16, tail: 0 };
  return b.state.invalidationQueue;
}

/** §6.5.2: a queue that is empty and whose last descriptor was a wait may be disabled. */
function disableInvalidationQueue(b: Builder): void {
  b.state.levelBits &= ~QIE;
  b.write(access(b, 'GCMD'), b.state.levelBits);
  b.poll(access(b, 'GSTS'), QIE, 0n);
}

/** Writes descriptors at the tail and makes them known; waits until all are taken. Throws a RangeError without a queue. */
export function queueDescriptors(b: Builder, descriptors: readonly Uint8Array[], waits: boolean): void {
  const queue = b.state.invalidationQueue;
  if (queue === undefined) throw new RangeError('there is no invalidation queue: "set-invalidation-queue" comes first');
  for (const descriptor of descriptors) {
    if (descriptor.length > queue.descriptorBytes)
      throw new RangeError(
        `the queue has descriptors of ${String(8 * queue.descriptorBytes)} bits, found one of ${String(8 * descriptor.length)}`,
      );
    const bytes = new Uint8Array(queue.descriptorBytes);
    bytes.set(descriptor);
    b.load(queue.at + BigInt(queue.tail), bytes);
    queue.tail = (queue.tail + queue.descriptorBytes) % queue.bytes;
  }
  b.write(access(b, 'IQT'), BigInt(queue.tail));
  if (waits) b.poll(access(b, 'IQH'), 0x7fff0n, BigInt(queue.tail));
}

/** §6.5.2: context-cache, PASID-cache in scalable mode, IOTLB, then a wait. */
export function invalidateThroughQueue(b: Builder): void {
  const commands = [[CONTEXT_CACHE_GLOBAL], ...(b.state.mode === 1 ? [[PASID_CACHE_GLOBAL]] : []), [IOTLB_GLOBAL]];
  waitThroughQueue(b, commands.map(littleEndian));
}

/** Queues descriptors and a wait whose status write ends them; in a queue of its own if the vector has none. */
export function waitThroughQueue(b: Builder, descriptors: readonly Uint8Array[]): void {
  const queue =
    b.state.invalidationQueue ?? setInvalidationQueue(b, OWN_QUEUE + OWN_QUEUE_DISTANCE * BigInt(b.unit), 1, b.capabilities.scalableMode);
  const status = queue.at + BigInt(queue.bytes);
  b.load(status, new Uint8Array(4));
  const wait = [WAIT_WITH_STATUS | (STATUS_DATA << 32n), status];
  queueDescriptors(b, [...descriptors, littleEndian(wait)], true);
  const written = Uint8Array.of(Number(STATUS_DATA), 0, 0, 0);
  b.shadow.write(status, written);
  const dump = b.dump(status, 4);
  b.expect(dump, `status that the wait descriptor writes to ${hex(status)}`, { kind: 'bytes', bytes: written });
}

/** A descriptor of 128 bits. */
export function littleEndian(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(16);
  words.forEach((word, i) => {
    new DataView(bytes.buffer).setBigUint64(8 * i, word, true);
  });
  return bytes;
}
