/**
 * What the report page is given: everything its views need and nothing else, small before it is compressed. Results
 * are columns of one letter a vector; only what is worth more words has them. Shared by the runner, which writes it,
 * and the page, which reads it; it imports types only.
 */
import type { RequestExplanation } from '../../explain/explanation.js';
import type { Outcome } from '../../result.js';

/** A letter for each outcome; `ABSENT` where a run has no result for a vector. */
export const LETTERS: Readonly<Record<Outcome, string>> = {
  pass: 'p',
  fail: 'f',
  'known-fail': 'k',
  'unexpected-pass': 'u',
  skipped: 's',
  crashed: 'c',
  timeout: 't',
  errored: 'e',
};
export const ABSENT = '.';

export interface PageData {
  readonly format: 1;
  /** Version of the suite that wrote the page. */
  readonly writtenBy: string;
  /** The oldest first. */
  readonly runs: readonly PageRun[];
  /** A subject of a run each: run by run, and within a run as the report has them. */
  readonly columns: readonly PageColumn[];
  /** Columns that are one implementation over time, the oldest first. */
  readonly series: readonly PageSeries[];
  readonly vectors: readonly PageVector[];
  /** Those that a vector cites. */
  readonly requirements: readonly PageRequirement[];
  /** Names of chapters and sections of the specification by number. */
  readonly chapters: Readonly<Record<string, string>>;
  /** Texts that repeat: why vectors were skipped, or how runs ended. */
  readonly reasons: readonly string[];
  /** Claims or abilities that a subject lacks. */
  readonly lacks: readonly PageLack[];
  readonly profiles: readonly string[];
  /** Of failing vectors. */
  readonly explanations: readonly PageExplanation[];
  /** Registers that differences mention, by name. */
  readonly layouts: Readonly<Record<string, PageLayout>>;
}

export interface PageRun {
  /** Name of the report's file, where there was one. */
  readonly file?: string;
  /** ISO 8601. */
  readonly started: string;
  readonly durationMs: number;
  readonly interrupted: boolean;
  readonly suite: { readonly version: string; readonly hash: string; readonly specification: string };
  /** `2/4`. */
  readonly shard?: string;
}

export interface PageColumn {
  /** Index in `runs`. */
  readonly run: number;
  readonly name: string;
  readonly version: string;
  /** Name and version, with a number where the run has the same twice. */
  readonly label: string;
  readonly adapter: string;
  readonly profile: string;
  /** VER, CAP, ECAP and host address width in one line; absent where they differ by profile. */
  readonly claims?: string;
  readonly notes: readonly string[];
  readonly must?: { readonly exercised: number; readonly cited: number };
  /** A letter for each of `vectors`. */
  readonly outcomes: string;
  /** Microseconds for each of `vectors`; 0 where there is no result. */
  readonly durations: readonly number[];
  /** Index in `profiles` for each of `vectors`, where results name one; -1 where they do not. */
  readonly profiles?: readonly number[];
  /** By index of the vector. */
  readonly details: Readonly<Record<string, PageDetail>>;
  /** What stood in the way, by index of the reason: indexes into `lacks`. */
  readonly missing: Readonly<Record<string, readonly number[]>>;
}

export interface PageSeries {
  readonly label: string;
  readonly columns: readonly number[];
}

export interface PageVector {
  readonly id: string;
  /** Where the same vector ran with several profiles, the one meant. */
  readonly profile?: string;
  readonly title: string;
  /** Indexes into `requirements`. */
  readonly requirements: readonly number[];
  readonly tags: readonly string[];
  readonly notes?: string;
  /** Permitted outcomes, where there are several, and why each is one. */
  readonly permitted?: readonly (readonly [name: string, because: string])[];
}

export interface PageRequirement {
  readonly id: string;
  readonly section: string;
  readonly level: 'must' | 'may' | '';
  readonly statement: string;
}

export interface PageLack {
  readonly text: string;
  /** A claim of the capability registers, or something the adapter cannot do. */
  readonly kind: 'claim' | 'ability';
}

export interface PageDetail {
  /** Index in `reasons`. */
  readonly reason?: number;
  readonly chosen?: readonly string[];
  readonly differences?: readonly PageDifference[];
  readonly repeat?: string;
  /** Index in `explanations`. */
  readonly explained?: number;
}

/** What the model does with the requests of a vector. */
export interface PageExplanation {
  /** Where several outcomes are permitted, the one that is followed, and why it is permitted. */
  readonly outcome?: readonly [name: string, because: string];
  readonly requests: readonly RequestExplanation[];
  /** Why there is none. */
  readonly problem?: string;
}

export interface PageDifference {
  readonly place: string;
  /** Index of the vector's step, -1 for the state at the end. */
  readonly step: number;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly mask?: string;
  readonly fields?: readonly (readonly [name: string, expected: string, found: string])[];
  /** Name in `layouts`, the bit of the register where the compared part begins, and its width in bits. */
  readonly at?: readonly [layout: string, lowBit: number, width: number];
}

/** Fields from bit 0 up. */
export interface PageLayout {
  readonly title: string;
  readonly section: string;
  readonly fields: readonly (readonly [name: string, high: number, low: number])[];
}
