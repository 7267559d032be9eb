/** What was read to make a cached object, and whether memory still reads the same. */
import { describe, expect, test } from 'vitest';
import { Trail } from '../reference/caches/trail.js';
import { Memory } from '../reference/index.js';

const PAGE = 0x100;
const ADDRESS = 0x100000n;

/** A trail of one entry of two words, the first of the page. */
function read(memory: Memory): Trail {
  const trail = Trail.from(0);
  trail.note(memory, PAGE, 0, 2, memory.fetch(PAGE, 0, 8));
  return trail;
}

const unreadable = (memory: Memory): void => {
  memory.injectAccessError(ADDRESS, 8);
};
const filled =
  (byte: number) =>
  (memory: Memory): void => {
    memory.write(ADDRESS, new Uint8Array(8).fill(byte));
  };

describe('a trail', () => {
  test.each<[string, (memory: Memory) => void, (memory: Memory) => void, boolean]>([
    ['holds while words are the same', filled(0xff), filled(0xff), true],
    ['does not hold when they differ', filled(0xff), filled(0xfe), false],
    ['holds while they cannot be read', unreadable, filled(0xff), true],
    ['does not hold when they cannot be read any more', filled(0), unreadable, false],
    ['does not take all ones for what cannot be read', filled(0xff), unreadable, false],
  ])('%s', (_, before, after, holds) => {
    const memory = new Memory();
    before(memory);
    const trail = read(memory);
    after(memory);
    expect(trail.holds(memory)).toBe(holds);
  });

  test('does not hold when what could not be read can be', () => {
    const memory = new Memory();
    unreadable(memory);
    const trail = read(memory);
    memory.clear();
    expect(trail.holds(memory)).toBe(false);
  });

  test('holds when hardware has set a flag, also where all other bits were set', () => {
    const memory = new Memory();
    memory.write(ADDRESS, Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0, 0, 0, 0));
    const trail = Trail.from(0);
    trail.note(memory, PAGE, 0, 2, memory.fetch(PAGE, 0, 8), 0x20);
    memory.setBits(PAGE, 0, 0x20);
    expect(trail.holds(memory)).toBe(true);
    trail.noteFlags(PAGE, 0, 0x20);
    expect(trail.holds(memory)).toBe(true);
    memory.write(ADDRESS, Uint8Array.of(0xdf, 0xff, 0xff, 0xff));
    expect(trail.holds(memory)).toBe(false);
  });
});
