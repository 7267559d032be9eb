/** `npm run bench:adapters`: what a vector costs when the same implementation in C is a library, and when it is a process. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// The built package is what is measured.
import { Capabilities } from '../dist/reference/index.js';
import type { Adapter, Job } from '../dist/runner/index.js';
import { openAdapter } from '../dist/runner/index.js';
import { misfit } from '../dist/runner/fit.js';
import { PACKAGE_ROOT } from '../dist/runner/package-root.js';
import { permittedEnds } from '../dist/runner/permitted.js';
import { planBatches } from '../dist/runner/plan.js';
import { loadSuite } from '../dist/runner/vectors/load.js';
import { median } from './median.js';

const ROUNDS = 15;

/** Milliseconds for all jobs, with as many under way as the adapter takes. */
async function measure(adapter: Adapter, jobs: readonly Job[], window: number): Promise<number> {
  const queue = jobs[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const job of queue) {
      const reply = await adapter.run(job);
      if (reply.kind !== 'results') throw new Error(`${job.id}: ${reply.kind}`);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: window }, worker));
  return performance.now() - begin;
}

const folder = mkdtempSync(join(tmpdir(), 'vtd-bench-'));
execFileSync('make', ['-s', '-C', join(PACKAGE_ROOT, 'examples/adapters/c'), `OUT=${folder}`]);

const library = await openAdapter(`native:${join(folder, 'libvtd-example.so')}`);
const program = await openAdapter(`exec:'${join(folder, 'vtd-example')}'`);
const info = await library.start();
await program.start();

/** The operations of every vector that the implementation can run. */
const capabilities = new Capabilities(info.capabilities);
const jobs = planBatches(info, loadSuite().vectors, undefined)
  .flatMap(({ tasks }) => tasks)
  .flatMap(({ vector, lower }): Job[] => {
    const lowered = lower();
    if (typeof lowered === 'string' || misfit(lowered, info) !== undefined) return [];
    const ends = permittedEnds(lowered, capabilities);
    if (!('operations' in ends)) return [];
    return [{ id: vector.id, operations: ends.operations, timeout: 10_000 }];
  });
const operations = jobs.reduce((sum, job) => sum + job.operations.length, 0);
console.log(`${jobs.length} vectors, ${(operations / jobs.length).toFixed(1)} operations a vector on average`);

const ways = {
  'native:, in process': () => measure(library, jobs, 1),
  'exec:, 64 vectors under way': () => measure(program, jobs, 64),
  'exec:, one vector at a time': () => measure(program, jobs, 1),
};
const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]));
// The ways take turns, so that a slow moment of the machine hits all of them.
for (let round = -2; round < ROUNDS; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const milliseconds = await way();
    if (round >= 0) samples[name]?.push(milliseconds);
  }
}
await library.stop();
await program.stop();
rmSync(folder, { recursive: true });

const base = samples['native:, in process'] ?? [];
for (const [name, values] of Object.entries(samples)) {
  const ratio = median(values.map((value, i) => value / (base[i] ?? NaN)));
  console.log(`${name}: ${((1000 * median(values)) / jobs.length).toFixed(1)} us a vector, ${ratio.toFixed(1)} times native:`);
}
