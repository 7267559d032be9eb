/** What changed between two columns: two runs of one implementation, or two implementations. */
import type { Column, Model } from './model.js';
import { isUnexpected } from './outcomes.js';
import type { Outcome } from './outcomes.js';

export type ChangeKind = 'failing' | 'passing' | 'skipped' | 'other' | 'added' | 'removed';

export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  failing: 'newly failing',
  passing: 'newly passing',
  skipped: 'newly skipped',
  other: 'otherwise changed',
  added: 'only in the second',
  removed: 'only in the first',
};

export const CHANGE_KINDS = Object.keys(CHANGE_WORDS) as readonly ChangeKind[];

/** Vectors by kind of change, the first column being the earlier one. */
export function changesBetween(model: Model, before: Column, after: Column): Readonly<Record<ChangeKind, number[]>> {
  const changes: Record<ChangeKind, number[]> = { failing: [], passing: [], skipped: [], other: [], added: [], removed: [] };
  for (const vector of model.data.vectors.keys()) {
    const kind = kindOf(before.outcomes[vector], after.outcomes[vector], before, after, vector);
    if (kind !== undefined) changes[kind].push(vector);
  }
  return changes;
}

function kindOf(a: Outcome | undefined, b: Outcome | undefined, before: Column, after: Column, vector: number): ChangeKind | undefined {
  if (a === b) return a === 'pass' && chosenOn(before, vector) !== chosenOn(after, vector) ? 'other' : undefined;
  if (a === undefined) return 'added';
  if (b === undefined) return 'removed';
  if (fails(b) && !fails(a)) return 'failing';
  if (works(b) && fails(a)) return 'passing';
  return b === 'skipped' ? 'skipped' : 'other';
}

/** A failure is one whether it is listed as known or not. */
function fails(outcome: Outcome): boolean {
  return outcome === 'known-fail' || (isUnexpected(outcome) && outcome !== 'unexpected-pass');
}

function works(outcome: Outcome): boolean {
  return outcome === 'pass' || outcome === 'unexpected-pass';
}

/** Which permitted outcome a column chose, in words. */
export function chosenOn(column: Column, vector: number): string {
  return column.detail(vector)?.chosen?.join(', ') ?? '';
}
