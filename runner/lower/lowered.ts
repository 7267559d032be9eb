/** A vector in machine primitives: what is done, and what each operation must give. */
import type { Choices, MemoryType, DeviceTlbRequest, PageResponse, RegisterDefinition } from '../../reference/index.js';
import { UsageError } from '../errors.js';
import type { AddressRange, Operation, PlatformSetting } from '../adapters/adapter.js';
import type { SourceVector } from '../vectors/source.js';

/** What one operation must give. */
export interface Check {
  /** Index of the operation. */
  readonly operation: number;
  /** Index of the vector's step, or -1 where the check follows from all of them. */
  readonly step: number;
  /** Names of the outcomes in which it holds; undefined means all. */
  readonly outcomes: readonly string[] | undefined;
  /** What is compared, for readers. */
  readonly label: string;
  readonly must: Must;
}

export type Must =
  /** (result & mask) equals value; `register` and `lowBit` say how to decode it. */
  | {
      readonly kind: 'value';
      readonly value: bigint;
      readonly mask: bigint;
      /** The bits must differ from the value instead of being equal to it. */
      readonly differs: boolean;
      readonly register: RegisterDefinition | undefined;
      readonly lowBit: number;
    }
  /** The bytes, or those bits of them that `mask` has set. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mask?: Uint8Array }
  /** The request completed successfully. */
  | { readonly kind: 'completes' }
  /** The request did not reach memory; how it completed is left open (§7.1.1). `returns` is the number of bytes a successful completion carries. */
  | { readonly kind: 'blocked'; readonly returns: number; readonly status?: 'UR' | 'CA' }
  /** The translation request was answered with this status. */
  | { readonly kind: 'refused'; readonly status: 'UR' | 'CA' | 'malformed' }
  /** How memory was accessed. */
  | { readonly kind: 'attributes'; readonly snoop?: boolean; readonly memoryType?: MemoryType }
  /** Exactly these page group responses left the unit since the previous such check. */
  | { readonly kind: 'responses'; readonly responses: readonly PageResponse[] }
  /** Exactly these device-TLB invalidation requests left the unit since the previous such check. */
  | { readonly kind: 'device-tlb-requests'; readonly requests: readonly DeviceTlbRequest[] }
  /** Exactly these messages left the unit since the previous such check. */
  | { readonly kind: 'interrupts'; readonly messages: readonly { readonly address: bigint; readonly data: number }[] };

/** Whether a check is about what left the unit rather than about what an operation gave. */
export function isOfMessages({ kind }: Check['must']): boolean {
  return kind === 'interrupts' || kind === 'responses' || kind === 'device-tlb-requests';
}

/** One permitted outcome, and the way through the model's freedoms that leads to it. */
export interface PermittedOutcome {
  readonly name: string;
  readonly because: string;
  readonly choices: Choices;
}

export interface LoweredVector {
  readonly source: SourceVector;
  readonly operations: readonly Operation[];
  readonly checks: readonly Check[];
  /** At least one; a vector without named outcomes has one called `only`. */
  readonly outcomes: readonly PermittedOutcome[];
  /** Memory that the vector loads, dumps, or has a device write. */
  readonly touched: readonly AddressRange[];
  /** Whether the checks say what all of it holds at the end; otherwise the model's memory decides. */
  readonly settlesMemory: boolean;
  /** Ranges where the unit's accesses must fail. */
  readonly unreadable: readonly AddressRange[];
  readonly sources: readonly number[];
  /** What the implementation is to be, where that is more than one unit that serves every device. */
  readonly platform?: PlatformSetting;
}

/** Name of the outcome of a vector that permits only one. */
export const ONLY_OUTCOME = 'only';

/** A step that an implementation with these claims offers no way to carry out; the message says why. */
export class NotApplicable extends UsageError {}
