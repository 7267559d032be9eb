/** The page as a file: what it is given, how large it is, and that nothing in it can run or load anything. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { historyOf } from '../runner/history.js';
import { collect } from '../runner/reporters/html/collect.js';
import { MOST_EXPLANATIONS } from '../runner/reporters/html/explanations.js';
import { conjuncts, missingFor } from '../runner/reporters/html/missing.js';
import type { PageData } from '../runner/reporters/html/page-data.js';
import { renderPage } from '../runner/reporters/html/page.js';
import { registerPlace } from '../runner/reporters/html/registers.js';
import { loadRequirements } from '../runner/requirements.js';
import type { Report } from '../runner/result.js';
import { loadSuite } from '../runner/vectors/load.js';
import { LOST_FAULT, changedReport, failed, passingReport, together } from './fixtures/failing-reports.js';
import { hostileReport } from './fixtures/hostile-report.js';

const suite = loadSuite();
const requirements = loadRequirements();

function pageOf(...reports: Report[]): PageData {
  return collect(
    reports.map((report) => ({ report })),
    { writtenBy: '0', lookUp: (id) => requirements.get(id), suite },
  );
}

function dataIn(page: string): PageData {
  const packed = /<script id="data" type="application\/gzip">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as PageData;
}

describe('the data', () => {
  const whole = passingReport();

  test('has every result of every subject', () => {
    const fails = changedReport(whole, (result) => (result.id.startsWith('faults/') ? failed(result) : result));
    const data = pageOf(together(whole, fails));
    expect(data.vectors.length).toBe(whole.results.length);
    expect(data.columns.map(({ label }) => label)).toEqual(['reference model 0.1.0', 'emulator 1.0']);
    expect(data.columns[0]?.outcomes).toBe('p'.repeat(whole.results.length));
    const expected = whole.results.map(({ id }) => (id.startsWith('faults/') ? 'f' : 'p')).join('');
    expect(data.columns[1]?.outcomes).toBe(expected);
    const first = data.vectors.findIndex(({ id }) => id.startsWith('faults/'));
    expect(data.columns[1]?.details[first].differences).toMatchObject([
      { place: 'step 1', step: 0, what: LOST_FAULT.what, at: ['FRCD', 64, 64] },
    ]);
  });

  test('explains what fails, towards the outcome that the subject came nearest to, on its claims', () => {
    const id = 'caching/legacy-leaf/write-permission-added';
    const fails = changedReport(whole, (result) =>
      result.id === id ? { ...failed(result), differences: [{ ...LOST_FAULT, outcome: 'fresh' }] } : result,
    );
    const data = pageOf(fails);
    const vector = data.vectors.findIndex((each) => each.id === id);
    const explanation = data.explanations[data.columns[0]?.details[vector].explained ?? -1];
    expect(explanation?.problem).toBeUndefined();
    expect(explanation?.outcome?.[0]).toBe('fresh');
    expect(explanation?.requests.length).toBeGreaterThan(0);
    expect(data.explanations.length).toBe(1);
  });

  test('stays small when nothing works', () => {
    const page = renderPage(pageOf(together(whole, changedReport(whole, failed))));
    expect(page.length).toBeLessThan(1_500_000);
    expect(dataIn(page).explanations.length).toBe(MOST_EXPLANATIONS);
  });

  test('has no explanation of vectors of another suite, which may do something else under the same ID', () => {
    const other = changedReport({ ...whole, suite: { ...whole.suite, hash: 'other' } }, failed);
    expect(pageOf(other).explanations).toEqual([]);
  });

  test('joins the runs of one implementation, whatever its version, in order of time', () => {
    const later = changedReport(whole, (result) => result, { version: '2.0', started: '2031-01-01T00:00:00.000Z' });
    const earlier = changedReport(whole, (result) => (result.id.startsWith('faults/') ? undefined : result), {
      started: '2030-01-01T00:00:00.000Z',
    });
    const data = pageOf(later, whole, earlier);
    expect(data.columns.map(({ version }) => version)).toEqual(['0.1.0', '1.0', '2.0']);
    expect(data.series).toEqual([
      { label: 'reference model', columns: [0] },
      { label: 'emulator', columns: [1, 2] },
    ]);
    expect(data.columns[1]?.outcomes).toMatch(/^p+\.+p+$/);
    // The runner's own view agrees.
    expect(historyOf([later, whole, earlier].map((report) => ({ file: 'f', report }))).series.map(({ label }) => label)).toEqual(
      data.series.map(({ label }) => label),
    );
  });
});

describe('what a subject lacks', () => {
  test('is each part of the condition that does not hold', () => {
    // ECAP.QI is bit 1, ECAP.DT bit 2, CAP.SAGAW bits 12:8.
    const claims = { ver: '0x10', cap: '0x400', ecap: '0x2', haw: 46 };
    expect(missingFor('needs (ECAP.QI) && (ECAP.DT && CAP.SAGAW[2] && HAW >= 47)', claims)).toEqual([
      { kind: 'claim', text: 'ECAP.DT' },
      { kind: 'claim', text: 'HAW >= 47' },
    ]);
    expect(missingFor('the implementation cannot send a swap', claims)).toEqual([{ kind: 'ability', text: 'cannot send a swap' }]);
    expect(missingFor('needs ECAP.NEW && ECAP.QI', claims)).toEqual([{ kind: 'claim', text: 'ECAP.NEW' }]);
  });

  test.each([
    ['A', ['A']],
    ['(A) && ((B && (C || D)))', ['A', 'B', 'C || D']],
    ['(A && B) || C', ['(A && B) || C']],
    ['!(A && B) && C', ['!(A && B)', 'C']],
  ])('cuts %s', (expression, parts) => {
    expect(conjuncts(expression)).toEqual(parts);
  });
});

test.each([
  ['FSTS', 'FSTS', 0, 32],
  ['FRCD[0], half 1', 'FRCD', 64, 64],
  ['FRCD[2].high at the end (as the model has it)', 'FRCD', 64, 64],
  ['CAP, word 1', 'CAP', 32, 32],
  ['FECTL at the end (as the model has it)', 'FECTL', 0, 32],
  ['memory at 0x1500000 at the end', undefined, undefined, undefined],
  ['interrupt messages', undefined, undefined, undefined],
])('%s is about register %s from bit %s', (what, name, lowBit, width) => {
  const place = registerPlace({ what });
  expect([place?.register.name, place?.lowBit, place?.width]).toEqual([name, lowBit, width]);
});

describe('the file', () => {
  const page = renderPage(pageOf(hostileReport()));

  test('holds its data and nothing that could end the element they stand in', () => {
    expect(dataIn(page).columns.length).toBe(2);
    expect(page.match(/<script/g)?.length).toBe(2);
    expect(/<script>alert|<img|<a href="http|<\/details>/.test(page)).toBe(false);
  });

  test('forbids every script but its own and loads nothing', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; /);
    expect(/<(?:script|img|iframe|link|source)[^>]* (?:src|href)="(?!data:)/.exec(page)).toBeNull();
  });

  test('shows in its texts what a reader could not see', () => {
    expect(JSON.stringify(dataIn(page))).not.toMatch(/[\x7f-\x9f\u2028\u202e\u200f\uffff]|\\u001b/);
  });
});
