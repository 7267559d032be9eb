/** A table entry under construction: words that fields are put into. (As one large BigInt it would take four times as long.) */
import type { Field } from '../../reference/index.js';

type Bits = Pick<Field, 'name' | 'high' | 'low'>;

export class EntryBits {
  /** Bits 31:0 first. */
  private readonly words: Uint32Array;

  /** `bits` is a multiple of 64. */
  constructor(bits: number) {
    this.words = new Uint32Array(bits / 32);
  }

  /** Puts a field in. Throws a RangeError if the content is wider than the field. */
  insert({ name, high, low }: Bits, content: bigint): void {
    const width = high - low + 1;
    if (content >> BigInt(width) !== 0n)
      throw new RangeError(`0x${content.toString(16)} does not fit the ${String(width)}-bit field ${name}`);
    if (width <= 32 && low >>> 5 === high >>> 5) {
      this.place(low, width, Number(content));
      return;
    }
    // From the lowest bit on, in each word as many bits as it has.
    for (let at = low, rest = content; at <= high;) {
      const count = Math.min(32 - (at & 31), high - at + 1);
      this.place(at, count, Number(BigInt.asUintN(count, rest)));
      rest >>= BigInt(count);
      at += count;
    }
  }

  /** Makes one bit 1 or 0. */
  setBit(bit: number, value: 0 | 1): void {
    this.place(bit, 1, value);
  }

  /** The entry as it stands in memory: little-endian, as the model demands of its host. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer);
  }

  /** `count` bits of one word, from bit `low` of the entry on. */
  private place(low: number, count: number, content: number): void {
    const index = low >>> 5;
    const shift = low & 31;
    const mask = (count === 32 ? 0xffffffff : (1 << count) - 1) << shift;
    this.words[index] = ((this.words[index] as number) & ~mask) | (content << shift);
  }
}
