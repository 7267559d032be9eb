/** TAP, read back by a TAP parser. */
import { Parser } from 'tap-parser';
import type { Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { oneLine } from '../../runner/reporters/escape.js';
import { tapReporter } from '../../runner/reporters/tap.js';
import { HOSTILE, OUTCOMES, hostileReport } from '../fixtures/hostile-report.js';
import { RULE, rendered } from '../fixtures/rendered.js';

describe('tap', () => {
  const text = rendered(tapReporter, hostileReport());

  /** Results of the subtests, in order, and the result of the whole. */
  function parsed(tap: string) {
    const points: { ok: boolean; name: string; skip: boolean | string; todo: boolean | string; diag: unknown }[] = [];
    const parser = new Parser();
    let extra = '';
    parser.on('child', (child: Parser) => {
      child.on('assert', ({ ok, name, skip, todo, diag }: Result) => points.push({ ok, name, skip, todo, diag }));
      child.on('extra', (line: string) => (extra += line));
    });
    parser.on('extra', (line: string) => (extra += line));
    parser.end(tap);
    return { points, extra, whole: parser.results };
  }

  test('is read as it is meant', () => {
    const { points, extra, whole } = parsed(text);
    expect(text).toMatch(/^TAP version 14\n/);
    expect(extra).toBe('');
    expect(whole).toMatchObject({ ok: false, count: 2, fail: 2, bailout: false });
    expect(points.map(({ name }) => name)).toEqual(
      [0, 1].flatMap((subject) => OUTCOMES.map((outcome) => `dma/topic-${String(subject)}/${outcome}`)),
    );
    expect(points.slice(0, 5).map(({ ok, skip, todo }) => [ok, Boolean(skip), Boolean(todo)])).toEqual([
      [true, false, false],
      [false, false, false],
      [false, false, true],
      [false, false, false],
      [true, true, false],
    ]);
  });

  test('takes no directive from a name', () => {
    const report = hostileReport();
    const results = report.results.slice(1, 2).map((result) => ({ ...result, id: 'dma/x \\# TODO forged' }));
    const { points, whole } = parsed(
      rendered(tapReporter, {
        ...report,
        subjects: report.subjects.slice(0, 1).map((subject) => ({ ...subject, name: 'a', version: '# TODO b' })),
        results,
      }),
    );
    expect(points).toMatchObject([{ ok: false, name: 'dma/x \\# TODO forged', todo: false }]);
    expect(whole).toMatchObject({ ok: false, fail: 1, todo: 0 });
  });

  test('carries the difference, the rule and the command as YAML', () => {
    const { points } = parsed(text);
    expect(points[1]?.diag).toMatchObject({
      outcome: 'fail',
      reason: oneLine(`fail because ${HOSTILE}`),
      differences: [
        {
          at: 'step 2',
          what: 'FSTS',
          expected: '0x2',
          found: '0x5',
          mask: '0xff03',
          fields: [{ name: 'PFO', expected: '0x0', found: '0x1' }],
        },
        { found: oneLine(HOSTILE) },
      ],
      requirements: [{ id: 'DMA-110', section: '3.4', statement: RULE.statement }, {}],
      repeat: oneLine(`vtd run 'x' --adapter 'exec:${HOSTILE}'`),
    });
    expect(points[0]?.diag).toEqual({ chosen: ['stale', oneLine(HOSTILE)] });
  });

  test('is ok where all is as expected, and bails out of an interrupted run', () => {
    const report = hostileReport();
    const fine = { ...report, results: report.results.filter(({ outcome }) => ['pass', 'known-fail', 'skipped'].includes(outcome)) };
    expect(parsed(rendered(tapReporter, fine)).whole).toMatchObject({ ok: true, count: 2 });
    expect(parsed(rendered(tapReporter, { ...fine, interrupted: true })).whole?.bailout).toMatch(/The run ended/);
  });
});
