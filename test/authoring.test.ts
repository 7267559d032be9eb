/** The path of someone who writes vectors: new, lint, fmt, fill, watch; and of someone who reports a bug: minimize, export. Runs the built command. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mistake } from '../runner/json.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';

const CLI = join(PACKAGE_ROOT, 'dist/runner/cli.js');
const PYTHON = `exec:python3 ${join(PACKAGE_ROOT, 'examples/adapters/python/adapter.py')}`;
const folder = mkdtempSync(join(tmpdir(), 'vtd-authoring-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function vtd(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: status, out: stdout, err: stderr };
}

/** A folder with the vectors of a new file, changed in some way. */
function suite(
  name: string,
  change: (file: { vectors: Record<string, unknown>[] } & Record<string, unknown>) => void = () => undefined,
): string {
  const place = join(folder, name);
  expect(vtd('new', 'topic/first', '--vectors', place).code).toBe(0);
  const path = join(place, 'topic.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof change>[0];
  change(file);
  writeFileSync(path, JSON.stringify(file));
  return place;
}

function commandExists(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined;
}

/** An implementation that lets every write through, in JavaScript: the model with a hole. */
const hole = join(folder, 'hole.mjs');
writeFileSync(
  hole,
  `import { Iommu } from ${JSON.stringify(join(PACKAGE_ROOT, 'dist/reference/index.js'))};
import { loadProfiles } from ${JSON.stringify(join(PACKAGE_ROOT, 'dist/runner/profiles.js'))};
const iommu = new Iommu(loadProfiles()[0].capabilities);
export default {
  describe: () => ({ name: 'hole', version: '1', capabilities: iommu.capabilities.raw }),
  reset() { iommu.reset(); iommu.memory.clear(); },
  readRegister: (offset, size) => iommu.readRegister(offset, size),
  writeRegister: (offset, size, value) => iommu.writeRegister(offset, size, value),
  readMemory: (address, length) => iommu.memory.read(address, length),
  writeMemory: (address, bytes) => iommu.memory.write(address, bytes),
  dma(request) {
    if (request.kind === 'write') {
      const { status } = iommu.dma({ kind: 'read', sourceId: request.sourceId, address: request.address, length: request.length });
      return { status };
    }
    return iommu.dma(request);
  },
};
`,
);

describe('vtd new', () => {
  test('makes a vector that validates, passes, and has nothing for lint and fmt to say', () => {
    const place = join(folder, 'new');
    expect(vtd('new', 'a/b/my-first', '--vectors', place).out).toContain('my-first');
    expect(vtd('new', 'a/b/my-second', '--vectors', place).code).toBe(0);
    expect(vtd('run', '--vectors', place).out).toContain('2 passed, 0 failed of 2');
    expect(vtd('fmt', '--check', '--vectors', place).code).toBe(0);
    expect(vtd('lint', '--vectors', place, '--json').out).not.toContain('"rule": "valid"');
  });

  test('refuses an ID that is taken, or that is none', () => {
    const place = suite('taken');
    expect(vtd('new', 'topic/first', '--vectors', place)).toMatchObject({
      code: 2,
      err: expect.stringContaining('exists already') as string,
    });
    expect(vtd('new', 'Topic/First', '--vectors', place)).toMatchObject({ code: 2, err: expect.stringContaining('TOPIC/NAME') as string });
  });
});

describe('vtd lint', () => {
  const rulesOf = (place: string): string[] => {
    const { code, out } = vtd('lint', '--vectors', place, '--json');
    expect(code).toBe(1);
    return (JSON.parse(out) as { findings: { rule: string; pointer: string }[] }).findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
  };
  const read = { do: 'dma', kind: 'read', from: '00:03.0', address: '0x40203000', expect: { reaches: '0x1500000' } };

  test.each<[name: string, rule: string, change: Parameters<typeof suite>[1]]>([
    [
      'title',
      'title-is-a-statement /vectors/0/title',
      ({ vectors: [first] }) => Object.assign(first as object, { title: 'reads something.' }),
    ],
    [
      'untestable',
      'citation-is-testable /vectors/0/requirements/0',
      ({ vectors: [first] }) => Object.assign(first as object, { requirements: ['ATS-50'] }),
    ],
    [
      'twice',
      'citation-stands-once /vectors/0/requirements/1',
      ({ vectors: [first] }) => Object.assign(first as object, { requirements: ['DMA-110', 'DMA-110'] }),
    ],
    [
      'nobody',
      'some-profile-fits /vectors/0/requires',
      ({ vectors: [first] }) => Object.assign(first as object, { requires: 'CAP.ND == 7' }),
    ],
    [
      'unused',
      'table-is-used',
      ({ vectors: [first] }) =>
        Object.assign(first as object, { given: { tables: { more: { at: '0x900000', of: 'fs-pte', entries: { '0': { P: 1 } } } } } }),
    ],
    ['duplicate', 'not-a-duplicate', ({ vectors }) => vectors.push({ ...vectors[0], slug: 'second' })],
    [
      'meaningless',
      'valid /vectors/0/steps/1',
      ({ vectors: [first] }) =>
        Object.assign(first as object, {
          steps: [
            { do: 'enable', root: 'root' },
            { ...read, from: 'nowhere' },
          ],
        }),
    ],
  ])('finds %s', (name, rule, change) => {
    expect(
      rulesOf(suite(`lint-${name}`, change)).some((found) => found.startsWith(rule)),
      rulesOf(join(folder, `lint-${name}`)).join(),
    ).toBe(true);
  });
});

describe('vtd fmt', () => {
  test('says which files are not canonical, and makes them so', () => {
    const place = suite('fmt');
    expect(vtd('fmt', '--check', '--vectors', place)).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 of 1 files not in canonical form') as string,
    });
    expect(vtd('fmt', '--vectors', place).code).toBe(0);
    expect(vtd('fmt', '--check', '--vectors', place).code).toBe(0);
  });
});

describe('vtd fill', () => {
  const open = { do: 'read', register: 'FECTL' };

  test('completes what is not said, marks it, and has it confirmed', () => {
    const place = suite('fill', ({ vectors: [first] }) =>
      Object.assign(first as object, { steps: [{ do: 'read', register: 'FEDATA', expect: { value: 0 } }, open] }),
    );
    expect(vtd('fill', 'topic/first', '--vectors', place).out).toContain('"value":"0x80000000"');
    expect(vtd('lint', '--vectors', place).out).toContain('second implementation');
    const { code, out } = vtd('fill', 'topic/first', '--vectors', place, '--confirm', `module:${hole}`);
    expect([code, out]).toEqual([0, expect.stringContaining('confirmed by')]);
    expect(readFileSync(join(place, 'topic.json'), 'utf8')).not.toContain('unconfirmed');
    expect(vtd('run', '--vectors', place).code).toBe(0);
  });

  test('refuses a vector without an expectation written by hand', () => {
    const place = suite('fill-nothing', ({ vectors: [first] }) => Object.assign(first as object, { steps: [open] }));
    expect(vtd('fill', 'topic/first', '--vectors', place)).toMatchObject({
      code: 2,
      err: expect.stringContaining('written by hand') as string,
    });
  });
});

test('vtd run --watch runs again when a vector changes, and ends with Ctrl-C', async () => {
  const place = suite('watch');
  const child = spawn(process.execPath, [CLI, 'run', '--watch', '--vectors', place], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const summaries: string[] = [];
  const seen = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (summaries.length >= count) resolve();
        else setTimeout(look, 20);
      };
      look();
    });
  child.stdout.on('data', (chunk: Buffer) => {
    summaries.push(...(chunk.toString().match(/\d+ passed, \d+ failed/g) ?? []));
  });
  await seen(1);
  const path = join(place, 'topic.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"0x1500000"}}]', '"0x1600000"}}]'));
  await seen(2);
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(4);
  expect(summaries[0]).toBe('1 passed, 0 failed');
});

describe('vtd minimize', () => {
  const ID = 'dma/second-stage/permissions/write-without-permission';
  test('leaves what is needed to fail, as a file that fails the same way', () => {
    const list = JSON.parse(
      vtd('run', 'dma/second-stage/**', '--adapter', `module:${hole}`, '--max-fail', '1', '--reporter', 'json').out,
    ) as {
      results: { id: string; outcome: string }[];
    };
    const failing = list.results.find(({ outcome }) => outcome === 'fail');
    expect(failing).toBeDefined();
    const place = join(folder, 'small/bug.json');
    const { code, err } = vtd('minimize', failing?.id ?? ID, '-a', `module:${hole}`, '-o', place);
    expect([code, err]).toEqual([0, expect.stringContaining('still fails')]);
    const run = vtd('run', '--vectors', dirname(place), '--adapter', `module:${hole}`);
    expect(run).toMatchObject({ code: 1, out: expect.stringContaining('0 passed, 1 failed of 1') as string });
    expect(vtd('run', '--vectors', dirname(place)).code).toBe(0);
    const { size, before } = { size: readFileSync(place, 'utf8').length, before: vtd('show', failing?.id ?? ID, '--expanded').out.length };
    expect(size).toBeLessThan(before);
  });

  test('says so if nothing fails', () => {
    expect(vtd('minimize', 'dma/legacy/translation/write-first-byte', '-a', PYTHON)).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not fail') as string,
    });
  });
});

describe('vtd export', () => {
  const ID = 'dma/legacy/translation/write-first-byte';

  test('as JSON, which the schema of expanded vectors accepts', () => {
    const { code, out } = vtd('export', ID, '--to', 'json');
    expect(code).toBe(0);
    expect(mistake('expanded-vector', JSON.parse(out))).toBeUndefined();
  });

  test.skipIf(!commandExists('cc'))('as a C program, which passes with the example and fails with its defect', () => {
    const examples = join(PACKAGE_ROOT, 'examples/adapters/c');
    const program = join(folder, 'exported.c');
    expect(vtd('export', ID, '--to', 'c', '-a', PYTHON, '-o', program).code).toBe(0);
    const sources = ['native.c', 'memory.c', 'registers.c', 'translate.c'].map((file) => join(examples, file));
    const binary = join(folder, 'exported');
    const compiled = spawnSync('cc', ['-Wall', '-Werror', '-I', join(PACKAGE_ROOT, 'include'), '-o', binary, program, ...sources], {
      encoding: 'utf8',
    });
    expect(compiled.stderr).toBe('');
    expect(spawnSync(binary, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'permitted: only\n' });
  });

  test('says what a form cannot hold', () => {
    expect(vtd('export', 'dma/page-requests/queue/full', '--to', 'c')).toMatchObject({
      code: 2,
      err: expect.stringContaining('has no place in a C program') as string,
    });
    expect(vtd('export', ID, '--to', 'qtest', '-a', 'reference')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is for a QEMU') as string,
    });
    expect(vtd('export', ID).err).toContain('--to');
  });

  test.skipIf(!commandExists('qemu-system-x86_64') || !commandExists('python3'))(
    'as a script for QEMU, which finds what the adapter finds',
    () => {
      const good = join(folder, 'good.py');
      expect(vtd('export', ID, '--to', 'qtest', '-o', good).code).toBe(0);
      expect(existsSync(good)).toBe(true);
      expect(spawnSync('python3', [good], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'permitted: only\n' });
      const bad = join(folder, 'bad.py');
      expect(vtd('export', 'dma/second-stage/permissions/read-after-write', '--to', 'qtest', '-o', bad).code).toBe(0);
      expect(spawnSync('python3', [bad], { encoding: 'utf8' })).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('FSTS: found 0x0, expected 0x2') as string,
      });
    },
  );
});
