/** Every kind of unusable input gives one clear error: file, JSON pointer, expected, found. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Capabilities, encodeCapabilities } from '../reference/index.js';
import { InputError, UsageError } from '../runner/errors.js';
import { loadExpectations } from '../runner/expectations.js';
import { lowerVector } from '../runner/lower/lower.js';
import { VECTORS_FOLDER } from '../runner/package-root.js';
import { findProfile } from '../runner/profiles.js';
import { loadRequirements } from '../runner/requirements.js';
import { loadSuite } from '../runner/vectors/load.js';

const folder = mkdtempSync(join(tmpdir(), 'vtd-bad-input-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let count = 0;
/** A vectors folder of its own with one file. */
function suiteWith(content: unknown, name = 'topic.json'): string {
  const path = join(folder, String(count++));
  mkdirSync(path);
  writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function complaintOf(act: () => unknown): InputError['complaint'] {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error.complaint;
    throw error;
  }
  throw new Error('no error was thrown');
}

const request = { do: 'dma', kind: 'read', from: '00:03.0', address: '0x1000', expect: { completes: true } };
const vector = { slug: 'one', title: 'A request completes', requirements: ['DMA-110'], steps: [request] };
const file = (changes: object = {}, vectorChanges: object = {}): object => ({
  $schema: 'vector-file.schema.json',
  title: 'Topic',
  vectors: [{ ...vector, ...vectorChanges }],
  ...changes,
});
const given = (content: object): object => file({ given: content });
const full = findProfile('full').claims;

/** Loads a file's vectors and lowers the first. */
function use(content: object): void {
  for (const source of loadSuite(suiteWith(content)).vectors) lowerVector(source, full);
}

describe('vector files', () => {
  test('the base of these tests is good', () => {
    expect(() => {
      use(file());
    }).not.toThrow();
  });

  test.each<[string, object | string, Partial<InputError['complaint']>]>([
    ['is not JSON', '{ "title": "x",\n }', { expected: 'JSON', found: expect.stringContaining('line 2') as string }],
    ['lacks a property', { $schema: 's', title: 't' }, { expected: 'property "vectors"', pointer: '' }],
    [
      'has an unknown property',
      file({ vektors: [] }),
      { pointer: '/vektors', expected: expect.stringContaining('schema knows') as string },
    ],
    ['has a misspelt step', file({}, { steps: [{ do: 'dna' }] }), { pointer: '/vectors/0/steps/0/do', found: '"dna"' }],
    [
      'has a misspelt expectation',
      file({}, { steps: [{ ...request, expect: { reachs: '0x0' } }] }),
      { pointer: '/vectors/0/steps/0/expect/reachs' },
    ],
    ['cites an unknown requirement', file({}, { requirements: ['DMA-999'] }), { pointer: '/vectors/0/requirements/0', found: '"DMA-999"' }],
    [
      'has a bad expression',
      file({}, { requires: 'CAP.NOPE == 1' }),
      { pointer: '/vectors/0/requires', found: expect.stringContaining('no field NOPE') as string },
    ],
    ['has an expression that is none', file({ requires: '((' }), { pointer: '/requires' }],
    ['has a bad slug', file({}, { slug: 'One' }), { pointer: '/vectors/0/slug' }],
    [
      'repeats an ID',
      file({ vectors: [vector, vector] }),
      { pointer: '/vectors/1', found: expect.stringContaining('topic/one') as string },
    ],
    [
      'uses a case value that is not there',
      file({}, { slug: 'one-{bit}', cases: [{ bit: 1 }, { bitt: 2 }] }),
      { pointer: '/vectors/0/cases/1' },
    ],
    [
      'names an unknown register',
      file({}, { steps: [{ do: 'read', register: 'GSST', expect: { value: 0 } }] }),
      { pointer: '/vectors/0/steps/0', found: expect.stringContaining('no register GSST') as string },
    ],
    [
      'names an unknown field',
      file({}, { steps: [{ do: 'read', register: 'GSTS', expect: { fields: { TEX: 1 } } }] }),
      { found: expect.stringContaining('no field TEX') as string },
    ],
    [
      'names a record the unit has not',
      file({}, { steps: [{ do: 'read', register: 'FRCD[8]', expect: { fields: { F: 1 } } }] }),
      { found: expect.stringContaining('FRCD[0] to [7]') as string },
    ],
    [
      'exceeds a register',
      file({}, { steps: [{ do: 'write', register: 'FECTL', value: '0x100000000' }] }),
      { found: expect.stringContaining('32 bits') as string },
    ],
    [
      'exceeds a field',
      given({ tables: { root: { at: '0x100000', of: 'root-entry', entries: { '0': { P: 2 } } } } }),
      { pointer: '/vectors/0/given', found: expect.stringContaining('1-bit field P') as string },
    ],
    [
      'exceeds a table',
      given({ tables: { root: { at: '0x100000', of: 'root-entry', entries: { '256': { P: 1 } } } } }),
      { found: expect.stringContaining('entries 0 to 255') as string },
    ],
    [
      'names an unknown structure',
      given({ tables: { root: { at: '0x100000', of: 'rot-entry' } } }),
      { found: expect.stringContaining('no structure rot-entry') as string },
    ],
    [
      'names an unknown table',
      given({ tables: { root: { at: '0x100000', of: 'root-entry', entries: { '0': { CTP: 'contxt' } } } } }),
      { found: expect.stringContaining('no table contxt') as string },
    ],
    [
      'has a table off its boundary',
      given({ tables: { root: { at: '0x100800', of: 'root-entry' } } }),
      { found: expect.stringContaining('4-KiB') as string },
    ],
    [
      'overlaps tables',
      given({ tables: { a: { at: '0x100000', of: 'ss-pte' }, b: { at: '0x100000', of: 'ss-pde' } } }),
      { found: expect.stringContaining('table b overlaps table a') as string },
    ],
    [
      'overlaps memory',
      given({
        memory: [
          { at: '0x1000', bytes: '0011' },
          { at: '0x1001', bytes: '22' },
        ],
      }),
      { found: expect.stringContaining('memory overlaps memory') as string },
    ],
    [
      'has a request that records without being blocked',
      file({}, { steps: [{ ...request, expect: { completes: true, fault: 'none' } }] }),
      { found: expect.stringContaining('blocked') as string },
    ],
    [
      'names an outcome it has not',
      file({}, { steps: [{ ...request, expect: undefined, either: { a: { completes: true }, b: { blocked: true } } }] }),
      { found: expect.stringContaining('(the vector has none)') as string },
    ],
  ])('%s', (_, content, expected) => {
    const complaint = complaintOf(() => {
      const suite = loadSuite(suiteWith(content));
      for (const source of suite.vectors) lowerVector(source, full);
    });
    expect(complaint).toMatchObject({ file: expect.stringContaining('topic.json') as string, ...expected });
  });

  test('is huge', () => {
    const complaint = complaintOf(() => loadSuite(suiteWith(`{"title":"${'x'.repeat(5 * 1024 * 1024)}"}`)));
    expect(complaint.expected).toContain('4 MiB');
  });

  test('is a link to elsewhere', () => {
    const path = suiteWith(file());
    symlinkSync('/etc/hostname', join(path, 'link.json'));
    expect(complaintOf(() => loadSuite(path)).found).toBe('a symbolic link');
  });

  test('is absent', () => {
    expect(() => loadSuite(suiteWith('', 'readme.txt'))).toThrow(UsageError);
  });
});

describe('other files', () => {
  const requirements = loadRequirements();
  const entry = { vectors: ['a/b'], outcome: 'fail', requirement: 'DMA-110', reason: 'r', confirmed: '3.4' };
  const claims = new Capabilities({ ver: 0x10, cap: 0n, ecap: 0n, haw: 48 });
  const expectations = (...entries: object[]): string =>
    join(suiteWith({ $schema: 's', subject: 'x', entries }, 'known.json'), 'known.json');

  test('an expectations file that names an unknown vector', () => {
    const path = expectations({ ...entry, vectors: ['a/c'] });
    expect(complaintOf(() => loadExpectations(path, ['a/b'], requirements))).toMatchObject({
      file: path,
      pointer: '/entries/0/vectors/0',
      found: '"a/c"',
    });
  });

  test('an expectations file that names a vector twice', () => {
    const path = expectations(entry, { ...entry, vectors: ['a/*'] });
    const known = loadExpectations(path, ['a/b'], requirements);
    expect(complaintOf(() => known.of(claims)).pointer).toBe('/entries/1/vectors/0');
  });

  test('an expectations file with entries for different claims', () => {
    const path = expectations({ ...entry, requires: 'ECAP.SMTS' }, { ...entry, requires: '!ECAP.SMTS', outcome: 'crashed' });
    const known = loadExpectations(path, ['a/b'], requirements);
    expect(known.of(claims).vectors.get('a/b')?.outcome).toBe('crashed');
    expect(known.of(new Capabilities({ ...claims.raw, ecap: 1n << 43n })).vectors.get('a/b')?.outcome).toBe('fail');
  });

  test('an expectations file with an expression that means nothing', () => {
    const path = expectations({ ...entry, requires: 'ECAP.' });
    expect(complaintOf(() => loadExpectations(path, ['a/b'], requirements)).pointer).toBe('/entries/0/requires');
  });

  test('an expectations file that cites an unknown requirement', () => {
    const path = expectations({ ...entry, requirement: 'DMA-999' });
    expect(complaintOf(() => loadExpectations(path, ['a/b'], requirements))).toMatchObject({ pointer: '/entries/0/requirement' });
  });

  test('an expectations file about a register or field that does not exist', () => {
    const complain = (field: object): object =>
      complaintOf(() => loadExpectations(expectations({ ...entry, field }), ['a/b'], requirements));
    expect(complain({ register: 'IQB', name: 'DW' })).toMatchObject({ pointer: '/entries/0/field/register', found: '"IQB"' });
    expect(complain({ register: 'IQA', name: 'DX' })).toMatchObject({ pointer: '/entries/0/field/name', found: '"DX"' });
  });

  test('an expectations file against the schema', () => {
    const path = expectations({ ...entry, outcome: 'fails' });
    expect(complaintOf(() => loadExpectations(path, ['a/b'], requirements))).toMatchObject({
      pointer: '/entries/0/outcome',
      expected: 'one of "fail", "crashed", "timeout"',
    });
  });

  test('a requirement catalogue that repeats an ID', () => {
    const path = join(folder, 'requirements');
    cpSync(join(VECTORS_FOLDER, 'requirements'), path, { recursive: true });
    cpSync(join(path, 'scenarios.json'), join(path, 'again.json'));
    expect(complaintOf(() => loadRequirements(path)).found).toContain('which another entry has');
  });

  test('a profile that contradicts the architecture', () => {
    const path = join(suiteWith({ $schema: 's', title: 't', ver: {}, cap: { SAGAW: 1 }, ecap: {}, haw: 46 }, 'p.json'), 'p.json');
    expect(complaintOf(() => findProfile(path))).toMatchObject({ file: path, found: expect.stringContaining('SAGAW') as string });
  });

  test('a profile with an unknown field', () => {
    expect(() => encodeCapabilities({ ver: {}, cap: { NOPE: 1 }, ecap: {}, haw: 46 })).toThrow('CAP_REG has no field NOPE');
  });

  test('an unknown profile', () => {
    expect(() => findProfile('fulll')).toThrow(UsageError);
  });
});
