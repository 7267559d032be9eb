/** JSON against its schema, and NDJSON line by line. */
import { describe, expect, test } from 'vitest';
import { mistake } from '../../runner/json.js';
import { jsonReporter, ndjsonReporter } from '../../runner/reporters/json.js';
import { OUTCOMES, hostileReport } from '../fixtures/hostile-report.js';
import { rendered } from '../fixtures/rendered.js';

describe('json', () => {
  test('is valid against its schema, and nothing is lost', () => {
    const parsed = JSON.parse(rendered(jsonReporter, hostileReport())) as unknown;
    expect(mistake('report', parsed)).toBeUndefined();
    expect(parsed).toEqual(hostileReport());
  });

  test('has one value a line as NDJSON', () => {
    const report = hostileReport();
    const lines = rendered(ndjsonReporter, report)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ type }) => type)).toEqual([
      'subject',
      ...OUTCOMES.map(() => 'result'),
      'subject',
      ...OUTCOMES.map(() => 'result'),
      'summary',
    ]);
    expect(lines[2]).toEqual({ type: 'result', ...report.results[1] });
  });
});
