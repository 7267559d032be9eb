/**
 * `npm run bench`, second part: a whole run against reading and parsing the same vectors. In a process of its own, as a run is:
 * what was measured before would leave the engine other assumptions.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
// The built package is what is measured.
import { run } from '../dist/runner/index.js';
import { VECTORS_FOLDER } from '../dist/runner/package-root.js';
import { median } from './median.js';

const ROUNDS = 9;

const sources = glob.sync('**/*.json', { cwd: VECTORS_FOLDER, absolute: true });

/** The same vectors as files of their own, self-contained: what they would be without shared tables and cases. */
const expandedFolder = mkdtempSync(join(tmpdir(), 'vtd-bench-'));
execFileSync('npx', ['tsx', fileURLToPath(new URL('expand-all.ts', import.meta.url)), expandedFolder]);
const expanded = glob.sync('*.json', { cwd: expandedFolder, absolute: true });

const readAndParse = (files: readonly string[]): number => {
  const begin = performance.now();
  for (const file of files) JSON.parse(readFileSync(file, 'utf8'));
  return performance.now() - begin;
};
const wholeRun = async (): Promise<{ milliseconds: number; vectors: number }> => {
  const begin = performance.now();
  const { summary } = await run({ adapters: ['reference'] });
  return { milliseconds: performance.now() - begin, vectors: summary.total };
};
const toSources: number[] = [];
const toExpanded: number[] = [];
const runs: number[] = [];
let vectors = 0;
for (let round = 0; round < 2 * ROUNDS; round++) {
  const parseSources = readAndParse(sources);
  const parseExpanded = readAndParse(expanded);
  const whole = await wholeRun();
  // The first rounds run code that is not yet compiled.
  if (round < ROUNDS) continue;
  vectors = whole.vectors;
  toSources.push(whole.milliseconds / parseSources);
  toExpanded.push(whole.milliseconds / parseExpanded);
  runs.push(whole.milliseconds);
}
rmSync(expandedFolder, { recursive: true });
console.log(`whole run of ${vectors} vectors: ${median(runs).toFixed(0)} ms, ${((1000 * median(runs)) / vectors).toFixed(0)} us a vector`);
console.log(`  ${median(toExpanded).toFixed(2)} x reading and parsing the vectors in self-contained form`);
console.log(`  ${median(toSources).toFixed(1)} x reading and parsing the vector files, in which tables and cases stand once`);
