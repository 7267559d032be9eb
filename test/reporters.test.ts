/** Each format, read back by a parser of that format, with texts that try to break it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { marked } from 'marked';
import { Parser } from 'tap-parser';
import type { Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { mistake } from '../runner/json.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';
import { oneLine } from '../runner/reporters/escape.js';
import { badgeReporter, shieldsReporter } from '../runner/reporters/badge.js';
import { githubReporter } from '../runner/reporters/github.js';
import { jsonReporter, ndjsonReporter } from '../runner/reporters/json.js';
import { junitReporter } from '../runner/reporters/junit.js';
import { markdownReporter } from '../runner/reporters/markdown.js';
import { wantsColors } from '../runner/reporters/output.js';
import { prettyReporter } from '../runner/reporters/pretty.js';
import { replay } from '../runner/reporters/replay.js';
import type { Output, ReporterFactory } from '../runner/reporters/reporter.js';
import { tapReporter } from '../runner/reporters/tap.js';
import type { Requirement } from '../runner/requirements.js';
import { summarize } from '../runner/result.js';
import type { Outcome, Report, VectorResult } from '../runner/result.js';
import { HOSTILE, OUTCOMES, hostileReport } from './fixtures/hostile-report.js';

const RULE = { id: 'DMA-110', section: '3.4', statement: 'A statement with <angles> | pipes_and *stars*.' } as Requirement;
const FORMATS = {
  pretty: prettyReporter,
  json: jsonReporter,
  ndjson: ndjsonReporter,
  junit: junitReporter,
  tap: tapReporter,
  markdown: markdownReporter,
  github: githubReporter,
};

function rendered(factory: ReporterFactory, report: Report, screen: Partial<Output> = {}): string {
  const pieces: string[] = [];
  const output: Output = {
    write: (text) => pieces.push(text),
    isTerminal: false,
    colors: false,
    columns: 80,
    close: () => undefined,
    ...screen,
  };
  const suite = { vectors: [], requirements: new Map(), hash: '' };
  replay(report, factory(output, { lookUp: (id) => (id === RULE.id ? RULE : undefined), suite: () => suite, verbose: true }));
  return pieces.join('');
}

describe.each(Object.entries(FORMATS))('%s', (_, factory: ReporterFactory) => {
  const text = rendered(factory, hostileReport());

  test('holds nothing that steers a terminal, reorders text or is no character', () => {
    expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028]|\p{Surrogate}/u);
    if (factory !== jsonReporter && factory !== ndjsonReporter) expect(text).not.toMatch(/[\u202e\u200f\uffff]/);
  });

  test('tells every outcome', () => {
    // Annotations are about what must not be.
    const told = factory === githubReporter ? OUTCOMES.filter((outcome) => !['pass', 'known-fail', 'skipped'].includes(outcome)) : OUTCOMES;
    for (const outcome of told) expect(text.toLowerCase()).toContain(outcome);
  });

  test('copes with a report without results', () => {
    const { subjects, ...rest } = hostileReport('');
    const empty = subjects.map((subject) => ({ ...subject, summary: summarize([]) }));
    const nothing = rendered(factory, { ...rest, subjects: empty, results: [], interrupted: true });
    expect(nothing.length > 0).toBe(factory !== githubReporter);
  });
});

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

describe('junit', () => {
  interface Case {
    '@name': string;
    '@classname': string;
    failure?: { '@message': string; '#text': string };
    error?: { '@type': string };
    skipped?: { '@message': string };
    properties: { property: { '@name': string; '@value': string }[] };
  }
  interface Suite {
    '@name': string;
    '@tests': string;
    properties: Case['properties'];
    testcase: Case[];
  }
  interface Document {
    testsuites: { '@tests': string; '@failures': string; '@errors': string; '@skipped': string; testsuite: Suite[] };
  }
  const text = rendered(junitReporter, hostileReport());
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  });
  const { testsuites } = parser.parse(text) as Document;

  test('is well-formed', () => {
    expect(SyntaxValidator.validate(text)).toBe(true);
  });

  test('has a suite for each subject and topic, and counts', () => {
    expect(testsuites.testsuite.map((suite) => suite['@name'])).toEqual([`${oneLine(HOSTILE)} 1.0 dma/topic-0`, 'true dma/topic-1']);
    expect(testsuites).toMatchObject({ '@tests': '16', '@failures': '4', '@errors': '6', '@skipped': '4' });
    expect(testsuites.testsuite[0]?.testcase.map((each) => each['@name'])).toEqual(OUTCOMES);
  });

  test('says what differs field by field, the rule and how to repeat it', () => {
    const failure = testsuites.testsuite[1]?.testcase[1]?.failure;
    expect(failure?.['@message']).toBe('step 2: FSTS: expected 0x2, found 0x5');
    for (const part of [
      'expected 0x2  under mask 0xff03',
      'found    0x5',
      'PFO    expected 0x0, found 0x1',
      `DMA-110 (§3.4) ${RULE.statement}`,
      "repeat: vtd run 'x'",
    ]) {
      expect(failure?.['#text']).toContain(part);
    }
    // What the subject says is there, too, to the last character.
    expect(failure?.['#text']).toContain(`found    ${oneLine(HOSTILE)}\n`);
  });

  test('tells failures, errors and skips apart, and keeps what was chosen', () => {
    const notes = testsuites.testsuite[1]?.properties.property.filter((each) => each['@name'] === 'note');
    expect(notes?.[1]).toEqual({ '@name': 'note', '@value': 'true' });
    const [pass, , known, unexpected, skipped, crashed] = testsuites.testsuite[0]?.testcase ?? [];
    expect(pass?.properties.property).toContainEqual({ '@name': 'chosen', '@value': 'stale' });
    expect(known?.skipped?.['@message']).toMatch(/^known failure: known-fail because/);
    expect(unexpected?.failure).toBeDefined();
    expect(skipped?.skipped?.['@message']).toMatch(/^skipped because/);
    expect(crashed?.error?.['@type']).toBe('crashed');
  });
});

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

describe('the command', () => {
  const ID = 'dma/legacy/translation/write-first-byte';
  const shell = (script: string) =>
    spawnSync('bash', ['-c', `vtd() { "${process.execPath}" --import tsx runner/cli.ts "$@"; }; ${script}`], {
      cwd: PACKAGE_ROOT,
      encoding: 'utf8',
    });

  test('goes on in silence when its reader goes away', () => {
    const { stdout, stderr } = shell(`vtd run --reporter ndjson '${ID}' | true; echo "\${PIPESTATUS[0]}"`);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('0');
  });

  test('annotates the line of the vector and appends to the summary of the step', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vtd-github-'));
    const [summary, known] = [join(folder, 'summary.md'), join(folder, 'known.json')];
    writeFileSync(summary, 'before\n');
    // Nothing of the model fails, so a listed failure that does not happen has to do.
    const entry = { vectors: [ID], outcome: 'fail', requirement: 'DMA-110', reason: 'r', confirmed: '3.4' };
    writeFileSync(known, JSON.stringify({ $schema: 's', subject: 'x', entries: [entry] }));
    const { stdout, status } = shell(`GITHUB_STEP_SUMMARY=${summary} vtd run '${ID}' --expectations ${known} --reporter github`);
    const file = 'vectors/dma/legacy/translation.json';
    const line = readFileSync(join(PACKAGE_ROOT, file), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('"slug": "write-first-byte"'));
    expect(status).toBe(1);
    // The vector begins with the brace above its slug.
    expect(stdout).toContain(`::error file=${file},line=${String(line)},title=unexpected-pass on reference model`);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## VT-d conformance: 1 of 1 results not as expected/);
    rmSync(folder, { recursive: true });
  });

  test('tells where the page is, last and not on standard output, and wants a place for it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vtd-html-'));
    const page = join(folder, 'deep', 'report');
    const { stdout, stderr } = shell(`vtd run '${ID}' --reporter html=${page} --reporter pretty`);
    expect(stdout).toContain('1 passed');
    expect(stderr).toBe(`page: ${join(page, 'index.html')}\n`);
    expect(existsSync(join(page, 'index.html'))).toBe(true);
    expect(shell(`vtd run '${ID}' --reporter html=${folder}/x.html`).stderr).toBe(`page: ${folder}/x.html\n`);
    const { status, stderr: complaint } = shell(`vtd run '${ID}' --reporter html`);
    expect([status, complaint]).toEqual([2, 'vtd: reporter html needs a folder: --reporter html=report\n']);
    rmSync(folder, { recursive: true });
  });

  test('refuses a reporter that cannot write before it runs anything', () => {
    const { status, stderr } = shell(`vtd run --reporter junit=${join(PACKAGE_ROOT, 'package.json', 'x.xml')}`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^vtd: cannot write .*x\.xml: ENOTDIR\n$/);
  });
});
