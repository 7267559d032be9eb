/** The sparse memory: what is written is read, across pages, growth and reuse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Memory } from '../reference/index.js';

describe('memory', () => {
  test('reads back what was written, wherever it lies', () => {
    const memory = new Memory();
    const address = fc.oneof(fc.bigInt({ min: 0n, max: 0x3000n }), fc.bigInt({ min: 0n, max: (1n << 52n) - 0x10000n }));
    fc.assert(
      fc.property(fc.array(fc.tuple(address, fc.uint8Array({ minLength: 1, maxLength: 9000 })), { maxLength: 20 }), (writes) => {
        memory.clear();
        const expected = new Map<bigint, number>();
        for (const [at, bytes] of writes) {
          memory.write(at, bytes);
          bytes.forEach((byte, i) => expected.set(at + BigInt(i), byte));
        }
        return writes.every(([at, bytes]) => memory.read(at, bytes.length).every((byte, i) => byte === expected.get(at + BigInt(i))));
      }),
      { numRuns: 50 },
    );
  });

  test('keeps thousands of pages apart, and forgets them all at once', () => {
    const memory = new Memory();
    for (let page = 0n; page < 3000n; page++) memory.write(page << 12n, Uint8Array.of(Number(page & 0xffn) | 1));
    // Pages that differ only above bit 31 of their number share a hash.
    memory.write(5n << 44n, Uint8Array.of(0x77));
    for (let page = 1n; page < 3000n; page++) expect(memory.read(page << 12n, 1)[0]).toBe(Number(page & 0xffn) | 1);
    expect(memory.read(5n << 44n, 1)[0]).toBe(0x77);
    // What hardware reads, and the same page as the bytes of a word.
    for (let page = 1; page < 3000; page++) expect(memory.words[memory.fetch(page, 0, 4)]).toBe((page & 0xff) | 1);
    expect(memory.words[memory.fetch(5000, 16, 4)]).toBe(0);
    memory.clear();
    for (let page = 0n; page < 3000n; page += 7n) expect(memory.read(page << 12n, 2)).toEqual(new Uint8Array(2));
  });

  test('zeroes a page that is used again', () => {
    const memory = new Memory();
    memory.write(0x1000n, new Uint8Array(4096).fill(0xff));
    memory.clear();
    memory.write(0x5000n, Uint8Array.of(1));
    expect(memory.read(0x5000n, 3)).toEqual(Uint8Array.of(1, 0, 0));
  });

  test('lets hardware reads fail exactly where errors were injected', () => {
    const memory = new Memory();
    memory.injectAccessError(0x2010n, 8);
    expect(memory.fetch(2, 0, 16)).not.toBe(-1);
    expect(memory.fetch(2, 8, 9)).toBe(-1);
    expect(memory.fetch(2, 0x17, 1)).toBe(-1);
    expect(memory.fetch(2, 0x18, 8)).not.toBe(-1);
    memory.clear();
    expect(memory.fetch(2, 0x10, 8)).not.toBe(-1);
  });
});
