/**
 * Physical memory: sparse, byte-addressed, zero where nothing was written.
 *
 * Pages are found through one open-addressed hash table of their numbers. When the memory is cleared its pages go back
 * to a pool: a fresh 4-KiB page for each vector would cost more than a whole translation (docs/performance.md).
 */
import { highWord, lowWord, pageNumber } from './words.js';

/** Bytes in a page. */
export const PAGE_BYTES = 4096;

const WORDS = PAGE_BYTES / 4;
/** What an address reads that nobody wrote. Never handed out for writing. */
const ZERO_PAGE = new Uint32Array(WORDS);

/** Of a slot of the hash table without a page: no page has this number. */
const FREE = -1;

/** A page seen as words by the walks and as bytes by everything else; making a view costs more than using it. */
interface Page {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
}

interface FaultyRange {
  readonly start: bigint;
  /** First address behind the range. */
  readonly end: bigint;
  /** Only writes fail. */
  readonly readable: boolean;
}

export class Memory {
  private capacity = 256;
  /** Hash bits to drop: 32 minus the logarithm of the capacity. */
  private shift = 24;
  private keys = new Float64Array(this.capacity).fill(FREE);
  private pages: (Page | undefined)[] = new Array<Page | undefined>(this.capacity);
  /** The words of each page once more: a walk that need not go through the page is a tenth faster. */
  private words: Uint32Array[] = new Array<Uint32Array>(this.capacity).fill(ZERO_PAGE);
  private used = 0;
  private readonly pool: Page[] = [];
  private readonly inUse: Page[] = [];
  private faulty: FaultyRange[] = [];
  /** Whether any access can fail: known without looking into the list. */
  private hasFaulty = false;

  /** Makes all memory zero and accessible again. */
  clear(): void {
    this.keys.fill(FREE);
    this.used = 0;
    this.pool.push(...this.inUse);
    this.inUse.length = 0;
    this.faulty = [];
    this.hasFaulty = false;
  }

  /** Makes every hardware access to the `length` bytes at `address` fail, as one that no memory answers, or only the writes. */
  injectAccessError(address: bigint, length: number, access?: 'write'): void {
    this.hasFaulty = true;
    this.faulty.push({ start: address, end: address + BigInt(length), readable: access === 'write' });
  }

  /** A hardware update that sets bits in the 32-bit word at an offset, as one atomic operation. False if the access fails. */
  setBits(page: number, offset: number, bits: number): boolean {
    if (this.isFaulty(page, offset, 4, true)) return false;
    const { words } = this.writable(page);
    words[offset >>> 2] = (words[offset >>> 2] as number) | bits;
    return true;
  }

  /**
   * The page for a hardware read of `length` bytes at `offset`, as 1024 little-endian words.
   * Undefined where the access fails. The words are for reading only. `low` are the low 32 bits of the page number:
   * a walk that has them as an integer need not wait for their conversion, which is a tenth of its time.
   */
  fetch(page: number, offset: number, length: number, low = page | 0): Uint32Array | undefined {
    if (this.hasFaulty && this.isFaulty(page, offset, length, false)) return undefined;
    // As find() does it.
    const { keys } = this;
    const last = this.capacity - 1;
    let slot = Math.imul(low, 0x9e3779b1) >>> this.shift;
    for (let key = keys[slot]; key !== FREE; key = keys[slot]) {
      if (key === page) return this.words[slot];
      slot = (slot + 1) & last;
    }
    return ZERO_PAGE;
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
      return slot < 0 ? new Uint8Array(length) : (this.pages[slot] as Page).bytes.slice(offset, offset + length);
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
      this.writable(page).bytes.set(bytes, offset);
      return;
    }
    for (let from = 0, at = page, first = offset; from < bytes.length; at++, first = 0) {
      const count = Math.min(PAGE_BYTES - first, bytes.length - from);
      this.writable(at).bytes.set(bytes.subarray(from, from + count), first);
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
    const last = this.capacity - 1;
    let slot = Math.imul(page | 0, 0x9e3779b1) >>> this.shift;
    for (let key = this.keys[slot]; key !== FREE; key = this.keys[slot]) {
      if (key === page) return slot;
      slot = (slot + 1) & last;
    }
    return ~slot;
  }

  private writable(number: number): Page {
    const slot = this.find(number);
    if (slot >= 0) return this.pages[slot] as Page;
    if (2 * this.used >= this.capacity) {
      this.grow();
      return this.writable(number);
    }
    let page = this.pool.pop();
    if (page === undefined) {
      const words = new Uint32Array(WORDS);
      page = { words, bytes: new Uint8Array(words.buffer) };
    } else {
      page.words.fill(0);
    }
    this.inUse.push(page);
    this.place(~slot, number, page);
    return page;
  }

  private place(slot: number, number: number, page: Page): void {
    this.keys[slot] = number;
    this.pages[slot] = page;
    this.words[slot] = page.words;
    this.used++;
  }

  private grow(): void {
    const { keys, pages } = this;
    this.capacity *= 2;
    this.shift--;
    this.keys = new Float64Array(this.capacity).fill(FREE);
    this.pages = new Array<Page | undefined>(this.capacity);
    this.words = new Array<Uint32Array>(this.capacity).fill(ZERO_PAGE);
    this.used = 0;
    for (let i = 0; i < keys.length; i++) {
      const number = keys[i] as number;
      if (number === FREE) continue;
      this.place(~this.find(number), number, pages[i] as Page);
    }
  }
}
