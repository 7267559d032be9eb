/** Outcomes in words, in the order in which they interest a reader. */
import { LETTERS } from '../../../runner/reporters/html/page-data.js';

export type Outcome = keyof typeof LETTERS;

export const OUTCOMES: readonly Outcome[] = ['fail', 'crashed', 'timeout', 'errored', 'unexpected-pass', 'known-fail', 'pass', 'skipped'];

/** A sign for each, so that nothing is told by colour alone. */
export const SIGNS: Readonly<Record<Outcome, string>> = {
  fail: '✕',
  crashed: '!',
  timeout: '◷',
  errored: '?',
  'unexpected-pass': '±',
  'known-fail': '~',
  pass: '✓',
  skipped: '–',
};

export const WORDS: Readonly<Record<Outcome, string>> = {
  fail: 'failed',
  crashed: 'crashed',
  timeout: 'timed out',
  errored: 'errored',
  'unexpected-pass': 'unexpectedly passed',
  'known-fail': 'known failures',
  pass: 'passed',
  skipped: 'skipped',
};

const BY_LETTER = new Map(Object.entries(LETTERS).map(([outcome, letter]) => [letter, outcome as Outcome]));

/** The outcome a letter stands for; undefined where there is no result. */
export function outcomeOf(letter: string | undefined): Outcome | undefined {
  return letter === undefined ? undefined : BY_LETTER.get(letter);
}

/** Whether an outcome is one that a run must not have. */
export function isUnexpected(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome !== 'pass' && outcome !== 'known-fail' && outcome !== 'skipped';
}

export function isOutcome(text: string): text is Outcome {
  return text in LETTERS;
}

export type Counts = Readonly<Record<Outcome, number>> & { readonly total: number };

export function countOutcomes(outcomes: Iterable<Outcome | undefined>): Counts {
  const counts = { fail: 0, crashed: 0, timeout: 0, errored: 0, 'unexpected-pass': 0, 'known-fail': 0, pass: 0, skipped: 0, total: 0 };
  for (const outcome of outcomes) {
    if (outcome === undefined) continue;
    counts[outcome]++;
    counts.total++;
  }
  return counts;
}

/** Results that must not be. */
export function unexpectedCount(counts: Counts): number {
  return counts.fail + counts.crashed + counts.timeout + counts.errored + counts['unexpected-pass'];
}

/** `154 passed, 12 failed, 3 skipped of 169`. */
export function countsText(counts: Counts): string {
  const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0 || outcome === 'pass').map(
    (outcome) => `${format(counts[outcome])} ${WORDS[outcome]}`,
  );
  return `${parts.join(', ')} of ${format(counts.total)}`;
}

/** A count with thousands apart. */
export function format(value: number): string {
  return value.toLocaleString('en-US');
}
