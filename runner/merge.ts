/** Joins the reports of shards into the report that one run would have made. */
import { InputError, shown } from './errors.js';
import { readJson, validate } from './json.js';
import { loadRequirements } from './requirements.js';
import { summarize } from './result.js';
import type { Report, SubjectReport, VectorResult } from './result.js';
import { mustRequirements } from './must-requirements.js';
import { shardOf } from './select.js';
import { loadSuite } from './vectors/load.js';
import type { Suite } from './vectors/load.js';

/** A report and the file it comes from. */
export interface Part {
  readonly file: string;
  readonly report: Report;
}

/** Reports grow with the number of vectors times profiles; beyond this something else went wrong. */
const LARGEST_REPORT = 256 * 1024 * 1024;
/** Ways to run in which each vector has a profile of its own, so that shards may differ in the claims they saw. */
const PROFILE_PER_VECTOR = ['first-fit', 'every'];

/** Reads a report. Throws an InputError for a file that is none. */
export function readReport(file: string): Part {
  const document = readJson(file, file, LARGEST_REPORT);
  validate('report', document, file);
  const report = document as Report;
  for (const [i, { subject }] of report.results.entries()) {
    if (subject >= report.subjects.length) {
      throw new InputError({
        file,
        pointer: `/results/${String(i)}/subject`,
        expected: `an index into the ${String(report.subjects.length)} subjects`,
        found: shown(subject),
      });
    }
  }
  return { file, report };
}

/**
 * One report out of those of all shards. Throws an InputError if they do not belong together, if one stands twice, or,
 * unless `partial`, if one is missing.
 */
export function mergeReports(parts: readonly [Part, ...Part[]], partial: boolean): Report {
  const [first, ...others] = parts;
  for (const other of others) {
    expectSame(first, other, '/suite', first.report.suite, other.report.suite);
    expectSameSubjects(first, other);
  }
  const missing = missingShards(parts);
  if (missing.length > 0 && !partial) {
    const count = first.report.shard?.count ?? 0;
    throw new InputError({
      file: first.file,
      pointer: '/shard',
      expected: `all ${String(count)} shards`,
      found: `no report of ${missing.map((index) => `${String(index)}/${String(count)}`).join(', ')}`,
      hint: 'vtd merge --partial reports what there is',
    });
  }
  expectEachResultOnce(parts);
  return join(parts, missing);
}

/** Throws an InputError that names the first member in which two values differ. */
function expectSame(first: Part, other: Part, pointer: string, expected: object, found: object): void {
  const [a, b] = [new Map(Object.entries(expected)), new Map(Object.entries(found))];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [JSON.stringify(a.get(key)), JSON.stringify(b.get(key))];
    if (left !== right) {
      throw new InputError({
        file: other.file,
        pointer: `${pointer}/${key}`,
        expected: `${shown(a.get(key))} as in ${first.file}`,
        found: shown(b.get(key)),
      });
    }
  }
}

function expectSameSubjects(first: Part, other: Part): void {
  const [expected, found] = [first.report.subjects, other.report.subjects];
  if (expected.length !== found.length) {
    throw new InputError({
      file: other.file,
      pointer: '/subjects',
      expected: `${String(expected.length)} subjects as in ${first.file}`,
      found: String(found.length),
    });
  }
  for (const [i, subject] of expected.entries())
    expectSame(first, other, `/subjects/${String(i)}`, identity(subject), identity(found[i] as SubjectReport));
}

/** What must agree for two subjects to be one. Not `adapter`: it may hold a path, which differs between machines. */
function identity({ name, version, profile, capabilities }: SubjectReport): object {
  return { name, version, profile, ...(PROFILE_PER_VECTOR.includes(profile) ? {} : (capabilities ?? {})) };
}

/** The shards of which no report is there. Throws an InputError for a report that is no shard among several, or one that stands twice. */
function missingShards(parts: readonly [Part, ...Part[]]): number[] {
  const [first] = parts;
  const { shard } = first.report;
  if (shard === undefined && parts.length === 1) return [];
  const files = new Map<number, string>();
  for (const { file, report } of parts) {
    if (report.shard === undefined || shard === undefined) {
      throw new InputError({
        file: shard === undefined ? first.file : file,
        expected: 'property "shard", because several reports are joined',
        found: 'the report of an unsharded run',
      });
    }
    const { index, count } = report.shard;
    if (count !== shard.count)
      throw new InputError({ file, pointer: '/shard/count', expected: `${String(shard.count)} as in ${first.file}`, found: String(count) });
    if (index > count) throw new InputError({ file, pointer: '/shard/index', expected: `at most ${String(count)}`, found: String(index) });
    const earlier = files.get(index);
    if (earlier !== undefined) {
      throw new InputError({
        file,
        pointer: '/shard/index',
        expected: 'a shard of its own',
        found: `${String(index)}/${String(count)}, which ${earlier} has`,
      });
    }
    files.set(index, file);
  }
  return Array.from({ length: shard?.count ?? 0 }, (_, i) => i + 1).filter((index) => !files.has(index));
}

function expectEachResultOnce(parts: readonly Part[]): void {
  const places = new Map<string, string>();
  for (const { file, report } of parts) {
    const { shard } = report;
    for (const [i, { subject, id, profile }] of report.results.entries()) {
      const pointer = `/results/${String(i)}`;
      if (shard !== undefined && shardOf(id, shard.count) !== shard.index) {
        throw new InputError({
          file,
          pointer: `${pointer}/id`,
          expected: `a vector of shard ${String(shard.index)}/${String(shard.count)}`,
          found: `${shown(id)}, which belongs to ${String(shardOf(id, shard.count))}/${String(shard.count)}`,
        });
      }
      const key = JSON.stringify([subject, id, profile]);
      const earlier = places.get(key);
      if (earlier !== undefined)
        throw new InputError({
          file,
          pointer,
          expected: 'each vector once for each subject and profile',
          found: `${shown(id)}, which ${earlier} has`,
        });
      places.set(key, `${file}#${pointer}`);
    }
  }
}

function join(parts: readonly [Part, ...Part[]], missing: readonly number[]): Report {
  const [{ report: first }] = parts;
  const own = loadSuite();
  // Order and citations of the suite are known only if the reports are of this very suite.
  const suite = own.hash === first.suite.hash ? own : undefined;
  const results =
    parts.length === 1
      ? first.results
      : inOrder(
          parts.flatMap(({ report }) => report.results),
          suite,
        );
  const notes = missing.length === 0 ? [] : [`No report of shard ${missing.join(', ')} of ${String(first.shard?.count ?? 0)}.`];
  return {
    format: 1,
    suite: first.suite,
    // The only part of a larger whole is still that part.
    ...(parts.length === 1 && first.shard !== undefined && missing.length > 0 ? { shard: first.shard } : {}),
    started: parts.map(({ report }) => report.started).sort()[0] ?? first.started,
    // What one machine would have taken: the clocks of several say little about each other.
    durationMs: parts.reduce((sum, { report }) => sum + report.durationMs, 0),
    interrupted: missing.length > 0 || parts.some(({ report }) => report.interrupted),
    summary: summarize(results),
    subjects: first.subjects.map((_, i) => joinSubject(parts, i, results, suite, notes)),
    results,
  };
}

/** In the order of a run: by subject, then as the suite has them, or by ID where the suite is another. */
function inOrder(results: readonly VectorResult[], suite: Suite | undefined): VectorResult[] {
  const ranks = new Map(suite?.vectors.map(({ id }, i) => [id, i]));
  const rank = ({ id }: VectorResult): number => ranks.get(id) ?? ranks.size;
  return [...results].sort((a, b) => a.subject - b.subject || rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function joinSubject(
  parts: readonly [Part, ...Part[]],
  index: number,
  all: readonly VectorResult[],
  suite: Suite | undefined,
  notes: readonly string[],
): SubjectReport {
  const views = parts.map(({ report }) => report.subjects[index] as SubjectReport);
  const { adapter, name, version, links, profile, capabilities, profiles } = views[0] as SubjectReport;
  const results = all.filter((result) => result.subject === index);
  const must = suite === undefined ? mustByParts(views, results) : mustRequirements(suite, results);
  const sameClaims = new Set(views.map(({ capabilities }) => JSON.stringify(capabilities))).size === 1;
  return {
    adapter,
    name,
    version,
    ...(links === undefined ? {} : { links }),
    profile,
    capabilities: sameClaims ? capabilities : null,
    ...(profiles === undefined ? {} : { profiles }),
    notes: [...new Set([...views.flatMap((view) => view.notes), ...notes])],
    summary: summarize(results),
    ...(must === undefined ? {} : { mustRequirements: must }),
  };
}

/** Of another suite's vectors only the parts know how many requirements they cite; each shard counts the whole suite. */
function mustByParts(views: readonly SubjectReport[], results: readonly VectorResult[]): SubjectReport['mustRequirements'] {
  const [cited, ...others] = new Set(views.map((view) => view.mustRequirements?.cited));
  if (cited === undefined || others.length > 0) return undefined;
  const { exercised } = mustRequirements({ vectors: [], requirements: loadRequirements(), hash: '' }, results);
  return { exercised, cited };
}
