/**
 * What the model tells while it works: one event for each step of a request. The model never prints;
 * explanations, traces and coverage are listeners.
 */
import type { DmaKind, PageResponse, PasidPrefix } from './dma/request.js';
import type { Refusal } from './dma/refusals.js';
import type { Condition } from './faults/condition.js';
import type { InterruptCondition } from './faults/interrupt-conditions.js';
import type { DeviceTlbRequest } from './invalidation/device-tlbs.js';
import type { InterruptMessage } from './registers/event-interrupt.js';
import { joinWords } from './words.js';

/** Which tables a permission comes from. */
export type PermissionStage = 'second-stage' | 'host-permission';

/** What a walk of paging structures is for: the page of the request, an entry of a first-stage table, or flags to be set in one. */
export type WalkPurpose = 'page' | 'first-stage-entry' | 'first-stage-update';

export type WalkEvent =
  /** A request enters the unit. */
  | {
      readonly type: 'request';
      readonly kind: DmaKind | 'translation' | 'page-request' | 'interrupt';
      readonly sourceId: number;
      readonly address: bigint;
      readonly length: number;
      readonly pasid?: PasidPrefix;
    }
  /** The request is none that the unit remaps, or one that it turns away without a fault. */
  | { readonly type: 'refused'; readonly refusal: Refusal }
  /** DMA remapping is on: TTM, and the root table as the last set-root-table-pointer command latched it. */
  | { readonly type: 'mode'; readonly mode: number; readonly rootTable: bigint }
  /** A walk of paging structures begins, for an address at a level: 3, 4 or 5 at the top, less below a cached entry. */
  | {
      readonly type: 'walk';
      readonly stage: 'first-stage' | 'second-stage';
      readonly purpose: WalkPurpose;
      readonly address: bigint;
      readonly level: number;
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
  /**
   * Conditions of Table 30 or Table 15 are looked at, in this order, before anything else happens. If one is met, the next
   * event is its `fault` or `interrupt-fault`; those that stand before it, or otherwise all of them, are not met.
   */
  | { readonly type: 'checks'; readonly conditions: readonly (Condition | InterruptCondition)[] }
  /** The same for permissions, READ and WRITE as bits 0 and 1: those that the request needs are compared with those granted. */
  | { readonly type: 'permission'; readonly stage: PermissionStage; readonly needs: number; readonly granted: number }
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
  /** A descriptor of the invalidation queue was fetched; `error` is its IQEI (§11.4.9.9) if it is not carried out. */
  | { readonly type: 'descriptor'; readonly value: bigint; readonly bits: 128 | 256; readonly error?: number }
  /** A page request was written to the queue, at this address. */
  | { readonly type: 'queued'; readonly address: bigint }
  /** An interrupt request is in remappable format: its interrupt_index, and the table as the last set-interrupt-table-pointer command latched it. */
  | {
      readonly type: 'interrupt-index';
      readonly index: number;
      readonly table: bigint;
      readonly entries: number;
      readonly extended: boolean;
    }
  /** An interrupt request was posted to the descriptor at this address; `notifies` if that sends a notification. */
  | { readonly type: 'posted'; readonly address: bigint; readonly vector: number; readonly notifies: boolean }
  /** A condition of Table 15 stops an interrupt request. */
  | { readonly type: 'interrupt-fault'; readonly condition: InterruptCondition; readonly suppressed: boolean }
  | EmittedEvent;

/** What leaves the unit. */
export type EmittedEvent =
  /** An interrupt message: a remapped or forwarded interrupt, a notification, or an event of the unit itself. */
  | { readonly type: 'interrupt'; readonly message: InterruptMessage }
  /** A page group response. */
  | { readonly type: 'page-response'; readonly response: PageResponse }
  /** An invalidation request for a device-TLB. */
  | { readonly type: 'device-tlb-request'; readonly request: DeviceTlbRequest };

export type WalkListener = (event: WalkEvent) => void;

/** The event of an entry that begins at word `at` of what was read, or, with -1, could not be read. */
export function entryEvent(structure: string, address: bigint, bits: 64 | 128 | 256 | 512, words: Uint32Array, at: number): WalkEvent {
  if (at < 0) return { type: 'access-error', structure, address };
  return { type: 'entry', structure, address, value: valueOf(words, at, bits), bits };
}

/** The bits that begin at word `first`. */
export function valueOf(words: Uint32Array, first: number, bits: number): bigint {
  let value = 0n;
  for (let at = first + bits / 32 - 2; at >= first; at -= 2)
    value = (value << 64n) | joinWords(words[at + 1] as number, words[at] as number);
  return value;
}
