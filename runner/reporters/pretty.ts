/** The format for people: a progress line while it runs, failures in full as they come, a summary at the end. */
import picocolors from 'picocolors';
import { isUnexpected } from '../result.js';
import type { Report, SubjectReport, Summary, VectorResult } from '../result.js';
import { oneLine } from './escape.js';
import { failureLines } from './failure-text.js';
import type { Colors } from './failure-text.js';
import { COUNTS, byReason, resultName, subjectLabels } from './findings.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

const PROGRESS_EVERY_MS = 80;
const SHOWN_DIFFERENCES = 6;
const SHOWN_REASONS = 20;
/** Back to the first column, and what stood in the line is gone. */
const CLEAR_LINE = '\r\x1b[K';

export function prettyReporter(output: Output, { lookUp, verbose }: ReporterContext): Reporter {
  const c = picocolors.createColors(output.colors);
  const subjects: SubjectReport[] = [];
  let total = 0;
  let done = 0;
  let unexpected = 0;
  let painted = 0;

  const print = (lines: readonly string[]): void => {
    output.write(`${output.isTerminal ? CLEAR_LINE : ''}${lines.map((line) => `${line}\n`).join('')}`);
  };
  const progress = (id: string): void => {
    if (!output.isTerminal || performance.now() - painted < PROGRESS_EVERY_MS) return;
    painted = performance.now();
    output.write(`${CLEAR_LINE}${progressLine(`${String(done)}/${String(total)}`, id, unexpected, output.columns, c)}`);
  };

  return {
    onStart(count) {
      total = count;
    },
    onSubject(subject) {
      subjects.push(subject);
      print([c.bold(subjectTitle(subject)), ...subject.notes.map((note) => c.dim(`  ${oneLine(note)}`))]);
    },
    onResult(result) {
      done++;
      const name = resultName(result, subjects[result.subject]);
      if (isUnexpected(result.outcome)) {
        unexpected++;
        print([
          '',
          `${c.red(c.bold(result.outcome.toUpperCase()))} ${c.bold(name)}`,
          ...failureLines(result, lookUp, c, SHOWN_DIFFERENCES),
        ]);
      } else if (verbose) {
        const chosen = result.chosen === undefined ? '' : c.dim(` (${oneLine(result.chosen.join(', '))})`);
        print([`  ${mark(result, c)} ${name}${chosen}${result.reason === undefined ? '' : c.dim(`: ${oneLine(result.reason)}`)}`]);
      }
      progress(name);
    },
    onEnd(report) {
      print(summaryLines(report, c));
    },
  };
}

/** One line that fits: the count first, then the failures, then as much of the ID as there is room for. */
function progressLine(count: string, id: string, unexpected: number, columns: number, c: Colors): string {
  // The last column stays free: some terminals wrap as soon as it is taken.
  let room = columns - 1 - count.length;
  if (room < 0) return c.dim(count.slice(0, Math.max(0, columns - 1)));
  let failures = unexpected === 0 ? '' : `  ${String(unexpected)} not as expected`;
  if (failures.length > room) failures = '';
  room -= failures.length + 2;
  return `${c.dim(count)}${room > 0 ? c.dim(`  ${id.slice(0, room)}`) : ''}${failures === '' ? '' : c.red(failures)}`;
}

function subjectTitle(subject: SubjectReport): string {
  const { capabilities: claims } = subject;
  const own =
    claims === null
      ? `each vector with ${subject.profile === 'every' ? 'every' : 'the first'} profile that fits`
      : `VER ${claims.ver}  CAP ${claims.cap}  ECAP ${claims.ecap}  HAW ${String(claims.haw)}`;
  return `${oneLine(`${subject.name} ${subject.version}`)}\n  ${own}`;
}

function mark(result: VectorResult, c: Colors): string {
  if (result.outcome === 'pass') return c.green('pass');
  return result.outcome === 'skipped' ? c.dim('skip') : c.yellow('known');
}

function summaryLines(report: Report, c: Colors): string[] {
  const lines = [''];
  const labels = subjectLabels(report.subjects);
  for (const [i, subject] of report.subjects.entries()) {
    lines.push(`${labels[i] ?? ''}: ${counts(subject.summary, c)}`);
    const reasons = byReason(report, 'skipped', i);
    for (const [reason, results] of reasons.slice(0, SHOWN_REASONS)) lines.push(c.dim(`  ${String(results.length)} skipped: ${reason}`));
    if (reasons.length > SHOWN_REASONS) lines.push(c.dim(`  and ${String(reasons.length - SHOWN_REASONS)} more reasons to skip`));
    const must = subject.mustRequirements;
    if (must !== undefined) {
      lines.push(c.dim(`  ${String(must.exercised)} of the ${String(must.cited)} must-requirements that the suite cites were exercised`));
    }
  }
  if (report.interrupted) lines.push(c.yellow('The run ended before all vectors were tried.'));
  const { version, hash } = report.suite;
  lines.push(c.dim(`suite ${oneLine(version)}, ${oneLine(hash.slice(0, 12))}, ${(report.durationMs / 1000).toFixed(2)} s`));
  return lines;
}

function counts(summary: Summary, c: Colors): string {
  const shown = COUNTS.filter(([key]) => summary[key] > 0 || key === 'pass' || key === 'fail');
  return `${shown.map(([key, word]) => (summary[key] === 0 ? c.dim : colorOf(key, c))(`${String(summary[key])} ${word}`)).join(', ')} of ${String(summary.total)}`;
}

function colorOf(key: keyof Summary, c: Colors): (text: string) => string {
  if (key === 'pass') return c.green;
  if (key === 'knownFail') return c.yellow;
  return key === 'skipped' ? c.dim : c.red;
}
