/** The format for people: a progress line while it runs, failures in full as they come, a summary at the end. */
import picocolors from 'picocolors';
import type { RequirementLookup } from '../requirements.js';
import { isUnexpected } from '../result.js';
import type { Report, SubjectReport, Summary, VectorResult } from '../result.js';
import type { Output, Reporter } from './reporter.js';

type Colors = ReturnType<typeof picocolors.createColors>;

const PROGRESS_EVERY_MS = 80;
const SHOWN_DIFFERENCES = 6;

/** `lookUp` gives section and statement of a requirement; `verbose` also lists what passed and was skipped. */
export function prettyReporter(output: Output, lookUp: RequirementLookup, verbose: boolean): Reporter {
  const c = picocolors.createColors(output.isTerminal);
  let total = 0;
  let done = 0;
  let unexpected = 0;
  let painted = 0;

  const clearLine = (): void => {
    if (output.isTerminal) output.write('\r\x1b[K');
  };
  const line = (text: string): void => {
    clearLine();
    output.write(`${text}\n`);
  };
  const progress = (id: string): void => {
    if (!output.isTerminal || performance.now() - painted < PROGRESS_EVERY_MS) return;
    painted = performance.now();
    const failed = unexpected === 0 ? '' : c.red(`  ${String(unexpected)} not as expected`);
    const text = `${String(done)}/${String(total)}  ${id}`;
    output.write(`\r\x1b[K${c.dim(text.slice(0, Math.max(20, output.columns - 28)))}${failed}`);
  };

  return {
    onStart(count) {
      total = count;
    },
    onSubject(subject) {
      line(c.bold(subjectTitle(subject)));
      for (const note of subject.notes) line(c.dim(`  ${note}`));
    },
    onResult(result) {
      done++;
      if (isUnexpected(result.outcome)) {
        unexpected++;
        for (const text of failureLines(result, c, lookUp)) line(text);
      } else if (verbose) {
        line(`  ${mark(result, c)} ${result.id}${result.chosen === undefined ? '' : c.dim(` (${result.chosen.join(', ')})`)}${result.reason === undefined ? '' : c.dim(`: ${result.reason}`)}`);
      }
      progress(result.id);
    },
    onEnd(report) {
      clearLine();
      for (const text of summaryLines(report, c)) line(text);
    },
  };
}

function subjectTitle(subject: SubjectReport): string {
  const { capabilities: claims } = subject;
  const own = claims === null ? `each vector with the first profile that fits` : `VER ${claims.ver}  CAP ${claims.cap}  ECAP ${claims.ecap}  HAW ${String(claims.haw)}`;
  return `${subject.name} ${subject.version}\n  ${own}`;
}

function mark(result: VectorResult, c: Colors): string {
  if (result.outcome === 'pass') return c.green('pass');
  return result.outcome === 'skipped' ? c.dim('skip') : c.yellow('known');
}

/** A failure with what differs field by field, the rules it breaks, and how to repeat it. */
function failureLines(result: VectorResult, c: Colors, lookUp: RequirementLookup): string[] {
  const lines = ['', `${c.red(c.bold(result.outcome.toUpperCase()))} ${c.bold(result.id)}`, `  ${result.title}`];
  if (result.reason !== undefined) lines.push(...result.reason.split('\n').map((text) => `  ${text}`));
  const differences = result.differences ?? [];
  for (const difference of differences.slice(0, SHOWN_DIFFERENCES)) {
    const where = difference.step < 0 ? '' : `step ${String(difference.step + 1)}: `;
    lines.push(`  ${where}${difference.what}${difference.outcome === 'only' ? '' : ` (outcome ${difference.outcome})`}`);
    const mask = difference.mask === undefined ? '' : c.dim(`  under mask ${difference.mask}`);
    lines.push(`    expected ${c.green(difference.expected)}${mask}`, `    found    ${c.red(difference.found)}`);
    for (const { name, expected, found } of difference.fields ?? []) lines.push(`      ${name.padEnd(6)} expected ${expected}, found ${found}`);
  }
  if (differences.length > SHOWN_DIFFERENCES) lines.push(c.dim(`  and ${String(differences.length - SHOWN_DIFFERENCES)} more differences`));
  for (const id of result.requirements) {
    const requirement = lookUp(id);
    if (requirement !== undefined) lines.push(c.cyan(`  ${id} (§${requirement.section})`) + ` ${requirement.statement}`);
  }
  if (result.repeat !== undefined) lines.push(`  repeat: ${result.repeat}`);
  return lines;
}

function summaryLines(report: Report, c: Colors): string[] {
  const lines = [''];
  for (const subject of report.subjects) {
    lines.push(`${subject.name} ${subject.version}: ${counts(subject.summary, c)}`);
    const reasons = skipReasons(report, report.subjects.indexOf(subject));
    for (const [reason, count] of reasons) lines.push(c.dim(`  ${String(count)} skipped: ${reason}`));
    const must = subject.mustRequirements;
    if (must !== undefined) lines.push(c.dim(`  ${String(must.exercised)} of the ${String(must.cited)} must-requirements that the suite cites were exercised`));
  }
  if (report.interrupted) lines.push(c.yellow('The run ended before all vectors were tried.'));
  lines.push(c.dim(`suite ${report.suite.version}, ${report.suite.hash.slice(0, 12)}, ${(report.durationMs / 1000).toFixed(2)} s`));
  return lines;
}

function counts(summary: Summary, c: Colors): string {
  const parts: [number, string, (text: string) => string][] = [
    [summary.pass, 'passed', c.green],
    [summary.fail, 'failed', c.red],
    [summary.crashed, 'crashed', c.red],
    [summary.timeout, 'timed out', c.red],
    [summary.errored, 'errored', c.red],
    [summary.unexpectedPass, 'unexpectedly passed', c.red],
    [summary.knownFail, 'known failures', c.yellow],
    [summary.skipped, 'skipped', c.dim],
  ];
  const shown = parts.filter(([count, word]) => count > 0 || word === 'passed' || word === 'failed');
  return `${shown.map(([count, word, color]) => color(`${String(count)} ${word}`)).join(', ')} of ${String(summary.total)}`;
}

function skipReasons(report: Report, subject: number): [string, number][] {
  const reasons = new Map<string, number>();
  for (const result of report.results) {
    if (result.subject === subject && result.outcome === 'skipped') reasons.set(result.reason ?? '', (reasons.get(result.reason ?? '') ?? 0) + 1);
  }
  return [...reasons].sort((a, b) => b[1] - a[1]);
}
