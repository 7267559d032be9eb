/**
 * The words of memory that were read to make a cached object. As long as memory holds the same, using the object or
 * reading memory makes no difference, and the model need not consider both.
 */
import type { Memory } from '../memory.js';

/** Numbers before the words of each entry: page, index of its first word in the page, number of words, and which bits of the first hardware itself sets (A, D, EA). */
const HEAD = 4;

/** Instead of words that could not be read. No word has this number. */
const UNREADABLE = -1;

export class Trail {
  /** The state of memory that `holds` was last asked about, and its answer. */
  private asked = -1;
  private answer = false;

  private constructor(
    /** Shared by a trail and its slices. */
    private readonly parts: number[],
    private readonly from: number,
    private to: number,
    /** Which latched root or interrupt-remapping table it begins at; each new one has another number. */
    readonly root: number,
  ) {}

  static from(root: number): Trail {
    return new Trail([], 0, 0, root);
  }

  get length(): number {
    return this.to - this.from;
  }

  /** Notes `count` words of an entry that begins at word `first` of a page and was found at word `at` of the memory, -1 if it was not. */
  note(memory: Memory, page: number, first: number, count: number, at: number, flags = 0): void {
    this.parts.push(page, first, count, flags);
    for (let i = 0; i < count; i++) this.parts.push(at < 0 ? UNREADABLE : (memory.words[at + i] as number));
    this.to = this.parts.length;
  }

  /** Hardware set flags in the first word of an entry that was read before. */
  noteFlags(page: number, first: number, flags: number): void {
    const { parts } = this;
    for (let at = this.from; at < this.to; at += HEAD + (parts[at + 2] as number)) {
      if (parts[at] === page && parts[at + 1] === first) parts[at + HEAD] = ((parts[at + HEAD] as number) | flags) >>> 0;
    }
  }

  append({ parts, from, to }: Trail): void {
    for (let at = from; at < to; at++) this.parts.push(parts[at] as number);
    this.to = this.parts.length;
  }

  /** What was noted between two lengths. */
  slice(from: number, to = this.length): Trail {
    return new Trail(this.parts, this.from + from, this.from + to, this.root);
  }

  /** Whether memory still reads the same. A flag that was seen set must be set; one that hardware has set since says nothing. */
  holds(memory: Memory): boolean {
    if (this.asked !== memory.version) {
      this.asked = memory.version;
      this.answer = this.reads(memory);
    }
    return this.answer;
  }

  private reads(memory: Memory): boolean {
    const { parts } = this;
    for (let at = this.from; at < this.to;) {
      const count = parts[at + 2] as number;
      const read = memory.fetch(parts[at] as number, 4 * (parts[at + 1] as number), 4 * count);
      if (read < 0 !== (parts[at + HEAD] === UNREADABLE)) return false;
      let flags = parts[at + 3] as number;
      for (let i = 0; read >= 0 && i < count; i++, flags = 0) {
        const found = memory.words[read + i] as number;
        const value = parts[at + HEAD + i] as number;
        if (((found ^ value) & ~flags) !== 0 || (value & flags & ~found) !== 0) return false;
      }
      at += HEAD + count;
    }
    return true;
  }
}
