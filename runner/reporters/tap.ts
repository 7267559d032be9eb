/**
 * TAP version 14 (testanything.org): a subtest for each subject, with its results as they come, and what went wrong
 * as YAML. A known failure is a TODO, which a consumer does not count against the run.
 */
import { stringify } from 'yaml';
import type { RequirementLookup } from '../requirements.js';
import { isUnexpected } from '../result.js';
import type { SubjectReport, VectorResult } from '../result.js';
import { oneLine } from './escape.js';
import { placeOf, resultName, rulesOf, subjectLabel } from './findings.js';
import type { ReportedDifference } from './findings.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

const INDENT = '    ';

export function tapReporter(output: Output, { lookUp }: ReporterContext): Reporter {
  const subjects: SubjectReport[] = [];
  let label = '';
  let count = 0;
  let unexpected = 0;

  const print = (indent: string, lines: readonly string[]): void => {
    output.write(lines.map((line) => `${indent}${line}\n`).join(''));
  };
  const closeSubject = (): void => {
    if (subjects.length === 0) return;
    print(INDENT, [`1..${String(count)}`]);
    print('', [`${unexpected === 0 ? 'ok' : 'not ok'} ${String(subjects.length)} - ${label}`]);
  };

  return {
    onStart() {
      print('', ['TAP version 14']);
    },
    onSubject(subject) {
      closeSubject();
      label = escaped(subjectLabel(subject, subjects));
      subjects.push(subject);
      [count, unexpected] = [0, 0];
      print('', [`# Subtest: ${label}`]);
      print(
        INDENT,
        subject.notes.map((note) => `# ${escaped(oneLine(note))}`),
      );
    },
    onResult(result) {
      count++;
      if (isUnexpected(result.outcome)) unexpected++;
      print(INDENT, [testPoint(result, count, subjects.at(-1)), ...diagnostics(result, lookUp)]);
    },
    onEnd(report) {
      closeSubject();
      // After a plan that is met, parsers no longer listen.
      print('', [report.interrupted ? 'Bail out! The run ended before all vectors were tried.' : `1..${String(subjects.length)}`]);
    },
  };
}

function testPoint(result: VectorResult, number: number, subject: SubjectReport | undefined): string {
  const ok = result.outcome === 'pass' || result.outcome === 'skipped' ? 'ok' : 'not ok';
  const reason = escaped(oneLine(result.reason ?? ''));
  const directive =
    result.outcome === 'skipped' ? ` # SKIP ${reason}` : result.outcome === 'known-fail' ? ` # TODO known failure: ${reason}` : '';
  return `${ok} ${String(number)} - ${escaped(resultName(result, subject))}${directive}`;
}

/** The only two characters that mean something within a line. */
function escaped(text: string): string {
  return text.replace(/[\\#]/g, '\\$&');
}

function diagnostics(result: VectorResult, lookUp: RequirementLookup): string[] {
  const content = isUnexpected(result.outcome) || result.outcome === 'known-fail' ? failure(result, lookUp) : passed(result);
  if (content === undefined) return [];
  // Every string in double quotes on one line: nothing in it can end the block, and small YAML parsers read it too.
  const text = stringify(content, {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return ['---', ...text.trimEnd().split('\n'), '...'].map((line) => `  ${line}`);
}

function passed({ chosen }: VectorResult): object | undefined {
  return chosen === undefined ? undefined : { chosen: chosen.map(oneLine) };
}

function failure(result: VectorResult, lookUp: RequirementLookup): object {
  return {
    outcome: result.outcome,
    title: oneLine(result.title),
    ...(result.profile === undefined ? {} : { profile: oneLine(result.profile) }),
    ...(result.reason === undefined ? {} : { reason: oneLine(result.reason) }),
    ...(result.differences === undefined ? {} : { differences: result.differences.map(difference) }),
    requirements: rulesOf(result, lookUp).map(({ id, section, statement }) => ({
      id,
      ...(section === undefined ? {} : { section, statement }),
    })),
    ...(result.repeat === undefined ? {} : { repeat: oneLine(result.repeat) }),
    duration_ms: result.durationMs,
  };
}

function difference(found: ReportedDifference): object {
  return {
    at: placeOf(found),
    what: oneLine(found.what),
    expected: oneLine(found.expected),
    found: oneLine(found.found),
    ...(found.mask === undefined ? {} : { mask: oneLine(found.mask) }),
    ...(found.fields === undefined
      ? {}
      : {
          fields: found.fields.map((field) => ({
            name: oneLine(field.name),
            expected: oneLine(field.expected),
            found: oneLine(field.found),
          })),
        }),
  };
}
