/** Markdown, rendered and read back. */
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { markdownReporter } from '../../runner/reporters/markdown.js';
import { summarize } from '../../runner/result.js';
import type { Report } from '../../runner/result.js';
import { hostileReport } from '../fixtures/hostile-report.js';
import { rendered } from '../fixtures/rendered.js';

describe('markdown', () => {
  const text = rendered(markdownReporter, hostileReport());
  const OWN_TAGS = [
    'details',
    'summary',
    'b',
    'code',
    'h2',
    'h3',
    'p',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'ul',
    'li',
    'pre',
    'strong',
  ];

  test('renders to our own elements only, without links or pictures', () => {
    const html = marked.parse(text, { async: false, gfm: true });
    const tags = [...html.matchAll(/<(\/?)([^\s>]*)([^>]*)>/g)];
    expect([...new Set(tags.map(([, , name]) => name))].filter((name) => !OWN_TAGS.includes(name ?? ''))).toEqual([]);
    expect([...new Set(tags.map(([, , , attributes]) => attributes))].sort()).toEqual(['', ' class="language-sh"', ' open']);
    for (const name of OWN_TAGS)
      expect(tags.filter(([, slash, each]) => each === name && slash === '').length, name).toBe(
        tags.filter(([, slash, each]) => each === name && slash === '/').length,
      );
  });

  test('keeps rows in their columns', () => {
    const html = marked.parse(text, { async: false, gfm: true });
    for (const [table] of html.matchAll(/<table>[^]*?<\/table>/g)) {
      const columns = table.match(/<th>/g)?.length ?? 0;
      for (const [row] of table.matchAll(/<tr>\n<td>[^]*?<\/tr>/g)) expect(row.match(/<td>/g)?.length).toBe(columns);
    }
  });

  test('mentions nobody outside of code', () => {
    const prose = marked.parse(text, { async: false, gfm: true }).replace(/<code[^]*?<\/code>|&#\d+;/g, '');
    expect(prose).not.toMatch(/@\w|#\d/);
  });

  test('puts failures before what explains the rest', () => {
    const places = [
      '| subject |',
      '### Not as expected',
      'Known failures: 2, by reason',
      'Skipped: 2, by reason',
      'Chosen outcomes, where the specification permits several: 2',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  test('says what differs field by field, the rule and how to repeat it', () => {
    const plain = rendered(markdownReporter, hostileReport('plain'));
    expect(plain).toContain('| step 2: `FSTS` | `0x2` | `0x5` | `0xff03` |\n| ↳ `PFO` | `0x0` | `0x1` |  |');
    expect(plain).toContain('`DMA-110` (§3.4) A statement with \\<angles\\> &#124; pipes\\_and \\*stars\\*.');
    expect(rendered(markdownReporter, { ...hostileReport('plain'), interrupted: true })).toContain('**Incomplete:**');
    expect(plain).toContain("```sh\nvtd run 'x' --adapter 'exec:plain'\n```");
  });

  test('fits into a comment on a pull request whatever the run found', () => {
    const report = hostileReport();
    const many = (count: number): Report['results'] =>
      Array.from({ length: count }, (_, i) =>
        report.results.map((result) => ({ ...result, id: `${result.id}-${String(i)}`, reason: `${result.reason ?? ''}${String(i)}` })),
      ).flat();
    const results = many(300);
    const subjects = Array.from({ length: 40 }, () => report.subjects).flat();
    const long = rendered(markdownReporter, { ...report, subjects, results, summary: summarize(results) });
    expect(long.length).toBeLessThan(65_536);
    expect(long).toContain('more results; the JSON report has all');
    expect(long).toContain('3,000 of 4,800 results not as expected');
  });
});
