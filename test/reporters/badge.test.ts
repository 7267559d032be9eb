/** The badge, as a picture and as data for shields.io. */
import { SyntaxValidator } from 'fast-xml-validator';
import { describe, expect, test } from 'vitest';
import { badgeReporter, shieldsReporter } from '../../runner/reporters/badge.js';
import { summarize } from '../../runner/result.js';
import type { Outcome, Report } from '../../runner/result.js';
import { hostileReport } from '../fixtures/hostile-report.js';
import { rendered } from '../fixtures/rendered.js';

describe('badge', () => {
  const outcomes = (...names: Outcome[]): Report => {
    const report = hostileReport();
    const results = report.results.filter(({ outcome }) => names.includes(outcome));
    return { ...report, results, summary: summarize(results) };
  };
  const shields = (report: Report): unknown => JSON.parse(rendered(shieldsReporter, report));

  test('is a picture whose text is its name', () => {
    const text = rendered(badgeReporter, outcomes('pass', 'fail'));
    expect(SyntaxValidator.validate(text)).toBe(true);
    expect(text).toContain('aria-label="VT-d conformance: 2 of 4 passed"');
    expect(text).toContain('>2 of 4 passed</text>');
  });

  test('is red for what must not be, yellow for what is known, green for neither, and grey where that cannot be said', () => {
    expect(shields(outcomes('pass', 'skipped'))).toEqual({
      schemaVersion: 1,
      label: 'VT-d conformance',
      message: '2 of 2 passed',
      color: 'green',
      isError: false,
    });
    expect(shields(outcomes('pass', 'known-fail'))).toMatchObject({ message: '2 of 4 passed, 2 known failures', color: 'yellow' });
    expect(shields(outcomes('pass', 'known-fail', 'unexpected-pass'))).toMatchObject({ color: 'red', isError: true });
    expect(shields({ ...outcomes('pass'), interrupted: true })).toMatchObject({ message: '2 of 2 passed, incomplete', color: 'lightgrey' });
    expect(shields(outcomes('skipped'))).toMatchObject({ message: 'nothing ran', color: 'lightgrey' });
  });
});
