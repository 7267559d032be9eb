/** The history for people: a line for each run, and the vectors that changed in the last one. */
import picocolors from 'picocolors';
import { CHANGE_KINDS, CHANGE_WORDS } from '../../changes.js';
import type { ChangeKind } from '../../changes.js';
import { changesBetween } from '../../history.js';
import type { Changes, History, Member, Series } from '../../history.js';
import type { SubjectReport } from '../../result.js';
import { oneLine } from '../escape.js';
import { COUNTS, headline, resultName } from '../findings.js';
import type { Colors } from '../failure-text.js';
import type { Output, ReporterContext } from '../reporter.js';

/** Vectors of a kind that are named unless the reader wants all. */
const SHOWN = 10;

export function prettyHistory(history: History, output: Output, { verbose }: ReporterContext): void {
  const c = picocolors.createColors(output.colors);
  const lines = history.series.flatMap((series) => seriesLines(history, series, verbose ? Infinity : SHOWN, c));
  output.write(lines.map((line) => `${line}\n`).join(''));
}

function seriesLines(history: History, { label, members }: Series, limit: number, c: Colors): string[] {
  const lines = [c.bold(label)];
  let last: Changes | undefined;
  for (const [i, member] of members.entries()) {
    const before = members[i - 1];
    last = before === undefined ? undefined : changesBetween(history.runs, before, member);
    lines.push(`  ${runLine(history, member, last, c)}`);
  }
  const newest = members.at(-1);
  if (last !== undefined && newest !== undefined) lines.push(...changeLines(last, subjectOf(history, newest), limit, c));
  return [...lines, ''];
}

function subjectOf({ runs }: History, { run, subject }: Member): SubjectReport | undefined {
  return runs[run]?.report.subjects[subject];
}

function runLine(history: History, member: Member, changes: Changes | undefined, c: Colors): string {
  const { started = '', interrupted = false, suite } = history.runs[member.run]?.report ?? {};
  const subject = subjectOf(history, member);
  const counts = COUNTS.filter(([key]) => key === 'pass' || key === 'fail' || (subject?.summary[key] ?? 0) > 0)
    .map(([key, word]) => `${String(subject?.summary[key] ?? 0)} ${word}`)
    .join(', ');
  const parts = [
    `${oneLine(started.slice(0, 16).replace('T', ' '))}  ${oneLine(subject?.version ?? '')}  ${counts}`,
    ...(changes === undefined ? [] : [step(changes, c)]),
    ...(interrupted ? [c.yellow('incomplete')] : []),
    ...(changes !== undefined && changes.added.length + changes.removed.length > 0
      ? [c.dim(`suite ${oneLine(suite?.hash.slice(0, 12) ?? '')}`)]
      : []),
  ];
  return parts.join('; ');
}

function step({ failing, passing }: Changes, c: Colors): string {
  const worse = `${String(failing.length)} newly failing`;
  const better = `${String(passing.length)} newly passing`;
  return `${failing.length > 0 ? c.red(worse) : worse}, ${passing.length > 0 ? c.green(better) : better}`;
}

function changeLines(changes: Changes, subject: SubjectReport | undefined, limit: number, c: Colors): string[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const results = changes[kind];
    if (results.length === 0) return [];
    const names = results.slice(0, limit).map((result) => {
      const why =
        kind === 'failing'
          ? c.dim(`  ${headline(result)}`)
          : kind === 'chosen'
            ? c.dim(`  ${oneLine(result.chosen?.join(', ') ?? '')}`)
            : '';
      return `    ${resultName(result, subject)}${why}`;
    });
    const more = results.length > limit ? [c.dim(`    and ${String(results.length - limit)} more; --verbose lists them`)] : [];
    return [`  ${colour(kind, c)(`${CHANGE_WORDS[kind]}: ${String(results.length)}`)}`, ...names, ...more];
  });
}

function colour(kind: ChangeKind, c: Colors): (text: string) => string {
  if (kind === 'failing') return c.red;
  return kind === 'passing' ? c.green : (text) => text;
}
