/** The history as Markdown: what changed in the newest run of each implementation first, then the runs. Fits into a comment. */
import { CHANGE_KINDS, CHANGE_WORDS } from '../../changes.js';
import { changesBetween } from '../../history.js';
import type { Changes, History, Member, Series } from '../../history.js';
import type { VectorResult } from '../../result.js';
import { isUnexpected } from '../../result.js';
import { headline, resultName } from '../findings.js';
import { code, details, number, prose, table, within } from '../markdown-text.js';
import type { Output } from '../reporter.js';

/** Characters for the changes of all series together, and for their runs; a GitHub comment has 65,536. */
const SHARE = { changes: 40_000, runs: 16_000 } as const;

export function markdownHistory(history: History, output: Output): void {
  const told = history.series.map((series) => ({ series, changes: lastChanges(history, series) }));
  const room = { changes: SHARE.changes / Math.max(1, told.length), runs: SHARE.runs / Math.max(1, told.length) };
  const parts = [
    heading(told.flatMap(({ changes }) => changes ?? [])),
    ...told.flatMap(({ series, changes }) => [
      '',
      `### ${prose(series.label)}`,
      ...(changes === undefined ? [] : changeBlocks(history, series, changes, room.changes)),
      ...runTable(history, series, room.runs),
    ]),
  ];
  output.write(`${parts.join('\n')}\n`);
}

function heading(all: readonly Changes[]): string {
  const sum = (kind: 'failing' | 'passing'): number => all.reduce((count, changes) => count + changes[kind].length, 0);
  return `## VT-d conformance: ${number(sum('failing'))} newly failing, ${number(sum('passing'))} newly passing`;
}

function lastChanges({ runs }: History, { members }: Series): Changes | undefined {
  const [before, after] = members.slice(-2);
  return before === undefined || after === undefined ? undefined : changesBetween(runs, before, after);
}

function changeBlocks(history: History, { members }: Series, changes: Changes, limit: number): string[] {
  const newest = members.at(-1);
  const subject = newest === undefined ? undefined : history.runs[newest.run]?.report.subjects[newest.subject];
  let room = limit;
  return CHANGE_KINDS.flatMap((kind) => {
    const results = changes[kind];
    if (results.length === 0) return [];
    const rows = results.map((result) => `- ${code(resultName(result, subject))}${kind === 'failing' ? `: ${why(result)}` : ''}`);
    const { shown, left } = within(rows, room, (row) => row.length);
    room -= shown.reduce((sum, row) => sum + row.length + 1, 0);
    const more = left > 0 ? ['', `and ${number(left)} more; vtd report --json has all`] : [];
    return ['', details(`<b>${CHANGE_WORDS[kind]}</b>: ${number(results.length)}`, [...shown, ...more], kind === 'failing')];
  });
}

function why(result: VectorResult): string {
  return `${code(headline(result))} (${result.requirements.map(code).join(', ')})`;
}

function runTable(history: History, { members }: Series, limit: number): string[] {
  // The newest first: they are the ones that must not fall off the end.
  const rows = members.toReversed().map((member) => row(history, member));
  const { shown, left } = within(rows, limit, (cells) => cells.join(' | ').length + 4);
  return [
    '',
    ...table(['run', 'version', 'not as expected', 'known failures', 'passed', 'skipped', 'total'], shown),
    ...(left > 0 ? ['', `and ${number(left)} earlier runs`] : []),
  ];
}

function row({ runs }: History, { run, subject }: Member): string[] {
  const report = runs[run]?.report;
  const own = report?.subjects[subject];
  if (report === undefined || own === undefined) return [];
  const bad = report.results.filter((result) => result.subject === subject && isUnexpected(result.outcome)).length;
  const { summary, version } = own;
  return [
    `${prose(report.started.slice(0, 16).replace('T', ' '))}${report.interrupted ? ' (incomplete)' : ''}`,
    code(version),
    number(bad),
    number(summary.knownFail),
    number(summary.pass),
    number(summary.skipped),
    number(summary.total),
  ];
}
