/** Several runs side by side and over time: which subjects are one implementation, and what changed from run to run. */
import { CHANGE_KINDS, changeOf } from './changes.js';
import type { ChangeKind } from './changes.js';
import { InputError } from './errors.js';
import type { Part } from './merge.js';
import { oneLine } from './reporters/escape.js';
import type { Report, SubjectReport, VectorResult } from './result.js';

/** A subject within a run. */
export interface Member {
  /** Index of the report. */
  readonly run: number;
  /** Index in its `subjects`. */
  readonly subject: number;
}

/** One implementation over time. */
export interface Series {
  readonly label: string;
  /** In the order of the reports. */
  readonly members: readonly Member[];
}

/** Vectors that changed, by kind, as they stand in the later run. */
export type Changes = Readonly<Record<ChangeKind, readonly VectorResult[]>>;

export interface History {
  /** The oldest first. */
  readonly runs: readonly Part[];
  readonly series: readonly Series[];
}

/** Puts whole runs in order of time. Throws an InputError for the report of a shard. */
export function historyOf(parts: readonly Part[]): History {
  for (const { file, report } of parts) {
    if (report.shard === undefined) continue;
    throw new InputError({
      file,
      pointer: '/shard',
      expected: 'the report of a whole run',
      found: `shard ${String(report.shard.index)} of ${String(report.shard.count)}`,
      hint: 'vtd merge joins the shards of a run first',
    });
  }
  const runs = inOrderOfTime(parts);
  return { runs, series: seriesOf(runs.map(({ report }) => report)) };
}

/** The oldest first; of two that began together, the one named first. */
export function inOrderOfTime<T extends { readonly report: Report }>(runs: readonly T[]): T[] {
  return [...runs].sort((a, b) => Date.parse(a.report.started) - Date.parse(b.report.started));
}

/**
 * Subjects of the same name and profile are one implementation, whatever its version: versions are what a series is
 * about. Where one run has two of them, the first continues the first of the run before, and so on.
 */
export function seriesOf(reports: readonly Report[]): Series[] {
  const series = new Map<string, { label: string; members: Member[] }>();
  for (const [run, { subjects }] of reports.entries()) {
    const seen = new Map<string, number>();
    for (const [subject, { name, profile }] of subjects.entries()) {
      const kind = JSON.stringify([name, profile]);
      const nth = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, nth);
      const key = `${kind} ${String(nth)}`;
      const known = series.get(key);
      if (known === undefined) series.set(key, { label: labelOf(name, profile, nth), members: [{ run, subject }] });
      else known.members.push({ run, subject });
    }
  }
  return [...series.values()];
}

function labelOf(name: string, profile: string, nth: number): string {
  const of = profile === 'own' || profile === 'first-fit' ? '' : `, profile ${profile}`;
  return oneLine(`${name}${of}${nth === 1 ? '' : ` (${String(nth)})`}`);
}

/** A vector is the same in two runs if its ID is, and its profile where each runs with several. */
export function vectorKey(result: VectorResult, subject: SubjectReport | undefined): string {
  return subject?.profile === 'every' ? `${result.id} ${result.profile ?? ''}` : result.id;
}

/** What changed for one implementation from a run to another. */
export function changesBetween(runs: readonly Part[], before: Member, after: Member): Changes {
  const [earlier, later] = [resultsOf(runs, before), resultsOf(runs, after)];
  const changes = Object.fromEntries(CHANGE_KINDS.map((kind): [ChangeKind, VectorResult[]] => [kind, []])) as Record<
    ChangeKind,
    VectorResult[]
  >;
  for (const [key, result] of new Map([...earlier, ...later])) {
    const kind = changeOf(earlier.get(key), later.get(key));
    if (kind !== undefined) changes[kind].push(result);
  }
  return changes;
}

function resultsOf(runs: readonly Part[], { run, subject }: Member): Map<string, VectorResult> {
  const { subjects, results } = (runs[run] as Part).report;
  return new Map(results.filter((result) => result.subject === subject).map((result) => [vectorKey(result, subjects[subject]), result]));
}
