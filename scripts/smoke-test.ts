/**
 * The package as its users get it: packed, installed into an empty folder, run by its command, compiled against, and
 * driven with a library that was built with its header. `npm run smoke`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Uses every entry point as TypeScript sees it, and runs. */
const PROGRAM = `
import { InputError, openAdapter, run } from 'vtd-conformance';
import type { Adapter, Report, SubjectInfo } from 'vtd-conformance';
import { Iommu, encodeCapabilities } from 'vtd-conformance/reference';
import { expand } from 'vtd-conformance/vectors';
import type { ModuleImplementation } from 'vtd-conformance/vitest';

const iommu: Iommu = new Iommu(encodeCapabilities({ ver: { MAX: 1 }, cap: { SAGAW: 4, MGAW: 47, FRO: 32 }, ecap: { IRO: 16 }, haw: 40 }));
const version: bigint = iommu.readRegister(0, 4);
const adapter: Adapter = await openAdapter('reference');
const info: SubjectInfo = await adapter.start();
await adapter.stop();
const report: Report = await run({ adapters: ['reference'], ids: ['registers/reset-values/*'] });
type Reset = ModuleImplementation['reset'];
const nothing: ReturnType<Reset> = undefined;
// @ts-expect-error The number of jobs is a number.
void (() => run({ adapters: [], jobs: 'two' }));
console.log(JSON.stringify([version === 16n, info.configurable, report.summary.fail, report.summary.pass > 5, typeof expand, nothing === undefined, InputError.name]));
`;

const folder = mkdtempSync(join(tmpdir(), 'vtd-smoke-'));
const npm = (...args: string[]): string =>
  execFileSync('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, encoding: 'utf8' });

function step(name: string, act: () => void): void {
  const begin = performance.now();
  act();
  console.log(`${name}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}

function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

/** Standard output of `npx vtd`. Throws unless it exits with `status`. */
function vtd(status: number, ...args: string[]): string {
  const {
    status: found,
    stdout,
    stderr,
  } = spawnSync('npx', ['--no-install', 'vtd', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (found !== status)
    throw new Error(`vtd ${args.join(' ')}: expected exit code ${String(status)}, found ${String(found)}\n${stdout}${stderr}`);
  return stdout;
}

try {
  let tarball = '';
  step('pack', () => {
    const output = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' });
    const [packed] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
    tarball = join(folder, packed.filename);
    const tops = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expectEqual('top level of the package', [...tops].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'include',
      'package.json',
      'schemas',
      'vectors',
    ]);
  });

  step('install', () => {
    npm('init', '-y');
    npm('install', tarball);
  });

  step('npx vtd run', () => {
    const { summary } = JSON.parse(vtd(0, 'run', '--reporter', 'json')) as { summary: { pass: number; total: number } };
    expectEqual('vectors that passed', summary.pass, summary.total);
    if (summary.total < 5000) throw new Error(`the package has only ${String(summary.total)} vectors`);
  });

  step('npx vtd, its other commands', () => {
    vtd(0, 'adapter', 'check', 'reference');
    vtd(0, 'decode', 'GSTS', '0xc0000000');
    vtd(0, 'show', 'registers/reset-values/gsts', '--expanded');
    vtd(2, 'run', 'no/such/vector');
    vtd(3, 'run', '--adapter', 'exec:./no-such-program');
  });

  step('a module of one’s own', () => {
    cpSync(join(ROOT, 'examples/adapters/javascript-module/iommu.js'), join(folder, 'iommu.mjs'));
    vtd(0, 'adapter', 'check', 'module:./iommu.mjs');
  });

  step('TypeScript against the package', () => {
    writeFileSync(join(folder, 'use.mts'), PROGRAM);
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const mode = ['--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023'];
    execFileSync(process.execPath, [compiler, ...mode, ...types, 'use.mts'], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    const output = execFileSync(process.execPath, ['use.mjs'], { cwd: folder, encoding: 'utf8' });
    expectEqual('what the program found', JSON.parse(output), [true, true, 0, true, 'function', true, 'InputError']);
  });

  if (spawnSync('cc', ['--version']).status === 0) {
    step('a library built with the header of the package', () => {
      const source = join(folder, 'c');
      mkdirSync(source);
      cpSync(join(ROOT, 'examples/adapters/c'), source, { recursive: true });
      const header = join(folder, 'node_modules/vtd-conformance/include/vtd_adapter.h');
      expectEqual('the header', readFileSync(header, 'utf8').includes('VTD_ADAPTER_ABI'), true);
      const files = ['memory.c', 'registers.c', 'translate.c', 'native.c'];
      const flags = ['-std=c11', '-O2', '-fPIC', '-shared', '-I../node_modules/vtd-conformance/include'];
      execFileSync('cc', [...flags, '-o', '../libexample.so', ...files], { cwd: source });
      vtd(0, 'adapter', 'check', 'native:./libexample.so');
      vtd(0, 'run', 'dma/second-stage/**', '--adapter', 'native:./libexample.so');
    });
  } else console.log('a library: left out, there is no cc');
} finally {
  rmSync(folder, { recursive: true });
}
