/** The access to memory that a request makes once its address is known. */
import type { Memory } from '../memory.js';
import { needsWrite } from './request.js';
import type { DmaRequest, DmaResult } from './request.js';

/**
 * Performs a request at an offset in a host physical page. An address where nothing answers completes as Unsupported
 * Request without a fault: the translation was good, the platform refuses the access.
 */
export function accessMemory(memory: Memory, request: DmaRequest, page: number, offset: number): DmaResult {
  if (memory.isFaulty(page, offset, request.length, needsWrite(request.kind))) return { status: 'UR' };
  switch (request.kind) {
    case 'write':
      memory.writeAt(page, offset, dataOf(request));
      return { status: 'success' };
    case 'zero-length-read':
      // §3.14: all byte enables are off; what the completion carries is meaningless.
      return { status: 'success' };
    case 'read':
      return { status: 'success', data: memory.readAt(page, offset, request.length) };
    default: {
      const before = memory.readAt(page, offset, request.length);
      memory.writeAt(page, offset, atomicResult(request, before));
      return { status: 'success', data: before };
    }
  }
}

/** What a PCI Express AtomicOp leaves in memory. */
function atomicResult(request: DmaRequest, before: Uint8Array): Uint8Array {
  const data = dataOf(request);
  if (request.kind === 'swap') return data;
  if (request.kind === 'compare-and-swap') {
    const matches = before.every((byte, i) => byte === data[i]);
    return matches ? data.subarray(request.length) : before;
  }
  let carry = 0;
  return before.map((byte, i) => {
    const sum = byte + (data[i] as number) + carry;
    carry = sum >> 8;
    return sum & 0xff;
  });
}

/** The bytes a request carries. Throws a RangeError if their number does not fit its kind and length. */
function dataOf(request: DmaRequest): Uint8Array {
  const expected = request.kind === 'compare-and-swap' ? 2 * request.length : request.length;
  if (request.data?.length !== expected) {
    throw new RangeError(
      `a ${request.kind} of length ${String(request.length)} carries ${String(expected)} bytes, found ${String(request.data?.length ?? 0)}`,
    );
  }
  return request.data;
}
