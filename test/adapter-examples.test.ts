/** The examples in several languages: each adapter is sound, each implementation passes the vectors that its claims select. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { checkAdapter } from '../runner/adapters/check/run.js';
import type { Report } from '../runner/index.js';
import { run } from '../runner/index.js';

const EXAMPLES = fileURLToPath(new URL('../examples/adapters', import.meta.url));
const OUTPUT = mkdtempSync(join(tmpdir(), 'vtd-examples-'));
const PYTHON = `exec:python3 '${join(EXAMPLES, 'python/adapter.py')}'`;
/** Milliseconds to compile an example and run the suite on it. */
const PATIENCE = 120_000;

afterAll(() => {
  rmSync(OUTPUT, { recursive: true });
});

interface Example {
  readonly name: string;
  /** Program without which the example cannot be built or run. */
  readonly tool: string;
  readonly build?: () => void;
  readonly specs: readonly string[];
  /** Topics that stand for the suite where running all of it would only repeat the test of the model. */
  readonly ids?: readonly string[];
  /** Vectors that its claims select at least. */
  readonly atLeast: number;
}

const EXAMPLES_BY_LANGUAGE: readonly Example[] = [
  { name: 'Python', tool: 'python3', specs: [PYTHON], atLeast: 700 },
  {
    name: 'C, as a process and as a library',
    tool: 'cc',
    build: () => execFileSync('make', ['-s', '-C', join(EXAMPLES, 'c'), `OUT=${OUTPUT}`, 'CFLAGS=-O2 -Werror']),
    specs: [`exec:'${join(OUTPUT, 'vtd-example')}'`, `native:${join(OUTPUT, 'libvtd-example.so')}`],
    atLeast: 1400,
  },
  {
    name: 'Rust, as a process and as a library',
    tool: 'cargo',
    build: () =>
      execFileSync('cargo', ['build', '-q', '--release', '--offline', '--target-dir', join(OUTPUT, 'rust')], {
        cwd: join(EXAMPLES, 'rust'),
      }),
    specs: [`exec:'${join(OUTPUT, 'rust/release/vtd-example')}'`, `native:${join(OUTPUT, 'rust/release/libvtd_example.so')}`],
    atLeast: 1300,
  },
  {
    name: 'JavaScript, as a process and as a module',
    tool: 'node',
    specs: [`exec:node '${join(EXAMPLES, 'javascript/adapter.js')}'`, `module:${join(EXAMPLES, 'javascript-module/iommu.js')}`],
    ids: ['registers/**', 'dma/page-requests/**', 'dma/device-tlb/**', 'interrupt-remapping/**'],
    atLeast: 1000,
  },
];

const unexpected = ({ results }: Report): string[] =>
  results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skipped').map(({ id, outcome }) => `${outcome} ${id}`);

describe.each(EXAMPLES_BY_LANGUAGE)('$name', ({ tool, build, specs, ids, atLeast }) => {
  test.skipIf(spawnSync(tool, ['--version']).status !== 0)(
    'passes the checks of an adapter and its share of the suite',
    async () => {
      build?.();
      const passed: number[] = [];
      for (const spec of specs) {
        const { checks } = await checkAdapter(spec, 10_000);
        expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
        const report = await run({ adapters: [spec], ...(ids === undefined ? {} : { ids }) });
        expect(unexpected(report)).toEqual([]);
        passed.push(report.summary.pass);
      }
      // Both forms are of one implementation.
      expect(new Set(passed).size).toBe(1);
      expect(passed[0]).toBeGreaterThan(atLeast);
    },
    PATIENCE,
  );
});

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)('a defect of the example in Python is found', () => {
  test.each([
    ['fault-reason', 'fail dma/second-stage/permissions/pml4-write-only-read'],
    ['overflow', 'fail faults/compression/other-source-overflows'],
    ['crash', 'crashed dma/legacy/root-entry/bus-01'],
  ])('%s by %s', async (defect, result) => {
    const report = await run({
      adapters: [`${PYTHON} --defect ${defect}`],
      ids: [result.slice(result.indexOf(' ') + 1), 'registers/reset-values/*'],
    });
    expect(unexpected(report)).toEqual([result]);
    expect(report.summary.pass).toBeGreaterThan(5);
  });
});
