/**
 * Physical memory: sparse, byte-addressed, zero where nothing was written.
 *
 * All pages lie in one array, found through one open-addressed hash table of their numbers: a walk then knows the array before it
 * knows the page. When the memory is cleared the array stays: a fresh 4-KiB page for each vector would cost more than a whole
 * translation (docs/performance.md).
 */
import { highWord, lowWord, pageNumber } from './words.js';

/** Bytes in a page. */
export const PAGE_BYTES = 4096;

const WORDS = PAGE_BYTES / 4;
/** Pages there is room for at first, with the zero page. */
const FIRST_PAGES = 32;

/** Of a slot of the hash table without a page: no page has this number. */
const FREE = -1;

interface FaultyRange {
  readonly start: bigint;
  /** First address behind the range. */
  readonly end: bigint;
  /** Only writes fail. */
  readonly readable: boolean;
}

export class Memory {
  /**
   * All pages that were written, one after the other, as little-endian words. The first is what an address reads that nobody wrote.
   * For reading only. Another array after a write that needed room, or a read of a memory that loads its pages: to be asked for anew
   * after each.
   */
  words = new Uint32Array(FIRST_PAGES * WORDS);
  private bytes = new Uint8Array(this.words.buffer);
  /** Pages in use, with the zero page. */
  private used = 1;
  /** Numbers of the pages in use: an open-addressed hash table of a power of two of slots. */
  private keys = new Float64Array(256).fill(FREE);
  /** Hash bits to drop: 32 minus the logarithm of the number of slots. */
  private shift = 24;
  /** Where in `words` each page begins. */
  private starts = new Int32Array(256);
  private faulty: FaultyRange[] = [];
  /** Another number after each change of what memory holds or of what fails. */
  version = 0;
  /** Whether any access can fail: known without looking into the list. */
  private hasFaulty = false;

  /** Makes all memory zero and accessible again. */
  clear(): void {
    this.keys.fill(FREE);
    this.used = 1;
    this.faulty = [];
    this.hasFaulty = false;
    this.version++;
  }

  /** Makes every hardware access to the `length` bytes at `address` fail, as one that no memory answers, or only the writes. */
  injectAccessError(address: bigint, length: number, access?: 'write'): void {
    this.hasFaulty = true;
    this.version++;
    this.faulty.push({ start: address, end: address + BigInt(length), readable: access === 'write' });
  }

  /** A hardware update that sets bits in the 32-bit word at an offset, as one atomic operation. False if the access fails. */
  setBits(page: number, offset: number, bits: number): boolean {
    if (this.isFaulty(page, offset, 4, true)) return false;
    const at = this.writable(page) + (offset >>> 2);
    this.words[at] = (this.words[at] as number) | bits;
    return true;
  }

  /**
   * Where in `words` a hardware read of `length` bytes at `offset` in a page finds the first of them, -1 where the access fails.
   * `low` are the low 32 bits of the page number: a walk that has them as an integer need not wait for their conversion,
   * which is a tenth of its time.
   */
  fetch(page: number, offset: number, length: number, low = page | 0): number {
    if (this.hasFaulty && this.isFaulty(page, offset, length, false)) return -1;
    // As find() does it.
    const { keys } = this;
    for (let slot = Math.imul(low, 0x9e3779b1) >>> this.shift; ; slot = (slot + 1) & (keys.length - 1)) {
      const key = keys[slot];
      if (key === page) return (this.starts[slot] as number) + (offset >>> 2);
      if (key === FREE) return offset >>> 2;
    }
  }

  /** Copies bytes out from a 64-bit address. Injected errors do not apply. */
  read(address: bigint, length: number): Uint8Array {
    return this.readAt(pageNumber(highWord(address), lowWord(address)), lowWord(address) & 0xfff, length);
  }

  /** Copies bytes in at a 64-bit address. */
  write(address: bigint, bytes: Uint8Array): void {
    this.writeAt(pageNumber(highWord(address), lowWord(address)), lowWord(address) & 0xfff, bytes);
  }

  /** Copies bytes out from an offset in a page, running on into the pages that follow. */
  readAt(page: number, offset: number, length: number): Uint8Array {
    if (offset + length <= PAGE_BYTES) {
      const slot = this.find(page);
      if (slot < 0) return new Uint8Array(length);
      const at = 4 * (this.starts[slot] as number) + offset;
      return this.bytes.slice(at, at + length);
    }
    const bytes = new Uint8Array(length);
    for (let from = 0, at = page, first = offset; from < length; at++, first = 0) {
      const count = Math.min(PAGE_BYTES - first, length - from);
      bytes.set(this.readAt(at, first, count), from);
      from += count;
    }
    return bytes;
  }

  /** Copies bytes in at an offset in a page, running on into the pages that follow. */
  writeAt(page: number, offset: number, bytes: Uint8Array): void {
    if (offset + bytes.length <= PAGE_BYTES) {
      const at = 4 * this.writable(page) + offset;
      this.bytes.set(bytes, at);
      return;
    }
    for (let from = 0, at = page, first = offset; from < bytes.length; at++, first = 0) {
      const count = Math.min(PAGE_BYTES - first, bytes.length - from);
      this.writeAt(at, first, bytes.subarray(from, from + count));
      from += count;
    }
  }

  /** Whether a hardware access to any of the bytes would fail. */
  isFaulty(page: number, offset: number, length: number, isWrite: boolean): boolean {
    if (!this.hasFaulty) return false;
    const start = BigInt(page) * BigInt(PAGE_BYTES) + BigInt(offset);
    return this.faulty.some((range) => (isWrite || !range.readable) && start < range.end && start + BigInt(length) > range.start);
  }

  /** Slot of a page, or the complement of the free slot where it would go. */
  private find(page: number): number {
    const { keys } = this;
    for (let slot = Math.imul(page | 0, 0x9e3779b1) >>> this.shift; ; slot = (slot + 1) & (keys.length - 1)) {
      const key = keys[slot];
      if (key === page) return slot;
      if (key === FREE) return ~slot;
    }
  }

  /** Where in `words` a page begins that is to be written. */
  private writable(page: number): number {
    this.version++;
    const slot = this.find(page);
    if (slot >= 0) return this.starts[slot] as number;
    if (2 * this.used >= this.keys.length) {
      this.rehash();
      return this.writable(page);
    }
    const start = WORDS * this.used++;
    if (start === this.words.length) this.grow();
    // What an earlier use left.
    this.words.fill(0, start, start + WORDS);
    this.keys[~slot] = page;
    this.starts[~slot] = start;
    return start;
  }

  private grow(): void {
    const { words } = this;
    this.words = new Uint32Array(2 * words.length);
    this.words.set(words);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  private rehash(): void {
    const { keys, starts } = this;
    this.shift--;
    this.keys = new Float64Array(2 * keys.length).fill(FREE);
    this.starts = new Int32Array(2 * keys.length);
    for (let i = 0; i < keys.length; i++) {
      const page = keys[i] as number;
      if (page === FREE) continue;
      const slot = ~this.find(page);
      this.keys[slot] = page;
      this.starts[slot] = starts[i] as number;
    }
  }
}
