/** Software sequences for interrupt remapping (§6.5.2.8, §6.7, §11.4.4.1). */
import type { Builder } from './builder.js';
import { NotApplicable } from './lowered.js';
import { littleEndian, waitThroughQueue } from './queues.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

const IRE = 1n << 25n;
const SIRTP = 1n << 24n;
const CFI = 1n << 23n;
const EIME = 0x800n;
/** Interrupt entry cache invalidation descriptor: type 4; G, IM and IIDX for one index (§6.5.2.8). */
const INVALIDATE_ENTRIES = 0x4n;
const INDEX_SELECTIVE = 0x10n;

function access(b: Builder, register: string): RegisterAccess {
  return resolveAccess({ register }, b.capabilities)[0] as RegisterAccess;
}

/** §6.7: program IRTA, set the pointer, wait; without ESIRTPS the entries are software's to invalidate (IR-23). */
export function setInterruptTable(b: Builder, address: bigint, size: bigint, extended: boolean): void {
  if (!b.capabilities.interruptRemapping) throw new NotApplicable('the implementation has no interrupt remapping (ECAP.IR)');
  if (size > 15n) throw new RangeError(`a table size is 0 to 15, found ${String(size)}`);
  b.write(access(b, 'IRTA'), address | (extended ? EIME : 0n) | size);
  b.write(access(b, 'GCMD'), b.state.levelBits | SIRTP);
  b.poll(access(b, 'GSTS'), SIRTP, SIRTP);
  if (b.capabilities.get('CAP', 'ESIRTPS') === 0) invalidateInterruptEntries(b);
}

/** §11.4.4.1: one level bit changes, the others keep their value; software waits for the status. */
export function setInterruptRemapping(b: Builder, enable: boolean): void {
  setLevel(b, IRE, enable);
}

/** CFI; with EIME=1 its status means nothing, so that there is nothing to wait for (IR-26). */
export function allowCompatibilityFormat(b: Builder, extended: boolean): void {
  if (!extended) {
    setLevel(b, CFI, true);
    return;
  }
  b.state.levelBits |= CFI;
  b.write(access(b, 'GCMD'), b.state.levelBits);
}

function setLevel(b: Builder, bit: bigint, enable: boolean): void {
  b.state.levelBits = enable ? b.state.levelBits | bit : b.state.levelBits & ~bit;
  b.write(access(b, 'GCMD'), b.state.levelBits);
  b.poll(access(b, 'GSTS'), bit, enable ? bit : 0n);
}

/** §6.5.2.8: all entries, or those whose index differs from the one given in its low `mask` bits only; then a wait. */
export function invalidateInterruptEntries(b: Builder, index?: bigint, mask = 0n): void {
  const lower = index === undefined ? INVALIDATE_ENTRIES : INVALIDATE_ENTRIES | INDEX_SELECTIVE | (mask << 27n) | (index << 32n);
  waitThroughQueue(b, [littleEndian([lower])]);
}
