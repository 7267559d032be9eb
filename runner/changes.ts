/** What changed for a vector between two runs. Shared by the runner and the report page, so it imports types only. */
import type { Outcome } from './result.js';

/** What one run says of a vector. */
export interface Seen {
  readonly outcome: Outcome;
  /** Permitted outcomes that the behaviour fits, where there are several. */
  readonly chosen?: readonly string[];
}

export type ChangeKind = 'failing' | 'passing' | 'skipped' | 'ran' | 'chosen' | 'other' | 'added' | 'removed';

/** In the order in which they interest a reader, with the words for them. */
export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  failing: 'newly failing',
  passing: 'newly passing',
  skipped: 'newly skipped',
  ran: 'no longer skipped',
  chosen: 'another permitted outcome',
  other: 'otherwise changed',
  added: 'only in the later run',
  removed: 'only in the earlier run',
};

export const CHANGE_KINDS = Object.keys(CHANGE_WORDS) as readonly ChangeKind[];

/** The change from one run to a later one; undefined where there is none. */
export function changeOf(before: Seen | undefined, after: Seen | undefined): ChangeKind | undefined {
  if (before === undefined) return after === undefined ? undefined : 'added';
  if (after === undefined) return 'removed';
  const [a, b] = [before.outcome, after.outcome];
  if (a === b) return a === 'pass' && isAnother(before.chosen, after.chosen) ? 'chosen' : undefined;
  if (fails(b) && !fails(a)) return 'failing';
  if (works(b) && fails(a)) return 'passing';
  if (b === 'skipped') return 'skipped';
  return a === 'skipped' ? 'ran' : 'other';
}

/** A failure is one whether it is listed as known or not. */
function fails(outcome: Outcome): boolean {
  return outcome !== 'skipped' && !works(outcome);
}

function works(outcome: Outcome): boolean {
  return outcome === 'pass' || outcome === 'unexpected-pass';
}

/** Behaviour that fits several outcomes may have been any of them: only where none is shared did it change. */
function isAnother(before: readonly string[] = [], after: readonly string[] = []): boolean {
  return before.length > 0 && after.length > 0 && !before.some((name) => after.includes(name));
}
