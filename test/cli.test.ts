/** The command as people meet it: output, exit codes, help. Runs the built command. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mistake } from '../runner/json.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'vtd-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ID = 'dma/legacy/translation/write-without-permission';

function vtd(...args: string[]): { code: number | null; out: string; err: string } {
  // In an empty folder, so that nothing depends on where the command is called.
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PACKAGE_ROOT, 'dist/runner/cli.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    // The listing of the whole suite is longer than what Node keeps by default.
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout, err: stderr };
}

describe('vtd run', () => {
  test('passes on the reference, without colours in a pipe', () => {
    const { code, out } = vtd('run', 'dma/legacy/translation/*');
    expect(code).toBe(0);
    expect(out).toMatch(/3 passed, 0 failed of 3/);

    expect(out).not.toMatch(/\x1b/);
  });

  test('writes a JSON report that its schema accepts', () => {
    const file = join(folder, 'report.json');
    expect(vtd('run', ID, '--reporter', `json=${file}`).code).toBe(0);
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      summary: Record<string, number>;
      results: { id: string; outcome: string }[];
    };
    expect(mistake('report', report)).toBeUndefined();
    expect(report.summary).toMatchObject({
      pass: 1,
      fail: 0,
      knownFail: 0,
      unexpectedPass: 0,
      skipped: 0,
      crashed: 0,
      timeout: 0,
      errored: 0,
      total: 1,
    });
    expect(report.results).toMatchObject([{ id: ID, outcome: 'pass' }]);
  });

  test('skips with the reason what a profile cannot do', () => {
    const { code, out } = vtd('run', ID, '--profile', 'client-legacy');
    expect(code).toBe(0);
    expect(out).toContain('1 skipped: needs CAP.SAGAW[2]');
  });

  test('counts a listed failure that does not happen as an error', () => {
    const known = join(folder, 'known.json');
    writeFileSync(
      known,
      JSON.stringify({
        $schema: 's',
        subject: 'x',
        entries: [{ vectors: [ID], outcome: 'fail', requirement: 'DMA-110', reason: 'r', confirmed: '3.4' }],
      }),
    );
    const { code, out } = vtd('run', ID, '--expectations', known);
    expect(code).toBe(1);
    expect(out).toContain('UNEXPECTED-PASS');
  });

  test('lets a field that is known to be wrong fail other vectors, and nothing else', () => {
    const vectors = join(folder, 'field');
    spawnSync('mkdir', ['-p', vectors]);
    const reads = (fields: object): object[] => [{ do: 'read', register: 'FECTL', expect: { fields } }];
    const vector = { title: 'T', requirements: ['FLT-80'] };
    writeFileSync(
      join(vectors, 't.json'),
      JSON.stringify({
        $schema: 's',
        title: 't',
        vectors: [
          { ...vector, slug: 'about-it', steps: reads({ IM: 0 }) },
          { ...vector, slug: 'beside-it', steps: reads({ IM: 0, IP: 0 }) },
          { ...vector, slug: 'more-than-it', steps: reads({ IM: 0, IP: 1 }) },
        ],
      }),
    );
    const known = join(folder, 'field.json');
    const field = { register: 'FECTL', name: 'IM' };
    const entry = { vectors: ['t/about-it'], field, outcome: 'fail', requirement: 'FLT-80', reason: 'r', confirmed: '11.4.7.2' };
    writeFileSync(known, JSON.stringify({ $schema: 's', subject: 'x', entries: [entry] }));
    const { code, out } = vtd('run', '--vectors', vectors, '--profile', 'full', '--expectations', known);
    expect(code).toBe(1);
    expect(out).toContain('1 failed, 2 known failures of 3');
    expect(out).toContain('FAIL t/more-than-it');
  });

  test('shows a failure field by field, with rule, section and the command that repeats it', () => {
    const vectors = join(folder, 'wrong');
    spawnSync('mkdir', ['-p', vectors]);
    const steps = [{ do: 'read', register: 'FECTL', expect: { fields: { IM: 0 } } }];
    writeFileSync(
      join(vectors, 't.json'),
      JSON.stringify({ $schema: 's', title: 't', vectors: [{ slug: 'v', title: 'T', requirements: ['FLT-80'], steps }] }),
    );
    const { code, out } = vtd('run', '--vectors', vectors, '--profile', 'full');
    expect(code).toBe(1);
    expect(out).toContain('FAIL t/v');
    expect(out).toMatch(/IM +expected 0x0, found 0x1/);
    expect(out).toContain('FLT-80 (§');
    expect(out).toContain("repeat: vtd run 't/v' --adapter 'reference' --profile 'full'");
  });

  test('stops at the first failure when told so', () => {
    const vectors = join(folder, 'many');
    spawnSync('mkdir', ['-p', vectors]);
    const steps = [{ do: 'read', register: 'FECTL', expect: { fields: { IM: 0 } } }];
    const wrong = ['a', 'b', 'c'].map((slug) => ({ slug, title: 'T', requirements: ['FLT-80'], steps }));
    writeFileSync(join(vectors, 't.json'), JSON.stringify({ $schema: 's', title: 't', vectors: wrong }));
    expect(vtd('run', '--vectors', vectors, '--fail-fast').out).toContain('1 failed of 1');
    expect(vtd('run', '--vectors', vectors, '--max-fail', '2').out).toContain('2 failed of 2');
  });

  test('splits into shards that cover everything once', () => {
    const ids = ['1/3', '2/3', '3/3'].flatMap((shard) => {
      const { out } = vtd('run', 'dma/**', '--shard', shard, '--reporter', 'ndjson');
      return out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; id: string })
        .filter((line) => line.type === 'result')
        .map((line) => line.id);
    });
    const all = JSON.parse(vtd('list', 'dma/**', '--json').out) as { id: string }[];
    expect(ids.sort()).toEqual(all.map(({ id }) => id).sort());
  });

  test.each([
    ['an unknown vector', ['run', 'dma/legacy/translation/nope'], 2, 'no vector is called'],
    ['an unknown adapter', ['run', '--adapter', 'nope'], 2, 'there is no adapter nope'],
    ['an unknown reporter', ['run', '--reporter', 'nope'], 2, 'there is no reporter nope'],
    ['an unknown profile', ['run', '--profile', 'nope'], 2, 'there is no profile nope'],
    ['a bad shard', ['run', '--shard', '4/3'], 2, 'a shard is i/n'],
    ['an unknown option', ['run', '--nope'], 2, 'unknown option'],
    ['an unknown command', ['nope'], 2, 'unknown command'],
    ['two reporters on standard output', ['run', '--reporter', 'json', '--reporter', 'pretty'], 2, 'only one reporter'],
    ['a QEMU that is not there', ['run', '--adapter', 'qemu:/nowhere/qemu'], 3, 'qemu'],
  ])('%s', (_, args, code, message) => {
    const result = vtd(...args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(message);
    expect(result.err).not.toContain('    at ');
  });
});

describe('other commands', () => {
  test('list gives what a selection needs', () => {
    const [entry] = JSON.parse(vtd('list', ID, '--json').out) as object[];
    expect(Object.keys(entry ?? {})).toEqual(['id', 'title', 'requirements', 'requires', 'tags', 'outcomes']);
  });

  test('show --expanded gives the self-contained form', () => {
    const expanded = JSON.parse(vtd('show', ID, '--expanded').out) as object;
    expect(mistake('expanded-vector', expanded)).toBeUndefined();
  });

  test('show tells a vector in words', () => {
    expect(vtd('show', ID).out).toContain('change    pt[3] W=0');
  });

  test('decode names fields and reserved bits', () => {
    const { out } = vtd('decode', 'context-entry', '0x200011', '0x502', '--json');
    expect(JSON.parse(out)).toMatchObject({ bits: 128, reservedBitsSet: [4], value: '0x5020000000000200011' });
    expect(vtd('decode', 'FRCD', '0x40203000', '0x8000000500000018').out).toContain('LGN.2');
    expect(vtd('decode', 'GSTS', 'zz').code).toBe(2);
    expect(vtd('decode', 'root-entry', '0x1', '0x2', '0x3').code).toBe(2);
  });

  test('spec prints the tables of the model', () => {
    const faults = JSON.parse(vtd('spec', 'faults', '--json').out) as { condition: string; code: string }[];
    expect(faults).toContainEqual(expect.objectContaining({ condition: 'LCT.4.2', code: '0x3', qualified: true }));
    expect(JSON.parse(vtd('spec', 'registers', 'GSTS', '--json').out)).toMatchObject({ name: 'GSTS', offset: '0x1c', bits: 32 });
    expect(vtd('spec', 'structures', 'ss-pte').out).toContain('SNP');
    expect(vtd('spec', 'nope').code).toBe(2);
  });

  test.each([[[]], [['run']], [['list']], [['show']], [['decode']], [['spec']], [['merge']], [['adapter']]])(
    '%s --help has text',
    (args) => {
      const { code, out } = vtd(...args, '--help');
      expect(code).toBe(0);
      expect(out).toContain('Usage: vtd');
    },
  );
});
