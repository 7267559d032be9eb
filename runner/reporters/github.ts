/**
 * Annotations of GitHub Actions: an error beside each failing vector, at the line of its file; the step's summary gets
 * the Markdown report. Commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { relative, resolve } from 'node:path';
import picocolors from 'picocolors';
import { isUnexpected } from '../result.js';
import type { Report, VectorResult } from '../result.js';
import { lineOf } from '../vectors/line.js';
import { cut, oneLine } from './escape.js';
import { failureLines } from './failure-text.js';
import { resultName, subjectLabels, topicOf } from './findings.js';
import { markdownReporter } from './markdown.js';
import { number } from './markdown-text.js';
import { appendingOutput } from './output.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

/** GitHub shows ten errors of a step and drops the others; the last says how many there are. */
const SHOWN = 9;
const SHOWN_DIFFERENCES = 4;
const LONGEST_MESSAGE = 4000;
const PLAIN = picocolors.createColors(false);

export function githubReporter(output: Output, context: ReporterContext): Reporter {
  const { GITHUB_STEP_SUMMARY: summary = '' } = process.env;
  // Opened now, so that one that cannot be written is known before the run.
  const page = summary === '' ? undefined : appendingOutput(summary);
  return {
    onEnd(report) {
      for (const line of annotations(report, context)) output.write(`${line}\n`);
      if (page === undefined) return;
      markdownReporter(page, context).onEnd(report);
      page.close();
    },
  };
}

function annotations(report: Report, context: ReporterContext): string[] {
  const bad = report.results.filter(({ outcome }) => isUnexpected(outcome));
  const shown = bad.length <= SHOWN + 1 ? bad : spread(bad, SHOWN);
  const labels = subjectLabels(report.subjects);
  const errors = shown.map((result) => annotation(result, report, labels[result.subject] ?? '', context));
  const left = bad.length - shown.length;
  if (left > 0)
    errors.push(
      command({ title: 'VT-d conformance' }, `${number(left)} more results are not as expected; the summary and the reports have all`),
    );
  return errors;
}

/** So many of them, from as many topics as possible. */
function spread(results: readonly VectorResult[], count: number): VectorResult[] {
  const topics = new Set<string>();
  const first = results.filter(({ id }) => !topics.has(topicOf(id)) && topics.add(topicOf(id)));
  const others = results.filter((result) => !first.includes(result));
  const chosen = new Set([...first, ...others].slice(0, count));
  return results.filter((result) => chosen.has(result));
}

function annotation(result: VectorResult, report: Report, label: string, context: ReporterContext): string {
  const place = placeInWorkspace(result, context);
  const title = `${result.outcome} on ${label}: ${resultName(result, report.subjects[result.subject])}`;
  const text = failureLines(result, context.lookUp, PLAIN, SHOWN_DIFFERENCES)
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n');
  return command({ ...place, title: oneLine(title) }, cut(text, LONGEST_MESSAGE));
}

/** File and line of the vector, if the file lies in the workspace: GitHub knows no other. */
function placeInWorkspace({ id }: VectorResult, { suite }: ReporterContext): { file?: string; line?: string } {
  const place = suite().vectors.find((vector) => vector.id === id)?.place;
  if (place === undefined) return {};
  const file = relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), resolve(place.file));
  if (file.startsWith('..')) return {};
  const line = lineOf(place);
  return { file: file.replaceAll('\\', '/'), ...(line === undefined ? {} : { line: String(line) }) };
}

function command(properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::error ${list.join(',')}::${escaped(message)}`;
}

/** A line break would end the command, and begin another. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
