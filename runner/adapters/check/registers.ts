/** Checks of registers, polling and results. */
import type { Operation } from '../adapter.js';
import { Mismatch, expectBytes, expectValue, needsScratch, pattern } from './check.js';
import type { Check } from './check.js';

const GSTS = 0x1c;
const RTADDR = 0x20;
const FEDATA = 0x3c;
const FEADDR = 0x40;

const read = (offset: number, size: 4 | 8): Operation => ({ op: 'read', offset, size });
const write = (offset: number, size: 4 | 8, value: bigint): Operation => ({ op: 'write', offset, size, value });
const low = (value: bigint): bigint => value & 0xffffffffn;

/** A root-table address with bits in both halves, as far as the host address width lets it have any. */
function rootTable(haw: number): bigint {
  return haw > 32 ? 0x1_1234_5000n : 0x1234_5000n;
}

export const REGISTER_CHECKS: readonly Check[] = [
  {
    name: 'claims-in-registers',
    title: 'VER, CAP and ECAP read as start claims them, whole and by halves',
    hint: 'the runner chooses vectors by the claims; take them from the registers',
    async run(bench) {
      const { ver, cap, ecap } = bench.info.capabilities;
      const { results } = await bench.perform(
        read(0x00, 4),
        read(0x08, 8),
        read(0x10, 8),
        read(0x08, 4),
        read(0x0c, 4),
        read(0x10, 4),
        read(0x14, 4),
      );
      expectValue('VER', results[0], BigInt(ver));
      expectValue('CAP', results[1], cap);
      expectValue('ECAP', results[2], ecap);
      expectValue('the lower half of CAP', results[3], low(cap));
      expectValue('the upper half of CAP', results[4], cap >> 32n);
      expectValue('the lower half of ECAP', results[5], low(ecap));
      expectValue('the upper half of ECAP', results[6], ecap >> 32n);
    },
  },
  {
    name: 'split-writes',
    title: 'a 64-bit register written by halves reads back whole, and the other way round',
    hint: 'the half at the lower offset holds bits 31:0; each is written for itself (REG-03)',
    async run(bench) {
      const value = rootTable(bench.info.capabilities.haw);
      const byHalves = await bench.perform(write(RTADDR, 4, low(value)), write(RTADDR + 4, 4, value >> 32n), read(RTADDR, 8));
      expectValue('RTADDR after two 32-bit writes', byHalves.results[2], value);
      const whole = await bench.perform(write(RTADDR, 8, value), read(RTADDR, 4), read(RTADDR + 4, 4));
      expectValue('the lower half of RTADDR after a 64-bit write', whole.results[1], low(value));
      expectValue('the upper half of RTADDR after a 64-bit write', whole.results[2], value >> 32n);
    },
  },
  {
    name: 'register-isolation',
    title: 'registers that one vector wrote have their defaults in the next',
    hint: 'each run starts with a reset of the unit',
    async run(bench) {
      const reads = [read(RTADDR, 8), read(FEDATA, 4), read(FEADDR, 4), read(GSTS, 4)];
      const before = await bench.perform(...reads);
      // SRTP with a root table that is not there: nothing is translated, but RTPS stays set.
      await bench.perform(
        write(RTADDR, 8, rootTable(bench.info.capabilities.haw)),
        write(FEDATA, 4, 0x1234n),
        write(FEADDR, 4, 0xfee01000n),
        write(0x18, 4, 0x40000000n),
      );
      const after = await bench.perform(...reads);
      for (const [i, name] of ['RTADDR', 'FEDATA', 'FEADDR', 'GSTS'].entries())
        expectValue(`${name} in the next vector`, after.results[i], before.results[i]?.value ?? 0n);
    },
  },
  {
    name: 'poll-matches',
    title: 'poll returns the value that matches',
    hint: 'the result is the last value read, with all its bits, not only those of the mask',
    async run(bench) {
      const value = rootTable(bench.info.capabilities.haw);
      const { results } = await bench.perform(write(RTADDR, 8, value), {
        op: 'poll',
        offset: RTADDR,
        size: 8,
        mask: 0xf000n,
        value: value & 0xf000n,
      });
      expectValue('the result of poll', results[1], value);
    },
  },
  {
    name: 'poll-gives-up',
    title: 'poll for a value that never comes ends, with the value that is there',
    hint: 'bound poll well below the time of a vector; a value that does not match is a result, not an error',
    async run(bench) {
      // TES: translation is off after reset.
      const { results } = await bench.perform({ op: 'poll', offset: GSTS, size: 4, mask: 0x80000000n, value: 0x80000000n }, read(GSTS, 4));
      expectValue('the result of poll', results[0], results[1]?.value ?? 0n);
    },
  },
  {
    name: 'results-by-position',
    title: 'there is one result for each operation, in their order, an empty one for load and write',
    hint: 'do not leave out operations that have nothing to return',
    skip: needsScratch,
    async run(bench) {
      const at = bench.scratch ?? 0n;
      const [first, second] = [pattern(4, 1), pattern(4, 2)];
      const { results } = await bench.perform(
        read(0x00, 4),
        { op: 'load', address: at, bytes: first },
        { op: 'dump', address: at, length: 4 },
        write(FEDATA, 4, 0x77n),
        { op: 'load', address: at, bytes: second },
        { op: 'dump', address: at, length: 4 },
        read(FEDATA, 4),
      );
      expectValue('result 0', results[0], BigInt(bench.info.capabilities.ver));
      expectBytes('result 2', results[2], first);
      expectBytes('result 5', results[5], second);
      expectValue('result 6', results[6], 0x77n);
      for (const i of [1, 3, 4]) {
        if (Object.keys(results[i] ?? {}).length > 0)
          throw new Mismatch(`result ${String(i)} is empty`, Object.keys(results[i] ?? {}).join(', '));
      }
    },
  },
  {
    name: 'no-operations',
    title: 'a vector without operations gives no results',
    hint: 'answer with an empty list',
    async run(bench) {
      await bench.perform();
    },
  },
  {
    name: 'many-at-once',
    title: 'vectors sent without waiting get the results of their own',
    hint: 'echo the seq of the request that is answered; reset between them',
    async run(bench) {
      const values = Array.from({ length: 3 * (bench.adapter.window ?? 1) + 8 }, (_, i) => BigInt(i + 1));
      const jobs = await Promise.all(values.map((value) => bench.perform(write(FEDATA, 4, value), read(FEDATA, 4))));
      for (const [i, { results }] of jobs.entries())
        expectValue(`FEDATA in vector ${String(i)} of ${String(values.length)}`, results[1], values[i] ?? 0n);
    },
  },
];
