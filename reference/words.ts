/**
 * 64-bit values.
 *
 * Inside the model a 64-bit value is two unsigned 32-bit halves (`hi`, `lo`), because 32-bit integer
 * arithmetic is what a JavaScript engine keeps in registers; a walk in BigInt takes about ten times as
 * long (docs/performance.md). A physical page number (address bits 63:12) is one double, which holds
 * all of its 52 bits exactly. BigInt appears only at the public edge, through the conversions below.
 */

const EDGE_WORDS = new BigUint64Array(1);
const EDGE_HALVES = new Uint32Array(EDGE_WORDS.buffer);

if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) {
  throw new Error('the reference model stores little-endian structures in typed arrays and needs a little-endian host');
}

/** Joins two unsigned 32-bit halves to one 64-bit value. */
export function joinWords(hi: number, lo: number): bigint {
  EDGE_HALVES[0] = lo;
  EDGE_HALVES[1] = hi;
  return EDGE_WORDS[0] as bigint;
}

/** Bits 63:32 of a value, as an unsigned 32-bit number. */
export function highWord(value: bigint): number {
  EDGE_WORDS[0] = value;
  return EDGE_HALVES[1] as number;
}

/** Bits 31:0 of a value, as an unsigned 32-bit number. */
export function lowWord(value: bigint): number {
  EDGE_WORDS[0] = value;
  return EDGE_HALVES[0] as number;
}

/** Bits 63:12 of the address whose halves are given, as one page number below 2^52. */
export function pageNumber(hi: number, lo: number): number {
  return hi * 0x100000 + (lo >>> 12);
}

/** Bits 43:12 of the address whose halves are given: the low 32 bits of the page number, as an integer. */
export function lowPageBits(hi: number, lo: number): number {
  return (hi << 20) | (lo >>> 12);
}

/** Bits 63:32 of the address where a page begins. A shift where the number has 32 bits: a double takes far longer. */
export function highWordOfPage(page: number): number {
  return page < 0x100000000 ? page >>> 20 : Math.floor(page / 0x100000);
}

/** Bits 31:0 of the address where a page begins. A shift drops the upper bits of a double, which `%` does far more slowly. */
export function lowWordOfPage(page: number): number {
  return (page << 12) >>> 0;
}

/** The 64-bit address of a byte, from its page number and its offset in the page (0 to 4095). */
export function addressOf(page: number, offset: number): bigint {
  return joinWords(highWordOfPage(page), lowWordOfPage(page) + offset);
}

/** A mask with bits `high:low` set (high ≥ low ≥ 0). */
export function bitRange(high: number, low: number): bigint {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}
