/** What changed between two columns: two runs of one implementation, or two implementations. */
import { CHANGE_KINDS, changeOf } from '../../../runner/changes.js';
import type { ChangeKind, Seen } from '../../../runner/changes.js';
import type { Column, Model } from './model.js';

export type ColumnChanges = Readonly<Record<ChangeKind, number[]>>;

/** Vectors by kind of change, the first column being the earlier one. */
export function changesBetween(model: Model, before: Column, after: Column): ColumnChanges {
  const changes = Object.fromEntries(CHANGE_KINDS.map((kind): [ChangeKind, number[]] => [kind, []])) as Record<ChangeKind, number[]>;
  for (const vector of model.data.vectors.keys()) {
    const kind = changeOf(seenBy(before, vector), seenBy(after, vector));
    if (kind !== undefined) changes[kind].push(vector);
  }
  return changes;
}

function seenBy(column: Column, vector: number): Seen | undefined {
  const outcome = column.outcomes[vector];
  const chosen = column.detail(vector)?.chosen;
  return outcome === undefined ? undefined : { outcome, ...(chosen === undefined ? {} : { chosen }) };
}

/** Which permitted outcome a column chose, in words. */
export function chosenOn(column: Column, vector: number): string {
  return column.detail(vector)?.chosen?.join(', ') ?? '';
}
