/** Whether a subject can run a vector at all, and if not, why. */
import type { AddressRange, SubjectInfo } from './adapters/adapter.js';
import { formatSource, hex } from './hex.js';
import type { LoweredVector } from './lower/lowered.js';

/** The reason why a subject cannot run a vector, or undefined if it can. */
export function misfit(vector: LoweredVector, subject: SubjectInfo): string | undefined {
  const { requesters } = subject;
  const source = requesters === 'any' ? undefined : vector.sources.find((id) => !requesters.includes(id));
  if (source !== undefined) return `cannot play requester ${formatSource(source)}`;
  for (const operation of vector.operations) {
    if (operation.op === 'dma' && !subject.dma.includes(operation.request)) return `cannot send a ${operation.request}`;
  }
  const outside = vector.touched.find((range) => !covered(range, subject.ram));
  if (outside !== undefined) return `has no memory at ${hex(outside.address)}`;
  if (!subject.poison) {
    const readable = vector.unreadable.find((range) => !covered(range, subject.inaccessible));
    if (readable !== undefined) return `cannot make accesses to ${hex(readable.address)} fail`;
  }
  const sends = vector.checks.some((check) => check.must.kind === 'interrupts' && check.must.messages.length > 0);
  return sends && !subject.observesInterrupts ? 'cannot observe interrupt messages' : undefined;
}

function covered(range: AddressRange, by: readonly AddressRange[]): boolean {
  return by.some((whole) => range.address >= whole.address && range.address + range.length <= whole.address + whole.length);
}
