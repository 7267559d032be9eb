/** Software sequences that vectors name instead of spelling out (§6.5.1, §6.6, §11.4.4.1). */
import type { Builder } from './builder.js';
import { invalidateThroughQueue } from './queues.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

const TE = 1n << 31n;
const SRTP = 1n << 30n;
const SSIRWE = 1n << 7n;
/** ICC with CIRG = 01b, and IVT with IIRG = 01b: global invalidation. */
const CONTEXT_GLOBAL = (1n << 63n) | (1n << 61n);
const IOTLB_GLOBAL = (1n << 63n) | (1n << 60n);
const BUSY = 1n << 63n;

function access(b: Builder, register: string): RegisterAccess {
  return resolveAccess({ register }, b.capabilities)[0] as RegisterAccess;
}

/** §6.6: program RTADDR, set the pointer, wait; without ESRTPS the caches are software's to invalidate (REG-32). */
export function setRootTable(b: Builder, address: bigint, ttm: number, ssirwe = false): void {
  b.write(access(b, 'RTADDR'), address | (BigInt(ttm) << 10n) | (ssirwe ? SSIRWE : 0n));
  b.write(access(b, 'GCMD'), b.state.levelBits | SRTP);
  b.poll(access(b, 'GSTS'), SRTP, SRTP);
  b.state.mode = ttm;
  if ((ttm === 0 || (ttm === 1 && b.capabilities.scalableMode)) && b.capabilities.get('CAP', 'ESRTPS') === 0) invalidateGlobally(b);
}

/** §11.4.4.1: one level bit changes, the others keep their value; software waits for the status. */
export function setTranslation(b: Builder, enable: boolean): void {
  b.state.levelBits = enable ? b.state.levelBits | TE : b.state.levelBits & ~TE;
  b.write(access(b, 'GCMD'), b.state.levelBits);
  b.poll(access(b, 'GSTS'), TE, enable ? TE : 0n);
}

/** §6.5: through the registers in legacy mode, as long as they work and no queue is in use, else through the queue. */
export function invalidateGlobally(b: Builder): void {
  if (b.state.mode === 0 && b.state.invalidationQueue === undefined && b.capabilities.majorVersion < 6) invalidateThroughRegisters(b);
  else invalidateThroughQueue(b);
}

/** §6.5.1: context-cache first, then IOTLB, each waited for. */
function invalidateThroughRegisters(b: Builder): void {
  b.write(access(b, 'CCMD'), CONTEXT_GLOBAL);
  b.poll(access(b, 'CCMD'), BUSY, 0n);
  b.write(access(b, 'IOTLB'), IOTLB_GLOBAL);
  b.poll(access(b, 'IOTLB'), BUSY, 0n);
}
