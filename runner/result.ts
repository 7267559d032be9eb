/** Results of a run in the form of the report. */
import type { Report } from '../schemas/generated/report.js';

export type { Report };
export type SubjectReport = Report['subjects'][number];
export type VectorResult = Report['results'][number];
export type Outcome = VectorResult['outcome'];
export type Summary = Report['summary'];

const KEYS: Readonly<Record<Outcome, Exclude<keyof Summary, 'total'>>> = {
  pass: 'pass',
  fail: 'fail',
  'known-fail': 'knownFail',
  'unexpected-pass': 'unexpectedPass',
  skipped: 'skipped',
  crashed: 'crashed',
  timeout: 'timeout',
  errored: 'errored',
};

/** Counts results by outcome. */
export function summarize(results: readonly VectorResult[]): Summary {
  const summary: Summary = {
    pass: 0,
    fail: 0,
    knownFail: 0,
    unexpectedPass: 0,
    skipped: 0,
    crashed: 0,
    timeout: 0,
    errored: 0,
    total: results.length,
  };
  for (const { outcome } of results) summary[KEYS[outcome]]++;
  return summary;
}

/** Whether an outcome is one that a run must not have. */
export function isUnexpected(outcome: Outcome): boolean {
  return outcome !== 'pass' && outcome !== 'known-fail' && outcome !== 'skipped';
}
