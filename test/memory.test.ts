/** The sparse memory: what is written is read, across pages, growth and reuse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Iommu, Memory } from '../reference/index.js';
import { findProfile } from '../runner/profiles.js';

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

  test('may get another array with each page that a walk reads', () => {
    /** Loads pages when they are read, and needs room for each. */
    class Growing extends Memory {
      readonly stored: [bigint, Uint8Array][] = [];
      private filler = 0x800000;
      override fetch(page: number, offset: number, length: number, low?: number): number {
        for (const before = this.words; this.words === before;) this.write(BigInt(this.filler++) << 12n, Uint8Array.of(0xff));
        for (const [address, bytes] of this.stored) if (address >> 12n === BigInt(page)) this.write(address, bytes);
        return super.fetch(page, offset, length, low);
      }
    }
    const memory = new Growing();
    const iommu = new Iommu(findProfile('full').capabilities, memory);
    const entry = (address: bigint, ...words: bigint[]): void => {
      memory.stored.push([address, new Uint8Array(BigUint64Array.from(words).buffer)]);
    };
    // Root and context entry with AW = 001b, three levels, page 0x40203 at 0x1500000.
    entry(0x100000n, 0x101001n, 0n);
    entry(0x101180n, 0x102001n, 0x101n);
    entry(0x102008n, 0x103003n);
    entry(0x103008n, 0x104003n);
    entry(0x104018n, 0x1500003n);
    memory.write(0x1500000n, Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
    iommu.writeRegister(0x20, 8, 0x100000n);
    iommu.writeRegister(0x18, 4, 0x40000000n);
    iommu.writeRegister(0x18, 4, 0x80000000n);
    const { status, data } = iommu.dma({ kind: 'read', sourceId: 0x18, address: 0x40203000n, length: 8 });
    expect(status).toBe('success');
    expect(data).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
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
