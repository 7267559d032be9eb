/** Verification of an interrupt's source (§9.9, IR-53 to IR-58). */

/** Values of the SVT field. */
const SVT_REQUESTER = 1;
const SVT_BUS_RANGE = 2;
export const SVT_RESERVED = 3;

/** The requester-id bits that each value of SQ compares. */
const COMPARED = [0xffff, 0xfffb, 0xfff9, 0xfff8] as const;

/** Whether the requester passes, for every SVT but the reserved one. */
export function isVerified(svt: number, sq: number, sid: number, requester: number): boolean {
  switch (svt) {
    case SVT_REQUESTER:
      return ((sid ^ requester) & (COMPARED[sq] as number)) === 0;
    case SVT_BUS_RANGE: {
      const bus = requester >>> 8;
      return bus >= sid >>> 8 && bus <= (sid & 0xff);
    }
    default:
      return true;
  }
}
