/** Checks of memory: what was loaded is there, nothing else is, and nothing is left for the next vector. */
import { expectBytes, needsScratch, pattern } from './check.js';
import type { Bench, Check } from './check.js';

/** Offsets into the scratch memory and lengths: odd ones, across a page, and more than a page. */
const BLOCKS: readonly (readonly [offset: bigint, length: number])[] = [
  [0x1n, 1],
  [0x3n, 5],
  [0xff8n, 8],
  [0xffdn, 7],
  [0xfffn, 2],
  [0x2123n, 4397],
];

const MARGIN = 8;

function scratchOf(bench: Bench): bigint {
  return bench.scratch ?? 0n;
}

export const MEMORY_CHECKS: readonly Check[] = [
  {
    name: 'memory-isolation',
    title: 'memory that one vector loaded is zero in the next',
    hint: 'each run starts with all memory zero; zero what the last run loaded and what its requests wrote',
    skip: needsScratch,
    async run(bench) {
      const address = scratchOf(bench) + 0xf00n;
      await bench.perform({ op: 'load', address, bytes: pattern(0x300) });
      const { results } = await bench.perform({ op: 'dump', address, length: 0x300 });
      expectBytes('the memory in the next vector', results[0], new Uint8Array(0x300));
    },
  },
  {
    name: 'memory-echo',
    title: 'dump returns what load wrote, at odd addresses and lengths and across pages, and zeros around it',
    hint: 'bytes are in memory order: the first two digits are the byte at the address',
    skip: needsScratch,
    async run(bench) {
      for (const [offset, length] of BLOCKS) {
        const address = scratchOf(bench) + 0x1000n + offset;
        const bytes = pattern(length);
        const around = new Uint8Array(length + 2 * MARGIN);
        around.set(bytes, MARGIN);
        const { results } = await bench.perform(
          { op: 'load', address, bytes },
          { op: 'dump', address, length },
          { op: 'dump', address: address - BigInt(MARGIN), length: around.length },
        );
        const where = `${String(length)} bytes at 0x${address.toString(16)}`;
        expectBytes(where, results[1], bytes);
        expectBytes(`${where} with ${String(MARGIN)} bytes on either side`, results[2], around);
      }
    },
  },
  {
    name: 'memory-overwrite',
    title: 'a later load replaces an earlier one where they overlap, and nothing more',
    hint: 'load writes bytes, not whole words or pages',
    skip: needsScratch,
    async run(bench) {
      const address = scratchOf(bench) + 0xffcn;
      const expected = pattern(12);
      expected.set([0xaa, 0xbb, 0xcc], 3);
      const { results } = await bench.perform(
        { op: 'load', address, bytes: pattern(12) },
        { op: 'load', address: address + 3n, bytes: Uint8Array.of(0xaa, 0xbb, 0xcc) },
        { op: 'dump', address, length: 12 },
      );
      expectBytes('the memory', results[2], expected);
    },
  },
];
