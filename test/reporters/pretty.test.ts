/** What people see in a terminal. */
import { describe, expect, test } from 'vitest';
import { wantsColors } from '../../runner/reporters/output.js';
import { prettyReporter } from '../../runner/reporters/pretty.js';
import { hostileReport } from '../fixtures/hostile-report.js';
import { rendered } from '../fixtures/rendered.js';

describe('pretty', () => {
  test('does not let the subject write lines that look like ours', () => {
    const text = rendered(prettyReporter, hostileReport('x\n  repeat: evil\n\nFAIL forged'));
    expect(text.split('\n').filter((line) => /^(FAIL forged| {0,4}repeat: evil)/.test(line))).toEqual([]);
  });

  test.each([1, 6, 12, 24, 60, 200])('paints a progress line that fits into %i columns', (columns) => {
    const report = hostileReport('');
    const text = rendered(
      prettyReporter,
      { ...report, results: Array.from({ length: 3 }, () => report.results).flat() },
      { isTerminal: true, columns },
    );
    const painted = text
      .split('\r\x1b[K')
      .map((piece) => piece.split('\n')[0] ?? '')
      .filter((line) => /^\d+\/48/.test(line));
    for (const line of painted) expect(line.length).toBeLessThan(columns);
    if (columns > 12) expect(painted.length).toBeGreaterThan(0);
  });

  test('colours only where colours are wanted', () => {
    const escape = /\x1b\[\d+m/;
    expect(rendered(prettyReporter, hostileReport(''), { colors: true })).toMatch(escape);
    expect(rendered(prettyReporter, hostileReport(''), { isTerminal: true })).not.toMatch(escape);
    expect(wantsColors(true, {})).toBe(true);
    expect(wantsColors(false, {})).toBe(false);
    expect(wantsColors(true, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColors(true, { NO_COLOR: '' })).toBe(true);
    expect(wantsColors(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(wantsColors(true, { FORCE_COLOR: '0' })).toBe(false);
    expect(wantsColors(true, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(wantsColors(true, { TERM: 'dumb' })).toBe(false);
  });
});
