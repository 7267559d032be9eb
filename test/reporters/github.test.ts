/** Annotations of GitHub Actions. */
import { describe, expect, test } from 'vitest';
import { githubReporter } from '../../runner/reporters/github.js';
import type { Report, VectorResult } from '../../runner/result.js';
import { hostileReport } from '../fixtures/hostile-report.js';
import { RULE, rendered } from '../fixtures/rendered.js';

describe('github', () => {
  /** As the runner of GitHub Actions takes a line apart. */
  function parsed(line: string): { properties: Record<string, string>; message: string } {
    const [, list = '', message = ''] = /^::error ([^:]*)::([^\r\n]*)$/.exec(line) ?? [];
    const decoded = (text: string): string =>
      text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
    const properties = list.split(',').map((pair) => pair.split('=', 2).map(decoded) as [string, string]);
    return { properties: Object.fromEntries(properties), message: decoded(message) };
  }
  const lines = (report: Report): string[] => rendered(githubReporter, report).split('\n').filter(Boolean);

  test('says in one command a failure what failed, where it differs and which rule it breaks', () => {
    expect(lines(hostileReport()).length).toBe(10);
    const all = lines(hostileReport('plain'));
    const { properties, message } = parsed(all[5] ?? '');
    expect(properties).toEqual({ title: 'fail on true: dma/topic-1/fail' });
    expect(message).toContain('step 2: FSTS\n');
    expect(message).toContain('expected 0x2  under mask 0xff03\n');
    expect(message).toContain(`DMA-110 (§3.4) ${RULE.statement}\n`);
    expect(parsed(lines(hostileReport('100 %0A, a:b'))[0] ?? '').properties.title).toBe('fail on 100 %0A, a:b 1.0: dma/topic-0/fail');
  });

  test('tells how many it does not show, and shows many topics rather than many of one', () => {
    const report = hostileReport('');
    const results = Array.from({ length: 30 }, (_, i) => ({
      ...(report.results[1] as VectorResult),
      id: `dma/topic-${String(i < 20 ? 0 : i)}/v${String(i)}`,
    }));
    const all = lines({ ...report, results });
    expect(all.length).toBe(10);
    expect(all.at(-1)).toBe('::error title=VT-d conformance::21 more results are not as expected; the summary and the reports have all');
    expect(new Set(all.slice(0, -1).map((line) => /topic-\d+/.exec(line)?.[0])).size).toBe(9);
  });
});
