/**
 * What the runner asks of an implementation under test. An adapter offers machine primitives; all semantics
 * and all expectations stay with the runner and are never sent.
 */
import type {
  AccessAttributes,
  AddressType,
  DeviceTlbRequest,
  DmaKind,
  PageResponse,
  PasidPrefix,
  Topology,
} from '../../reference/index.js';

/**
 * One machine primitive. Addresses and register values are unsigned 64-bit, offsets count from the register base. Only where a
 * job has a platform: `unit` is the index of the unit whose register is meant, `segment` the PCI segment of a requester, 0 if absent.
 */
export type Operation =
  | { readonly op: 'load'; readonly address: bigint; readonly bytes: Uint8Array }
  | { readonly op: 'dump'; readonly address: bigint; readonly length: number }
  /** From now on every access by the unit to this range fails, as where no memory answers. */
  | { readonly op: 'poison'; readonly address: bigint; readonly length: number; readonly access?: 'write' }
  | { readonly op: 'read'; readonly offset: number; readonly size: 4 | 8; readonly unit?: number }
  | { readonly op: 'write'; readonly offset: number; readonly size: 4 | 8; readonly value: bigint; readonly unit?: number }
  /** Reads until `(v & mask) === value` or a bounded number of tries; the result is the last value. */
  | {
      readonly op: 'poll';
      readonly offset: number;
      readonly size: 4 | 8;
      readonly mask: bigint;
      readonly value: bigint;
      readonly unit?: number;
    }
  | {
      readonly op: 'dma';
      readonly request: DmaKind;
      /** Requester-id, 16 bits: bus 15:8, device 7:3, function 2:0. */
      readonly source: number;
      readonly address: bigint;
      /** Bytes; operand size of an AtomicOp. */
      readonly length: number;
      readonly bytes?: Uint8Array;
      readonly addressType: AddressType;
      readonly pasid?: PasidPrefix;
      readonly noSnoop?: true;
      readonly segment?: number;
    }
  /** A device asks for a translation; `status` and, with success, `value`: the 8 bytes of the completion's first entry. */
  | {
      readonly op: 'translate';
      readonly source: number;
      readonly address: bigint;
      readonly pasid?: PasidPrefix;
      readonly noWrite?: true;
      /** Length field in DWORDs. */
      readonly dwords: number;
      readonly segment?: number;
    }
  /** A device sends a page request message; what comes of it shows in memory, registers and responses. */
  | {
      readonly op: 'page-request';
      readonly source: number;
      readonly address: bigint;
      readonly pasid?: PasidPrefix;
      readonly read: boolean;
      readonly write: boolean;
      readonly last: boolean;
      readonly group: number;
      readonly segment?: number;
    }
  /** A device sends an interrupt request: a DWORD write to FEEx_xxxxh without PASID; what leaves the unit shows in the messages. */
  | { readonly op: 'interrupt'; readonly source: number; readonly address: bigint; readonly data: number; readonly segment?: number }
  /** From now on the device-TLB of a function answers invalidation requests, or does not, so that they time out. */
  | { readonly op: 'device-tlb'; readonly source: number; readonly answers: boolean; readonly segment?: number }
  /** A function sends an invalidation completion that nobody asked for: ITag vector, 32 bits, and completion count. */
  | {
      readonly op: 'invalidation-completion';
      readonly source: number;
      readonly tags: number;
      readonly count: number;
      readonly segment?: number;
    }
  /** Software gives a bridge, by its requester-id, other bus numbers: 8 bits each. */
  | {
      readonly op: 'renumber';
      readonly segment?: number;
      readonly bridge: number;
      readonly secondary: number;
      readonly subordinate: number;
    }
  /** The unit is reset in a way that is no power-good reset: sticky fields and memory stay (§11.3). */
  | { readonly op: 'reset'; readonly unit?: number };

/** What some implementations can be driven to do and others cannot. */
export type Ability =
  | 'pasid'
  | 'translated'
  | 'translation'
  | 'page-request'
  | 'attributes'
  | 'poison-writes'
  | 'interrupt'
  | 'renumber'
  | 'reset'
  | 'device-tlb';

export const ABILITIES: readonly Ability[] = [
  'pasid',
  'translated',
  'translation',
  'page-request',
  'attributes',
  'poison-writes',
  'interrupt',
  'renumber',
  'reset',
  'device-tlb',
];

export type { DmaKind };

/** What one operation gave: `value` of read, poll and a successful translate, `bytes` of dump, `status` and `bytes` of dma, `status` of translate and interrupt, else nothing. */
export interface Result {
  readonly bytes?: Uint8Array;
  readonly value?: bigint;
  /** `blocked` where a request failed without a known status, `unknown` where the adapter cannot tell. */
  readonly status?: 'success' | 'blocked' | 'UR' | 'CA' | 'malformed' | 'unknown';
  /** How a memory request accessed memory, where the adapter can tell. */
  readonly attributes?: AccessAttributes;
}

/** A page group response that left the unit. */
export interface EmittedResponse extends PageResponse {
  /** Index of the operation during which it was seen. */
  readonly after: number;
}

/** A device-TLB invalidation request that left the unit. */
export interface EmittedDeviceTlbRequest extends DeviceTlbRequest {
  /** Index of the operation during which it was seen. */
  readonly after: number;
}

/** An interrupt message that left the unit. */
export interface EmittedInterrupt {
  readonly address: bigint;
  readonly data: number;
  /** Index of the operation during which it was seen. */
  readonly after: number;
}

export interface AddressRange {
  readonly address: bigint;
  readonly length: bigint;
}

/** What an implementation claims: VER_REG, CAP_REG, ECAP_REG, its host address width in bits, and what its optional features have. */
export interface SubjectCapabilities {
  readonly ver: number;
  readonly cap: bigint;
  readonly ecap: bigint;
  readonly haw: number;
  /** What registers that report capabilities of optional features read, by name; one that is left out claims nothing. */
  readonly registers?: Readonly<Record<string, bigint>>;
}

export interface SubjectInfo {
  readonly name: string;
  readonly version: string;
  readonly links?: Readonly<Record<string, string>>;
  readonly capabilities: SubjectCapabilities;
  /** Whether `configure` is understood. */
  readonly configurable: boolean;
  /** Memory that vectors may use. */
  readonly ram: readonly AddressRange[];
  /** Where accesses fail without `poison`. */
  readonly inaccessible: readonly AddressRange[];
  /** Whether any range can be made to fail. */
  readonly poison: boolean;
  readonly requesters: readonly number[] | 'any';
  readonly dma: readonly DmaKind[];
  /** Whether `status` tells how a request completed. */
  readonly completionStatus: boolean;
  readonly observesInterrupts: boolean;
  /** Beyond requests without PASID and with untranslated addresses. */
  readonly abilities: readonly Ability[];
  /** How many units it can have as a platform that a DMAR table describes; absent if it cannot be one. */
  readonly units?: number;
  readonly notes: readonly string[];
}

/** A machine with several remapping units, or with one that serves only some devices. */
export interface PlatformSetting {
  /** The DMAR table that describes it. */
  readonly dmar: Uint8Array;
  /** Claims of each unit, in the order of the table's DRHD structures. */
  readonly units: readonly SubjectCapabilities[];
  /** Bridges, and functions that go with others: what the table leaves to PCI configuration space. */
  readonly topology: Topology;
}

/** One vector's operations. */
export interface Job {
  readonly id: string;
  readonly operations: readonly Operation[];
  /** What the implementation is to be for this job; absent: one unit that serves every device. */
  readonly platform?: PlatformSetting;
  /** Milliseconds after which the subject counts as hanging. */
  readonly timeout: number;
}

export type Reply =
  | {
      readonly kind: 'results';
      readonly results: readonly Result[];
      readonly interrupts: readonly EmittedInterrupt[] | null;
      /** Page group responses; only subjects that take page requests send any. */
      readonly responses: readonly EmittedResponse[];
      /** Device-TLB invalidation requests; none if absent. */
      readonly deviceTlbRequests?: readonly EmittedDeviceTlbRequest[];
    }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'timeout'; readonly message: string }
  | { readonly kind: 'errored'; readonly message: string };

export interface Adapter {
  /** How many jobs may be under way at once; 1 if absent. */
  readonly window?: number;
  /** Starts the subject. Throws an AdapterError if it cannot be started. */
  start(): Promise<SubjectInfo>;
  /** Makes the subject an implementation with these claims; only called where `configurable` is true. */
  configure?(capabilities: SubjectCapabilities): Promise<SubjectInfo>;
  /** Runs one job from a freshly reset unit and zeroed memory. Never throws for what the subject does. */
  run(job: Job): Promise<Reply> | Reply;
  stop(): Promise<void>;
}
