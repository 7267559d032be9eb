/**
 * The words of memory that were read to make a cached object. As long as memory holds the same, using the object or
 * reading memory makes no difference, and the model need not consider both.
 */
import type { Memory } from '../memory.js';

/** Numbers for each word: page, index in the page, value, and which of its bits hardware itself sets (A, D, EA). */
const FIELDS = 4;

export class Trail {
  private constructor(
    private readonly parts: number[],
    /** Which latched root or interrupt-remapping table it begins at; each new one has another number. */
    readonly root: number,
  ) {}

  static from(root: number): Trail {
    return new Trail([], root);
  }

  get length(): number {
    return this.parts.length;
  }

  /** Notes `count` words of an entry that begins at word `first` of a page and was found at word `at` of the memory, -1 if it was not. */
  note(memory: Memory, page: number, first: number, count: number, at: number, flags = 0): void {
    for (let i = 0; i < count; i++) this.parts.push(page, first + i, memory.words[at + i] ?? 0, i === 0 ? flags : 0);
  }

  /** Hardware set flags in a word that was read before. */
  noteFlags(page: number, index: number, flags: number): void {
    const { parts } = this;
    for (let at = 0; at < parts.length; at += FIELDS) {
      if (parts[at] === page && parts[at + 1] === index) parts[at + 2] = (parts[at + 2] as number) | flags;
    }
  }

  append(other: Trail): void {
    this.parts.push(...other.parts);
  }

  /** What was noted between two lengths. */
  slice(from: number, to?: number): Trail {
    return new Trail(this.parts.slice(from, to), this.root);
  }

  /** Whether memory still reads the same. A flag that was seen set must be set; one that hardware has set since says nothing. */
  holds(memory: Memory): boolean {
    const { parts } = this;
    for (let at = 0; at < parts.length; at += FIELDS) {
      const index = parts[at + 1] as number;
      const read = memory.fetch(parts[at] as number, 4 * index, 4);
      if (read < 0) return false;
      const found = memory.words[read] as number;
      const value = (parts[at + 2] as number) >>> 0;
      const flags = parts[at + 3] as number;
      if (((found ^ value) & ~flags) !== 0 || (value & flags & ~found) !== 0) return false;
    }
    return true;
  }
}
