/** The vectors that the filters in the address leave, and their order. */
import type { Params } from '../url.js';
import type { Column, Model } from './model.js';
import { OUTCOMES, isOutcome } from './outcomes.js';
import { isInSection } from './tree.js';

/** Filters of the list of vectors, by their name in the address, with the words for them. */
export const FILTERS: Readonly<Record<string, string>> = {
  q: 'words',
  outcome: 'outcome',
  on: 'on',
  topic: 'topic',
  section: 'section',
  requirement: 'requirement',
  symptom: 'symptom',
  lacks: 'lacks',
  only: 'lacks only',
  chosen: 'chosen',
  tag: 'tag',
  profile: 'profile',
  differ: 'subjects differ',
};

export type Order = 'worst' | 'suite' | 'slowest';
export const ORDERS: Readonly<Record<Order, string>> = { worst: 'failures first', suite: 'order of the suite', slowest: 'slowest first' };

type Test = (vector: number) => boolean;

/** Columns that the filter by outcome looks at: the one that `on` names, or all that are shown. */
export function judged(params: Params, shown: readonly Column[]): readonly Column[] {
  const one = shown.filter(({ index }) => String(index) === params.on);
  return one.length > 0 ? one : shown;
}

/** Vectors that pass all filters, in the order asked for. */
export function filtered(model: Model, params: Params, shown: readonly Column[]): number[] {
  const columns = judged(params, shown);
  const tests = [...ownTests(model, params), ...columnTests(model, params, columns, shown)];
  const vectors = [...model.data.vectors.keys()].filter((vector) => tests.every((test) => test(vector)));
  return inOrder(vectors, orderOf(params), columns);
}

export function orderOf({ order }: Params): Order {
  return order === 'suite' || order === 'slowest' ? order : 'worst';
}

/** What a vector is, whatever became of it. */
function ownTests(model: Model, { q, topic, section, requirement, tag }: Params): Test[] {
  const tests: Test[] = [];
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) tests.push((v) => words.every((word) => model.searchable[v]?.includes(word)));
  if (topic) tests.push((v) => model.vector(v).id.startsWith(`${topic}/`));
  if (tag) tests.push((v) => model.vector(v).tags.includes(tag));
  if (requirement) {
    const citing = new Set(model.vectorsOf(model.data.requirements.findIndex(({ id }) => id === requirement)));
    tests.push((v) => citing.has(v));
  }
  if (section) {
    const inside = model.data.requirements.map((each) => isInSection(each.section, section));
    tests.push((v) => model.vector(v).requirements.some((index) => inside[index]));
  }
  return tests;
}

/** What became of it, on one of the columns at least. */
function columnTests(model: Model, params: Params, columns: readonly Column[], shown: readonly Column[]): Test[] {
  const tests: Test[] = [];
  const { outcome, symptom, lacks, only, chosen, profile, differ } = params;
  const onAny = (test: (column: Column, vector: number) => boolean): void => {
    tests.push((v) => columns.some((column) => test(column, v)));
  };
  const wanted = new Set((outcome ?? '').split(',').filter(isOutcome));
  if (wanted.size > 0) {
    onAny((column, v) => {
      const found = column.outcomes[v];
      return found !== undefined && wanted.has(found);
    });
  } else {
    // A vector that no column tried would be an empty row.
    onAny((column, v) => column.outcomes[v] !== undefined);
  }
  if (symptom) onAny((column, v) => model.symptom(column, v) === symptom);
  if (lacks) onAny((column, v) => missingOn(model, column, v).includes(lacks));
  if (only) {
    onAny((column, v) => {
      const missing = missingOn(model, column, v);
      return missing.length === 1 && missing[0] === only;
    });
  }
  if (chosen) onAny((column, v) => column.detail(v)?.chosen?.join(',') === chosen);
  if (profile) onAny((column, v) => model.data.profiles[column.data.profiles?.[v] ?? -1] === profile);
  if (differ) tests.push((v) => new Set(shown.map((column) => column.outcomes[v])).size > 1);
  return tests;
}

/** What a column lacked for a vector, in words. */
export function missingOn(model: Model, column: Column, vector: number): string[] {
  const reason = column.outcomes[vector] === 'skipped' ? column.detail(vector)?.reason : undefined;
  if (reason === undefined) return [];
  return (column.data.missing[reason] ?? []).map((index) => model.data.lacks[index]?.text ?? '');
}

function inOrder(vectors: readonly number[], order: Order, columns: readonly Column[]): number[] {
  if (order === 'suite') return [...vectors];
  const value =
    order === 'slowest'
      ? (v: number): number => -Math.max(...columns.map((column) => column.data.durations[v] ?? 0))
      : (v: number): number => Math.min(...columns.map((column) => rank(column, v)));
  return vectors
    .map((vector) => [value(vector), vector] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([, vector]) => vector);
}

function rank(column: Column, vector: number): number {
  const outcome = column.outcomes[vector];
  return outcome === undefined ? OUTCOMES.length : OUTCOMES.indexOf(outcome);
}
