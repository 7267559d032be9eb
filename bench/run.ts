/** `npm run bench`, first part: the model's walks and interrupts, the exploration of vectors, and the start of the command. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Bench } from 'tinybench';
// The built package is what is measured.
import { Iommu, encodeCapabilities } from '../dist/reference/index.js';
import { compileExpression } from '../dist/runner/expression.js';
import { lowerVector } from '../dist/runner/lower/lower.js';
import { permittedSet } from '../dist/runner/outcomes.js';
import { PACKAGE_ROOT } from '../dist/runner/package-root.js';
import { loadProfiles } from '../dist/runner/profiles.js';
import { loadSuite } from '../dist/runner/vectors/load.js';
import { INTERRUPTS, interruptTasks } from './interrupts.js';
import { median } from './median.js';

const ROUNDS = 9;

/** A unit with a four-level table that maps 512 pages from address 0x40200000 on, remapping enabled. */
function prepare(): Iommu {
  const iommu = new Iommu(
    encodeCapabilities({
      ver: { MAX: 5 },
      cap: { ND: 6, SAGAW: 14, MGAW: 56, ZLR: 1, FRO: 32, SSLPS: 3, NFR: 7, ESRTPS: 1 },
      ecap: { PT: 1, IRO: 16 },
      haw: 46,
    }),
  );
  const entry = (address: bigint, ...words: bigint[]): void => {
    const bytes = new Uint8Array(8 * words.length);
    words.forEach((word, i) => new DataView(bytes.buffer).setBigUint64(8 * i, word, true));
    iommu.memory.write(address, bytes);
  };
  entry(0x100000n, 0x101001n, 0n);
  entry(0x101180n, 0x102001n, 0x102n);
  entry(0x102000n, 0x103003n);
  entry(0x103008n, 0x104003n);
  entry(0x104008n, 0x105003n);
  for (let i = 0n; i < 511n; i++) entry(0x105000n + 8n * i, (0x1000000n + 0x1000n * i) | 3n);
  iommu.writeRegister(0x20, 8, 0x100000n);
  iommu.writeRegister(0x18, 4, 0x40000000n);
  iommu.writeRegister(0x18, 4, 0x80000000n);
  return iommu;
}

/**
 * A unit whose requests with PASID 1 take a nested walk: four first-stage levels, each table and the page through four
 * second-stage levels. Those with PASID 2 pass through, so that the difference is the walk.
 */
function prepareNested(): Iommu {
  const iommu = new Iommu(
    encodeCapabilities({
      ver: { MAX: 8 },
      cap: { ND: 6, SAGAW: 14, MGAW: 56, ZLR: 1, FRO: 32, SSLPS: 3, NFR: 7, ESRTPS: 1 },
      ecap: { QI: 1, PT: 1, IRO: 16, NEST: 1, PSS: 19, PASID: 1, SMTS: 1, SSTS: 1, FSTS: 1, SMPWCS: 1 },
      haw: 46,
    }),
  );
  const entry = (address: bigint, ...words: bigint[]): void => {
    const bytes = new Uint8Array(8 * words.length);
    words.forEach((word, i) => new DataView(bytes.buffer).setBigUint64(8 * i, word, true));
    iommu.memory.write(address, bytes);
  };
  entry(0x100000n, 0x101001n, 0n);
  entry(0x101000n + 32n * 0x18n, 0x102009n, 0n, 0n, 0n);
  entry(0x102000n, 0x103001n);
  // PGTT = 011b, AW = 010b, SSPTPTR, PWSNP, FSPTPTR.
  entry(0x103040n, 0x1100c9n, 0x800001n, 0x200000n, 0n, 0n, 0n, 0n, 0n);
  // PGTT = 100b.
  entry(0x103080n, 0x101n, 1n, 0n, 0n, 0n, 0n, 0n, 0n);
  // The second stage maps the guest's first GiB, page by page, to itself.
  entry(0x110000n, 0x111003n);
  entry(0x111000n, 0x112003n);
  for (let i = 0n; i < 16n; i++) {
    entry(0x112000n + 8n * i, (0x120000n + 0x1000n * i) | 3n);
    for (let j = 0n; j < 512n; j++) entry(0x120000n + 0x1000n * i + 8n * j, (0x200000n * i + 0x1000n * j) | 3n);
  }
  entry(0x200000n, 0x201027n);
  entry(0x201008n, 0x202027n);
  entry(0x202008n, 0x203027n);
  for (let i = 0n; i < 511n; i++) entry(0x203000n + 8n * i, (0x1000000n + 0x1000n * i) | 0x67n);
  iommu.writeRegister(0x20, 8, 0x100400n);
  iommu.writeRegister(0x18, 4, 0x40000000n);
  iommu.writeRegister(0x18, 4, 0x80000000n);
  return iommu;
}

/** Nanoseconds of each task: medians over rounds in which the tasks take turns, so that a slow moment hits all. */
async function interleaved(tasks: Readonly<Record<string, () => void>>, perCall: number): Promise<Record<string, number>> {
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: 60, warmupTime: round === 0 ? 60 : 10 });
    for (const [name, task] of Object.entries(tasks)) bench.add(name, task);
    await bench.run();
    for (const task of bench.tasks) {
      if (task.result.state !== 'completed') throw new Error(`${task.name} did not complete`);
      (samples[task.name] ??= []).push((task.result.latency.p50 * 1e6) / perCall);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}

/** The same by processor time, for tasks so long that others get the processor in between. */
function processorTime(tasks: Readonly<Record<string, () => void>>, perCall: number): Record<string, number> {
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < 2 * ROUNDS; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const begin = process.cpuUsage();
      task();
      const { user, system } = process.cpuUsage(begin);
      // The first rounds run code that is not yet compiled.
      if (round >= ROUNDS) (samples[name] ??= []).push((1000 * (user + system)) / perCall);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}

const iommu = prepare();
const requests = Array.from({ length: 511 }, (_, i) => ({
  kind: 'zero-length-read' as const,
  sourceId: 0x18,
  address: 0x40200000n + 0x1000n * BigInt(i),
  length: 4,
}));
const blocked = { kind: 'read' as const, sourceId: 0x18, address: 0x403ff000n, length: 4 };

const nested = prepareNested();
/** Literals, all of one shape: objects made by spreading others would be what is measured. */
const withPasid = (
  value: number,
): { kind: 'zero-length-read'; sourceId: number; address: bigint; length: number; pasid: { value: number } }[] =>
  requests.map(({ address }) => ({ kind: 'zero-length-read', sourceId: 0x18, address, length: 4, pasid: { value } }));
const nestedRequests = withPasid(1);
const passedRequests = withPasid(2);
if (nested.dma(passedRequests[0] as (typeof nestedRequests)[0]).status !== 'success') throw new Error('pass-through does not succeed');
if (nested.dma(nestedRequests[0] as (typeof nestedRequests)[0]).status !== 'success') throw new Error('the nested walk does not succeed');

/** One call each of the public seam: what it costs beside the walk is the request itself. */
const tasks = {
  'request, remapping off': () => {
    for (const request of requests) off.dma(request);
  },
  'request through root, context and four levels': () => {
    for (const request of requests) iommu.dma(request);
  },
  'request through PASID tables and a nested walk of 24 reads': () => {
    for (const request of nestedRequests) nested.dma(request);
  },
  'request through PASID tables, passed through': () => {
    for (const request of passedRequests) nested.dma(request);
  },
  'request that faults and is recorded, record cleared': () => {
    for (let i = 0; i < 511; i++) {
      iommu.dma(blocked);
      iommu.writeRegister(0x20c + 16 * (i & 7), 4, 0x80000000n);
    }
  },
};
const off = prepare();
off.writeRegister(0x18, 4, 0n);

/** What the C reference model of the RISC-V IOMMU took at -O2 on the same class of machine (docs/performance.md). */
const YARDSTICK = { walk: 149, nested: 434 };

const walk = await interleaved(tasks, 511);
for (const [name, nanoseconds] of Object.entries(walk)) console.log(`${name}: ${nanoseconds.toFixed(0)} ns`);
const alone = {
  walk: (walk['request through root, context and four levels'] as number) - (walk['request, remapping off'] as number),
  nested:
    (walk['request through PASID tables and a nested walk of 24 reads'] as number) -
    (walk['request through PASID tables, passed through'] as number),
};
for (const [name, what] of [
  ['walk', 'root, context and four levels'],
  ['nested', 'the nested walk of 24 reads'],
] as const)
  console.log(
    `  ${what} alone: ${alone[name].toFixed(0)} ns, ${(alone[name] / YARDSTICK[name]).toFixed(2)} x the yardstick of ${YARDSTICK[name]} ns`,
  );
console.log(
  `  one nested walk: ${(alone.nested / alone.walk).toFixed(1)} such walks, of the yardstick ${(YARDSTICK.nested / YARDSTICK.walk).toFixed(1)}`,
);

const interrupts = Object.entries(processorTime(interruptTasks(), INTERRUPTS));
const [, passedOn] = interrupts[0] as (typeof interrupts)[0];
console.log(`loops of ${INTERRUPTS} interrupts`);
for (const [name, nanoseconds] of interrupts) {
  const rate = (1000 / nanoseconds).toFixed(1);
  console.log(`  ${name}: ${nanoseconds.toFixed(0)} ns, ${rate} million a second, ${(nanoseconds / passedOn).toFixed(1)} x one passed on`);
}

/** What `vtd outcomes` does, for every vector: all ways of the caches under all choices that make a difference. */
function explore(): number[] {
  const profiles = loadProfiles();
  return loadSuite().vectors.flatMap((vector) => {
    const profile = profiles.find(({ claims }) => vector.requires === '' || compileExpression(vector.requires)(claims));
    if (profile === undefined) return [];
    const lowered = lowerVector(vector, profile.claims);
    const begin = performance.now();
    permittedSet(lowered, profile.claims);
    return [performance.now() - begin];
  });
}
explore();
const explorations = Array.from({ length: 3 }, explore);
const slowest = Math.max(...(explorations[0] ?? []).map((_, i) => median(explorations.map((times) => times[i] ?? NaN))));
console.log(`exploration of a vector: ${(1000 * median(explorations.flat())).toFixed(0)} us, of the slowest ${slowest.toFixed(0)} ms`);

const start = (args: readonly string[]): number => {
  const begin = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - begin;
};
const starts: number[] = [];
const empty: number[] = [];
for (let round = 0; round < 2 * ROUNDS; round++) {
  empty.push(start(['-e', '0']));
  starts.push(start([join(PACKAGE_ROOT, 'dist/runner/cli.js'), '--version']));
}
console.log(`start of the command: ${median(starts).toFixed(0)} ms, an empty node process ${median(empty).toFixed(0)} ms`);
