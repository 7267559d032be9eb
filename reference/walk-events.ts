/**
 * What the model tells while it works: one event for each step of a request. The model never prints;
 * explanations, traces and coverage are listeners.
 */
import type { DmaKind, PageResponse } from './dma/request.js';
import type { Condition } from './faults/condition.js';
import type { InterruptCondition } from './faults/interrupt-conditions.js';
import type { InterruptMessage } from './registers/event-interrupt.js';

export type WalkEvent =
  /** A request enters the unit. */
  | {
      readonly type: 'request';
      readonly kind: DmaKind | 'translation' | 'page-request';
      readonly sourceId: number;
      readonly address: bigint;
      readonly length: number;
    }
  /** A table entry was read: where, what, and as which structure of `STRUCTURES`. */
  | {
      readonly type: 'entry';
      readonly structure: string;
      readonly address: bigint;
      readonly value: bigint;
      readonly bits: 64 | 128 | 256 | 512;
    }
  /** Hardware tried to read a table entry and the access failed. */
  | { readonly type: 'access-error'; readonly structure: string; readonly address: bigint }
  /** Flags were set in a paging entry: accessed, extended accessed, dirty. */
  | { readonly type: 'flags'; readonly address: bigint; readonly flags: number }
  /** The translation is known. */
  | { readonly type: 'translated'; readonly address: bigint; readonly output: bigint; readonly pageBytes: number }
  /** A condition of Table 30 stops the request. */
  | { readonly type: 'fault'; readonly condition: Condition; readonly suppressed: boolean }
  /** A protected memory region stops the request; this is never recorded (§11.4.8.1). */
  | { readonly type: 'protected-memory'; readonly output: bigint }
  /** The fault went to a record; `index` is -1 if it was not recorded (overflow, or collapsed with another). */
  | { readonly type: 'recorded'; readonly index: number }
  /** A page request was written to the queue, at this address. */
  | { readonly type: 'queued'; readonly address: bigint }
  /** A page group response left the unit. */
  | { readonly type: 'page-response'; readonly response: PageResponse }
  /** An interrupt request was posted to the descriptor at this address; `notifies` if that sends a notification. */
  | { readonly type: 'posted'; readonly address: bigint; readonly vector: number; readonly notifies: boolean }
  /** A condition of Table 15 stops an interrupt request. */
  | { readonly type: 'interrupt-fault'; readonly condition: InterruptCondition; readonly suppressed: boolean }
  /** An interrupt message left the unit. */
  | { readonly type: 'interrupt'; readonly message: InterruptMessage };

export type WalkListener = (event: WalkEvent) => void;
