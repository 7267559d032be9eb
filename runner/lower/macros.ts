/** Software sequences that vectors name instead of spelling out (§6.5.1, §6.6, §11.4.4.1). */
import type { Builder } from './builder.js';
import { NotApplicable } from './lowered.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

const TE = 1n << 31n;
const SRTP = 1n << 30n;
/** ICC with CIRG = 01b, and IVT with IIRG = 01b: global invalidation. */
const CONTEXT_GLOBAL = (1n << 63n) | (1n << 61n);
const IOTLB_GLOBAL = (1n << 63n) | (1n << 60n);
const BUSY = 1n << 63n;

function access(b: Builder, register: string): RegisterAccess {
  return resolveAccess({ register }, b.capabilities)[0] as RegisterAccess;
}

/** §6.6: program RTADDR, set the pointer, wait; without ESRTPS the caches are software's to invalidate (REG-32). */
export function setRootTable(b: Builder, address: bigint, ttm: number): void {
  b.write(access(b, 'RTADDR'), address | (BigInt(ttm) << 10n));
  b.write(access(b, 'GCMD'), b.levelBits | SRTP);
  b.poll(access(b, 'GSTS'), SRTP, SRTP);
  if (ttm === 0 && b.capabilities.get('CAP', 'ESRTPS') === 0) invalidateGlobally(b);
}

/** §11.4.4.1: one level bit changes, the others keep their value; software waits for the status. */
export function setTranslation(b: Builder, enable: boolean): void {
  b.levelBits = enable ? b.levelBits | TE : b.levelBits & ~TE;
  b.write(access(b, 'GCMD'), b.levelBits);
  b.poll(access(b, 'GSTS'), TE, enable ? TE : 0n);
}

/** §6.5.1: context-cache first, then IOTLB, each waited for. Throws a NotApplicable where the registers do not work. */
export function invalidateGlobally(b: Builder): void {
  if (b.capabilities.majorVersion >= 6)
    throw new NotApplicable('invalidation through registers works up to VER.MAX 5, and the suite has no other yet');
  b.write(access(b, 'CCMD'), CONTEXT_GLOBAL);
  b.poll(access(b, 'CCMD'), BUSY, 0n);
  b.write(access(b, 'IOTLB'), IOTLB_GLOBAL);
  b.poll(access(b, 'IOTLB'), BUSY, 0n);
}
