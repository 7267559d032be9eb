/** Reports of shards: joined as if there had been one run, or refused with file, place, expectation and finding. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mergeCommand } from '../runner/commands/merge.js';
import { InputError } from '../runner/errors.js';
import { mistake } from '../runner/json.js';
import { mergeReports, readReport } from '../runner/merge.js';
import type { Part } from '../runner/merge.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';
import { summarize } from '../runner/result.js';
import type { Outcome, Report } from '../runner/result.js';
import { run } from '../runner/run.js';
import { shardOf } from '../runner/select.js';

const folder = mkdtempSync(join(tmpdir(), 'vtd-merge-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const COUNT = 3;
const IDS = Array.from({ length: 20 }, (_, i) => `dma/topic/vector-${String(i).padStart(2, '0')}`);

/** The report of one shard of a suite that is not the installed one. */
function shardReport(index: number, outcome: Outcome = 'pass'): Report {
  const results: Report['results'] = IDS.filter((id) => shardOf(id, COUNT) === index).map((id) => ({
    subject: 0,
    id,
    title: 'T',
    requirements: ['DMA-110'],
    tags: [],
    outcome,
    durationMs: 1,
  }));
  return {
    format: 1,
    suite: { version: '0.1.0', hash: 'another suite', specification: 'Rev 5.10' },
    shard: { index, count: COUNT },
    started: `2026-01-0${String(4 - index)}T00:00:00.000Z`,
    durationMs: 10,
    interrupted: false,
    summary: summarize(results),
    subjects: [
      {
        adapter: `exec:/machine-${String(index)}/subject`,
        name: 'subject',
        version: '1',
        profile: 'own',
        capabilities: { ver: '0x50', cap: '0x1', ecap: '0x2', haw: 46 },
        notes: ['note'],
        summary: summarize(results),
        mustRequirements: { exercised: 1, cited: 7 },
      },
    ],
    results,
  };
}

const part = (index: number, change: (report: Report) => void = () => undefined): Part => {
  const report = shardReport(index);
  change(report);
  return { file: `part${String(index)}.json`, report };
};

/** The complaint about parts that cannot be joined. */
function complaint(parts: [Part, ...Part[]], partial = false): InputError['complaint'] {
  try {
    mergeReports(parts, partial);
  } catch (error) {
    if (error instanceof InputError) return error.complaint;
    throw error;
  }
  throw new Error('the parts were joined');
}

describe('joining', () => {
  test('gives the report of one run', async () => {
    const options = { adapters: ['reference'], ids: ['dma/legacy/translation/*', 'faults/**'] };
    const whole = await run(options);
    const parts = await Promise.all(
      [2, 1].map(async (index): Promise<Part> => ({ file: String(index), report: await run({ ...options, shard: { index, count: 2 } }) })),
    );
    const merged = mergeReports(parts as [Part, Part], false);
    expect(mistake('report', merged)).toBeUndefined();
    const timeless = (report: Report): object => ({
      ...report,
      started: '',
      durationMs: 0,
      // A shard whose vectors all fit one profile reports its claims; the whole may have several.
      subjects: report.subjects.map((subject) => ({ ...subject, capabilities: null })),
      results: report.results.map((result) => ({ ...result, durationMs: 0 })),
    });
    expect(timeless(merged)).toEqual(timeless(whole));
  });

  test('counts anew, keeps the order of IDs where the suite is another, and takes the earliest start', () => {
    const merged = mergeReports([part(3), part(1), part(2)], false);
    expect(merged.results.map(({ id }) => id)).toEqual(IDS);
    expect(merged.summary).toMatchObject({ pass: 20, total: 20 });
    expect(merged.subjects[0]).toMatchObject({ notes: ['note'], mustRequirements: { exercised: 1, cited: 7 }, summary: { total: 20 } });
    expect(merged).toMatchObject({ started: '2026-01-01T00:00:00.000Z', durationMs: 30, interrupted: false });
    expect(merged.shard).toBeUndefined();
  });

  test('takes a single unsharded report as it is', () => {
    const lone = part(1, (report) => {
      delete report.shard;
      report.results.reverse();
    });
    expect(mergeReports([lone], false).results).toEqual(lone.report.results);
    expect(mergeReports([lone], false)).toMatchObject({ interrupted: false, summary: { total: lone.report.results.length } });
  });

  test('says so where shards are missing and may be', () => {
    const merged = mergeReports([part(1), part(3)], true);
    expect(merged.interrupted).toBe(true);
    expect(merged.subjects[0]?.notes).toContain('No report of shard 2 of 3.');
    expect(mergeReports([part(2)], true).shard).toEqual({ index: 2, count: 3 });
  });
});

describe('refusing', () => {
  test('a missing shard', () => {
    expect(complaint([part(1), part(3)])).toMatchObject({ pointer: '/shard', expected: 'all 3 shards', found: 'no report of 2/3' });
  });

  test('a shard that stands twice, also where shards may be missing', () => {
    for (const partial of [false, true])
      expect(complaint([part(1), part(1)], partial)).toMatchObject({ pointer: '/shard/index', found: '1/3, which part1.json has' });
  });

  test.each<[string, (report: Report) => void, object]>([
    [
      'another suite version',
      (report) => (report.suite.version = '9'),
      { pointer: '/suite/version', expected: '"0.1.0" as in part1.json', found: '"9"' },
    ],
    ['another suite hash', (report) => (report.suite.hash = 'x'), { pointer: '/suite/hash', found: '"x"' }],
    [
      'another subject',
      (report) => ((report.subjects[0] as Report['subjects'][0]).name = 'y'),
      { pointer: '/subjects/0/name', found: '"y"' },
    ],
    [
      'other claims',
      (report) => ((report.subjects[0] as Report['subjects'][0]).capabilities = null),
      { pointer: '/subjects/0/ver', found: 'undefined' },
    ],
    ['more subjects', (report) => report.subjects.push(report.subjects[0] as Report['subjects'][0]), { pointer: '/subjects', found: '2' }],
    ['another number of shards', (report) => (report.shard = { index: 2, count: 4 }), { pointer: '/shard/count', found: '4' }],
    ['a shard beyond the last', (report) => (report.shard = { index: 4, count: 3 }), { pointer: '/shard/index', found: '4' }],
    ['an unsharded run among shards', (report) => delete report.shard, { found: 'the report of an unsharded run' }],
    [
      'a vector of another shard',
      (report) => report.results.push(...shardReport(1).results.slice(0, 1)),
      { expected: 'a vector of shard 2/3' },
    ],
    [
      'a result that stands twice',
      (report) => report.results.push(...report.results.slice(0, 1)),
      { expected: 'each vector once for each subject and profile' },
    ],
  ])('%s', (_, change, expected) => {
    expect(complaint([part(1), part(2, change), part(3)])).toMatchObject({ file: 'part2.json', ...expected });
  });

  test('a file that is no report', () => {
    const file = join(folder, 'file.json');
    const complaintAbout = (content: string): string => {
      writeFileSync(file, content);
      try {
        readReport(file);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(complaintAbout('no JSON')).toMatch(/expected: JSON/);
    expect(complaintAbout('{"format": 2}')).toMatch(/file\.json#/);
    expect(complaintAbout(JSON.stringify({ ...shardReport(1), extra: 1 }))).toMatch(/unknown property "extra"/);
    const astray = shardReport(1);
    (astray.results[2] as Report['results'][0]).subject = 5;
    expect(complaintAbout(JSON.stringify(astray))).toMatch(/#\/results\/2\/subject\n {2}expected: an index into the 1 subjects/);
    expect(() => readReport(join(folder, 'absent.json'))).toThrow(/ENOENT/);
  });

  test('nothing for its size that a long run can reach', () => {
    const report = shardReport(1);
    report.results = Array.from({ length: 60_000 }, (_, i) => ({
      ...(report.results[0] as Report['results'][0]),
      title: 'x'.repeat(300),
      profile: String(i),
    }));
    const file = join(folder, 'huge.json');
    writeFileSync(file, JSON.stringify(report, null, 2));
    expect(readFileSync(file).length).toBeGreaterThan(20 * 2 ** 20);
    expect(readReport(file).report.results).toHaveLength(60_000);
  });
});

describe('vtd merge', () => {
  const write = (index: number, change: (report: Report) => void = () => undefined): string => {
    const file = join(folder, `part${String(index)}.json`);
    writeFileSync(file, JSON.stringify(part(index, change).report));
    return file;
  };
  const out = join(folder, 'out.json');
  const merge = (files: string[], partial = false): Promise<number> =>
    mergeCommand(files, { reporter: [`json=${out}`, `markdown=${join(folder, 'out.md')}`], partial });

  test('exits as the run would have', async () => {
    const files = [write(1), write(2), write(3)];
    expect(await merge(files)).toBe(0);
    expect(mistake('report', JSON.parse(readFileSync(out, 'utf8')))).toBeUndefined();
    expect(readFileSync(join(folder, 'out.md'), 'utf8')).toContain('all 20 results as expected');
    expect(await merge(files.slice(0, 2), true)).toBe(4);
    write(2, (report) => ((report.results[0] as Report['results'][0]).outcome = 'crashed'));
    expect(await merge(files)).toBe(1);
    write(1, (report) => (report.interrupted = true));
    expect(await merge(files)).toBe(4);
  });

  test('says what is wrong with its files, without a stack trace', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'runner/cli.ts', 'merge', write(1), write(3)], {
      cwd: PACKAGE_ROOT,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^vtd: .*part1\.json#\/shard\n {2}expected: all 3 shards\n {2}found: {4}no report of 2\/3\n {2}hint: .*--partial.*\n$/,
    );
  });
});
