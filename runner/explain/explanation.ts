/**
 * What became of each request, step by step, as data: everything is text or a number, so that it can be stored as JSON,
 * shown in a terminal or embedded in a page. Addresses and values are `0x` and lower-case digits.
 */

import type { DecodedField } from '../decode-value.js';

/** A rule: section of Rev 5.10, and the requirement's ID where the catalogue has one. */
export interface Rule {
  readonly section: string;
  readonly requirement?: string;
}

interface StepBase {
  /** How deep in the tables: 0 is the request itself, 1 the root entry, and so on. */
  readonly level: number;
}

/** A table entry was read. */
export interface ReadStep extends StepBase {
  readonly kind: 'read';
  readonly structure: string;
  readonly title: string;
  readonly rule: Rule;
  readonly address: string;
  /** 64-bit words, lowest first. */
  readonly words: readonly string[];
  readonly fields: readonly DecodedField[];
  /** The command that decodes it in full. */
  readonly decode: string;
}

/** A table entry could not be read. */
export interface UnreadableStep extends StepBase {
  readonly kind: 'unreadable';
  readonly structure: string;
  readonly title: string;
  readonly rule: Rule;
  readonly address: string;
  /** Why, where more is known than that no memory answered. */
  readonly reason?: string;
}

/** A cached object was used instead of memory. */
export interface CachedStep extends StepBase {
  readonly kind: 'cached';
  readonly cache: string;
  readonly text: string;
  readonly rule: Rule;
}

/** A check of the unit: a condition of Table 30 or Table 15 that the request met, or did not meet. */
export interface CheckStep extends StepBase {
  readonly kind: 'check';
  /** For example `LRT.2`, or the fault reason of an interrupt condition, `22h`. */
  readonly condition: string;
  readonly passed: boolean;
  /** What must hold, or if not passed what is wrong. */
  readonly text: string;
  readonly rule: Rule;
}

/** Permissions that a request needs, against those that the tables grant. */
export interface PermissionStep extends StepBase {
  readonly kind: 'permission';
  readonly passed: boolean;
  readonly stage: 'second-stage' | 'host-permission';
  /** `R`, `W`, `RW` or `none`. */
  readonly needs: string;
  readonly granted: string;
  /** The condition met, if not passed. */
  readonly condition?: string;
  readonly rule: Rule;
}

/** Accessed and dirty flags that the unit set in an entry. */
export interface FlagsStep extends StepBase {
  readonly kind: 'flags';
  readonly address: string;
  readonly flags: readonly string[];
  readonly rule: Rule;
}

/** Anything else worth knowing: the mode, a range, where an interrupt index comes from. */
export interface NoteStep extends StepBase {
  readonly kind: 'note';
  readonly text: string;
  readonly rule?: Rule;
}

/** A walk of paging structures begins. */
export interface WalkStep extends StepBase {
  readonly kind: 'walk';
  readonly stage: 'first-stage' | 'second-stage';
  /** The address that is translated. */
  readonly address: string;
  readonly text: string;
  readonly rule: Rule;
}

/** Where the request's address leads. */
export interface OutputStep extends StepBase {
  readonly kind: 'output';
  readonly output: string;
  /** Bytes of the page that maps it; 0 where no table does. */
  readonly pageBytes: number;
  readonly text: string;
}

/** The condition that stops the request. */
export interface FaultStep extends StepBase {
  readonly kind: 'fault';
  readonly condition: string;
  /** Fault reason, for example `0x6`; null for a special condition. */
  readonly reason: string | null;
  readonly meaning: string;
  readonly qualified: boolean;
  /** Why nothing is recorded; absent where the fault is recorded. */
  readonly unrecorded?: string;
  readonly rule: Rule;
}

/** The fault went to a record, or was lost. */
export interface RecordStep extends StepBase {
  readonly kind: 'record';
  /** Index of the record, -1 if it was not recorded after all. */
  readonly index: number;
  readonly words: readonly string[];
  readonly fields: readonly DecodedField[];
  readonly decode: string;
  readonly text: string;
  readonly rule: Rule;
}

/** An interrupt message, a page group response, or a descriptor left the unit. */
export interface MessageStep extends StepBase {
  readonly kind: 'message';
  readonly what: 'interrupt' | 'event' | 'page-response' | 'page-request' | 'device-tlb-request' | 'posted';
  readonly text: string;
  readonly rule: Rule;
}

export type ExplanationStep =
  | ReadStep
  | UnreadableStep
  | CachedStep
  | CheckStep
  | PermissionStep
  | FlagsStep
  | NoteStep
  | WalkStep
  | OutputStep
  | FaultStep
  | RecordStep
  | MessageStep;

/** One request from its arrival to its completion. */
export interface RequestExplanation {
  /** Index of the vector's step from 0; null for a request of the steps that the vector is given, or of no vector. */
  readonly step: number | null;
  /** Index of the operation in the expanded form; 0 without a vector. */
  readonly operation: number;
  /** For example `write of 8 bytes from 00:03.0 at 0x40203000`. */
  readonly title: string;
  /** What software did since the request before, a line for each step of the vector. */
  readonly before: readonly string[];
  readonly steps: readonly ExplanationStep[];
  readonly result: {
    /** How the request completed: `success`, `UR`, `CA`, `malformed`, `accepted` or `blocked`. */
    readonly status: string;
    readonly text: string;
  };
}

/** One difference of an implementation from what is permitted. */
export interface ExplainedDifference {
  readonly outcome: string;
  /** Index of the vector's step, -1 for the state at the end. */
  readonly step: number;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly mask?: string;
  readonly fields?: readonly { readonly name: string; readonly expected: string; readonly found: string }[];
}

/** What an implementation under test did with the same vector. */
export interface SubjectExplanation {
  readonly adapter: string;
  readonly name: string;
  readonly version: string;
  /** Outcome word of the run: `pass`, `fail`, `skipped`, `crashed`, ... */
  readonly verdict: string;
  readonly reason?: string;
  /** Where it first left what is permitted: index into `requests` of the last request before, -1 if none came before. */
  readonly leftAt?: number;
  /** The check of that request where it went another way, as far as what was observed tells: index into its `steps`, and what it did. */
  readonly parting?: { readonly at: number; readonly text: string };
  /** The differences, the earliest first. */
  readonly differences: readonly ExplainedDifference[];
}

export interface Explanation {
  readonly format: 1;
  /** Null for a request on a memory image. */
  readonly vector: {
    readonly id: string;
    readonly title: string;
    readonly notes: string;
    readonly requirements: readonly { readonly id: string; readonly section: string; readonly statement: string }[];
  } | null;
  /** The memory image, for a request on one: its files with the physical address of their first byte, and registers as given. */
  readonly image?: {
    readonly files: readonly { readonly path: string; readonly address: string }[];
    readonly rtaddr?: string;
    readonly irta?: string;
    readonly gsts?: string;
  };
  readonly claims: { readonly ver: string; readonly cap: string; readonly ecap: string; readonly haw: number };
  /** The permitted outcome that was followed; null where there is but one. */
  readonly outcome: {
    readonly name: string;
    readonly because: string;
    /** The other permitted outcomes. */
    readonly others: readonly string[];
  } | null;
  readonly requests: readonly RequestExplanation[];
  readonly subject?: SubjectExplanation;
}
