/** Checks of requests by devices, and of what is seen of interrupts. Translation is off throughout. */
import { formatSource } from '../../hex.js';
import type { DmaKind, Operation } from '../adapter.js';
import { Mismatch, expectBytes, needsScratch, pattern } from './check.js';
import type { Bench, Check, Observed } from './check.js';

/** Requesters tried of a list that may be long. */
const MOST_REQUESTERS = 16;

interface Expectation {
  readonly length: number;
  readonly bytes?: Uint8Array;
  /** Memory before and after, and what the request returns. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly returned?: Uint8Array;
}

const five = Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0);
const swapped = pattern(8, 4);

const EXPECTATIONS: Readonly<Record<DmaKind, Expectation>> = {
  read: { length: 8, before: pattern(8), after: pattern(8), returned: pattern(8) },
  write: { length: 8, bytes: pattern(8, 3), before: pattern(8), after: pattern(8, 3) },
  'zero-length-read': { length: 4, before: pattern(8), after: pattern(8) },
  'fetch-add': {
    length: 8,
    bytes: Uint8Array.of(0xfe, 0, 0, 0, 0, 0, 0, 0),
    before: five,
    after: Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0),
    returned: five,
  },
  swap: { length: 8, bytes: swapped, before: five, after: swapped, returned: five },
  'compare-and-swap': { length: 8, bytes: Uint8Array.of(...five, ...swapped), before: five, after: swapped, returned: five },
};

function request(kind: DmaKind, source: number, address: bigint): Operation {
  const { length, bytes } = EXPECTATIONS[kind];
  return { op: 'dma', request: kind, source, address, length, ...(bytes === undefined ? {} : { bytes }), addressType: 'untranslated' };
}

function expectSuccess(bench: Bench, what: string, status: string | undefined): void {
  if (status === 'success' || (status === 'unknown' && !bench.info.completionStatus)) return;
  throw new Mismatch(`${what} completes with success${bench.info.completionStatus ? '' : ' or unknown'}`, status ?? 'no status');
}

function kindCheck(kind: DmaKind): Check {
  return {
    name: `dma-${kind}`,
    title: `a ${kind} with translation off reaches memory at its address`,
    hint: 'translation is off after reset, so the address is the address in memory',
    skip: (bench) => (bench.info.dma.includes(kind) ? needsScratch(bench) : 'the implementation does not claim this kind of request'),
    async run(bench) {
      const address = (bench.scratch ?? 0n) + 0x1010n;
      const { before, after, returned } = EXPECTATIONS[kind];
      const { results } = await bench.perform({ op: 'load', address, bytes: before }, request(kind, bench.requester, address), {
        op: 'dump',
        address,
        length: 8,
      });
      expectSuccess(bench, `the ${kind}`, results[1]?.status);
      if (returned !== undefined) expectBytes(`what the ${kind} returns`, results[1], returned);
      expectBytes('the memory afterwards', results[2], after);
    },
  };
}

async function readFrom(bench: Bench, source: number, ...before: Operation[]): Promise<Observed> {
  const address = (bench.scratch ?? 0n) + 0x1010n;
  return bench.perform({ op: 'load', address, bytes: EXPECTATIONS.read.before }, ...before, request('read', source, address));
}

const cannotRead = (bench: Bench): string | undefined =>
  bench.info.dma.includes('read') ? needsScratch(bench) : 'the implementation does not claim reads';

export const REQUEST_CHECKS: readonly Check[] = [
  ...(Object.keys(EXPECTATIONS) as DmaKind[]).map(kindCheck),
  {
    name: 'requesters',
    title: 'every requester that start claims can make a request',
    hint: 'claim only the requester-ids that a device of the test can have',
    skip: cannotRead,
    async run(bench) {
      const { requesters } = bench.info;
      const sources = requesters === 'any' ? [0x18, 0x20, 0x28, 0x100, 0xffff] : requesters.slice(0, MOST_REQUESTERS);
      if (sources.length === 0) throw new Mismatch('at least one requester', 'none');
      for (const source of sources) {
        const { results } = await readFrom(bench, source);
        expectSuccess(bench, `a read by ${formatSource(source)}`, results[1]?.status);
        expectBytes(`what a read by ${formatSource(source)} returns`, results[1], EXPECTATIONS.read.before);
      }
    },
  },
  {
    name: 'poison',
    title: 'a request to a poisoned range fails, and succeeds in the next vector',
    hint: 'poison lasts until the next reset',
    skip: (bench) => (bench.info.poison ? cannotRead(bench) : 'the implementation cannot make accesses fail'),
    async run(bench) {
      const poisoned = await readFrom(bench, bench.requester, { op: 'poison', address: (bench.scratch ?? 0n) + 0x1010n, length: 8 });
      const result = poisoned.results[2];
      const data = result?.bytes ?? new Uint8Array();
      if (data.some((byte) => byte !== 0 && byte !== 0xff))
        expectBytes('what a read of a poisoned range returns', result, new Uint8Array());
      if (bench.info.completionStatus && result?.status === 'success') throw new Mismatch('a read of a poisoned range fails', 'success');
      const { results } = await readFrom(bench, bench.requester);
      expectBytes('what the read returns in the next vector', results[1], EXPECTATIONS.read.before);
    },
  },
  {
    name: 'interrupt-list',
    title: 'interrupts are a list if they can be observed, and null if not',
    hint: 'an empty list says that nothing left the unit, null that nobody looked: do not mix them up',
    async run(bench) {
      const { interrupts } = await bench.perform({ op: 'read', offset: 0, size: 4 });
      const expected = bench.info.observesInterrupts ? 'an empty list' : 'null';
      const found = interrupts === null ? 'null' : interrupts.length === 0 ? 'an empty list' : `${String(interrupts.length)} messages`;
      if (found !== expected) throw new Mismatch(expected, found);
    },
  },
];
