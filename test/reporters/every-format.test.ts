/** What holds of each format: texts that try to break it, every outcome, reports without results. */
import { describe, expect, test } from 'vitest';
import { githubReporter } from '../../runner/reporters/github.js';
import { jsonReporter, ndjsonReporter } from '../../runner/reporters/json.js';
import { junitReporter } from '../../runner/reporters/junit.js';
import { markdownReporter } from '../../runner/reporters/markdown.js';
import { prettyReporter } from '../../runner/reporters/pretty.js';
import type { ReporterFactory } from '../../runner/reporters/reporter.js';
import { tapReporter } from '../../runner/reporters/tap.js';
import { summarize } from '../../runner/result.js';
import { OUTCOMES, hostileReport } from '../fixtures/hostile-report.js';
import { rendered } from '../fixtures/rendered.js';

const FORMATS = {
  pretty: prettyReporter,
  json: jsonReporter,
  ndjson: ndjsonReporter,
  junit: junitReporter,
  tap: tapReporter,
  markdown: markdownReporter,
  github: githubReporter,
};

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
