/** The data in the forms that the views ask for. Vectors, columns and requirements are meant by their indexes. */
import type { PageColumn, PageData, PageDetail, PageVector } from '../../../runner/reporters/html/page-data.js';
import { countOutcomes, isUnexpected, outcomeOf } from './outcomes.js';
import type { Counts, Outcome } from './outcomes.js';
import { symptomOf } from './symptoms.js';

/** Columns that stand side by side unless the reader asks for others. */
const SIDE_BY_SIDE = 6;

export class Column {
  /** Outcome of each vector. */
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly counts: Counts;

  constructor(
    readonly index: number,
    readonly data: PageColumn,
    /** Name and version, and when the run was where there are several. */
    readonly label: string,
    readonly when: string,
  ) {
    this.outcomes = Array.from(data.outcomes, outcomeOf);
    this.counts = countOutcomes(this.outcomes);
  }

  detail(vector: number): PageDetail | undefined {
    return this.data.details[vector];
  }
}

export class Model {
  readonly columns: readonly Column[];
  /** What the search looks at, in lower case, for each vector. */
  readonly searchable: readonly string[];
  private readonly citing = new Map<number, number[]>();
  private readonly symptoms = new Map<string, string>();

  constructor(readonly data: PageData) {
    const several = data.runs.length > 1;
    this.columns = data.columns.map((column, i) => {
      const when = dateOf(data.runs[column.run]?.started ?? '');
      return new Column(i, column, several ? `${column.label}, ${when}` : column.label, when);
    });
    this.searchable = data.vectors.map(({ id, title, profile, requirements }) => {
      const rules = requirements.map((index) => data.requirements[index]?.id ?? '').join(' ');
      return `${id} ${profile ?? ''} ${title} ${rules}`.toLowerCase();
    });
    for (const [i, { requirements }] of data.vectors.entries()) {
      for (const requirement of requirements) {
        const vectors = this.citing.get(requirement);
        if (vectors === undefined) this.citing.set(requirement, [i]);
        else vectors.push(i);
      }
    }
  }

  vector(index: number): PageVector {
    return this.data.vectors[index] as PageVector;
  }

  /** The vector and, where the same ran with several profiles, the profile. */
  nameOf(index: number): string {
    const { id, profile } = this.vector(index);
    return profile === undefined ? id : `${id} [${profile}]`;
  }

  /** Vectors that cite a requirement. */
  vectorsOf(requirement: number): readonly number[] {
    return this.citing.get(requirement) ?? [];
  }

  /** All columns if they are few, otherwise the newest of each implementation. */
  usualColumns(): number[] {
    if (this.columns.length <= SIDE_BY_SIDE) return this.columns.map(({ index }) => index);
    const newest = this.data.series.map(({ columns }) => columns.at(-1) ?? 0);
    return newest.sort((a, b) => a - b).slice(-SIDE_BY_SIDE);
  }

  /** What a failure looks like, in words that failures of one cause share; empty where there is none. */
  symptom(column: Column, vector: number): string {
    const outcome = column.outcomes[vector];
    if (!isUnexpected(outcome) && outcome !== 'known-fail') return '';
    const key = `${String(column.index)} ${String(vector)}`;
    let symptom = this.symptoms.get(key);
    if (symptom === undefined) {
      const detail = column.detail(vector);
      symptom = symptomOf(outcome ?? 'fail', detail, detail?.reason === undefined ? '' : (this.data.reasons[detail.reason] ?? ''));
      this.symptoms.set(key, symptom);
    }
    return symptom;
  }
}

/** `2026-11-26 13:17`, in UTC as the report has it. */
export function dateOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
