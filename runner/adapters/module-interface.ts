/**
 * What an implementation in JavaScript offers to be tested in process, addressed as `module:FILE`. The module exports,
 * as its default or under the name `createIommu`, a function that makes one (or the implementation itself):
 *
 * ```js
 * export default () => new MyIommu(); // has the methods of ModuleImplementation
 * ```
 *
 * Every method may return its result or a promise of it. A method that throws, or whose promise is rejected, makes its
 * vector `crashed`; then the function is called again for a fresh implementation, so that nothing of the failure stays.
 * A method that never returns cannot be interrupted in process, and one that ends the process ends the runner with it:
 * test such an implementation through `exec:COMMAND`, where each costs one vector (examples/adapters/javascript).
 */
import type {
  AccessAttributes,
  AddressType,
  Bridge,
  DeviceTlbRequest,
  InterruptRequest,
  PageRequest,
  PageResponse,
  PasidPrefix,
  TranslationRequest,
} from '../../reference/index.js';
import type { AddressRange, DmaKind, PlatformSetting, Result, SubjectCapabilities } from './adapter.js';

export type { AddressRange, Bridge, DmaKind, PlatformSetting, SubjectCapabilities };

type Awaitable<T> = T | Promise<T>;

/** What an implementation says of itself. What is absent is not limited. */
export interface ModuleDescription {
  readonly name: string;
  readonly version: string;
  /** Web pages by name. */
  readonly links?: Readonly<Record<string, string>>;
  /**
   * Values of VER_REG (a number of 32 bits), CAP_REG and ECAP_REG (bigints of 64 bits), the host address width in bits, and
   * in `registers` what the capability registers of optional features read (bigints by name).
   */
  readonly capabilities: SubjectCapabilities;
  /** Memory that vectors may use; all that the host address width reaches if absent. */
  readonly ram?: readonly AddressRange[];
  /** Where accesses fail without `failAccesses`. */
  readonly inaccessible?: readonly AddressRange[];
  /** Requester-ids that `dma` can play, 16 bits each: bus 15:8, device 7:3, function 2:0; any if absent. */
  readonly requesters?: readonly number[];
  /** Kinds of request that `dma` can send; all if absent. */
  readonly dma?: readonly DmaKind[];
  /** Whether the status of `dma` tells UR from CA; true if absent. */
  readonly completionStatus?: boolean;
  /** What `dma` understands beyond untranslated requests without PASID, and whether its results carry `attributes`; nothing if absent. */
  readonly abilities?: readonly ('pasid' | 'translated' | 'attributes')[];
  /** How many remapping units it can have with `setPlatform`; one that serves every device if absent. */
  readonly units?: number;
  /** Remarks for the report. */
  readonly notes?: readonly string[];
}

/** A memory request of a device. */
export interface ModuleDmaRequest {
  readonly kind: DmaKind;
  /** Requester-id, 16 bits: bus 15:8, device 7:3, function 2:0. */
  readonly sourceId: number;
  readonly address: bigint;
  /** Bytes; operand size of an AtomicOp; 4 for a zero-length read. */
  readonly length: number;
  /** AT; other than `untranslated` only for implementations with the ability `translated`. */
  readonly addressType: AddressType;
  /** Only for implementations with the ability `pasid`. */
  readonly pasid?: PasidPrefix;
  /** No-Snoop attribute. */
  readonly noSnoop?: boolean;
  /** What a write writes; the operand of fetch-add and swap; compare and swap values, one after the other. Little-endian. */
  readonly data?: Uint8Array;
}

export interface ModuleDmaResult {
  /** `blocked` where a request failed without a known status, `unknown` where it cannot be told. */
  readonly status: NonNullable<Result['status']>;
  /** What a successful read or AtomicOp returns. */
  readonly data?: Uint8Array;
  /** How memory was accessed; told by implementations with the ability `attributes`. */
  readonly attributes?: AccessAttributes;
}

export interface ModuleTranslationResult {
  readonly status: 'success' | 'blocked' | 'UR' | 'CA' | 'malformed';
  /** With success: the 8 bytes of the completion's first entry as one value (§4.1.2): bit 0 is R, bits 63:12 the address. */
  readonly completion?: bigint;
}

export interface ModuleImplementation {
  describe(): Awaitable<ModuleDescription>;
  /** Becomes an implementation with these claims, which `describe` tells from then on. Absent: the claims are fixed. */
  configure?(capabilities: SubjectCapabilities): Awaitable<void>;
  /** Power-on state: registers at their defaults, caches empty, all memory zero, no access made to fail. */
  reset(): Awaitable<void>;
  /**
   * Until the next reset there are the units that a DMAR table describes, each with the claims given for it, and a request goes
   * to the unit that serves its source-id; called after `reset`. Absent: cannot be done. Only then are units other than 0 and
   * segments other than 0 ever passed to the methods below.
   */
  setPlatform?(platform: PlatformSetting): Awaitable<void>;
  /** Software gives a bridge other bus numbers. Absent: cannot be done. */
  renumber?(bridge: Bridge): Awaitable<void>;
  /** Value of a register access of `size` bytes at a byte offset from the register base of a unit; unsigned. */
  readRegister(offset: number, size: 4 | 8, unit: number): Awaitable<bigint>;
  writeRegister(offset: number, size: 4 | 8, value: bigint, unit: number): Awaitable<void>;
  /** Exactly `length` bytes of memory, as software sees it. */
  readMemory(address: bigint, length: number): Awaitable<Uint8Array>;
  writeMemory(address: bigint, bytes: Uint8Array): Awaitable<void>;
  /**
   * A reset of the unit that is no power-good reset (§11.3): sticky fields keep their value, all else is as `reset` leaves it;
   * memory and failing accesses stay. Absent: cannot be done.
   */
  resetUnit?(): Awaitable<void>;
  /** Until the next reset every access by the unit to this range fails, as where no memory answers. Absent: cannot be done. */
  failAccesses?(address: bigint, length: number): Awaitable<void>;
  /** Until the next reset the unit's writes to this range fail, its reads do not. Absent: cannot be done. */
  failWrites?(address: bigint, length: number): Awaitable<void>;
  /** `segment` is the PCI segment of the requester, here and below. */
  dma(request: ModuleDmaRequest, segment: number): Awaitable<ModuleDmaResult>;
  /** A device asks for a translation (AT=01b). Absent: cannot be done. */
  translate?(request: TranslationRequest, segment: number): Awaitable<ModuleTranslationResult>;
  /** A device sends a page request message. Absent: cannot be done. */
  pageRequest?(request: PageRequest, segment: number): Awaitable<void>;
  /**
   * A device sends an interrupt request: a write of the DWORD `data` to `address`, FEEx_xxxxh, without PASID. Whether the
   * unit accepted it, or undefined if it cannot tell. Absent: cannot be done.
   */
  interrupt?(request: InterruptRequest, segment: number): Awaitable<boolean | undefined>;
  /** From now on the device-TLB of a function answers invalidation requests, or does not, so that they time out. Absent: cannot be done, nor the other two about device-TLBs. */
  setDeviceTlbAnswers?(sourceId: number, answers: boolean, segment: number): Awaitable<void>;
  /** A function sends an invalidation completion that nobody asked for. Absent: as for `setDeviceTlbAnswers`. */
  completeInvalidation?(sourceId: number, tags: number, count: number, segment: number): Awaitable<void>;
  /**
   * Called between the reads of a register for whose value the runner waits, so that an implementation whose commands
   * take time can go on with them. The runner reads 1000 times before it gives up.
   */
  idle?(): Awaitable<void>;
  /** Registers the one listener for page group responses that leave the unit; called once, before the first reset. */
  onPageResponse?(listener: (response: PageResponse) => void): void;
  /** Registers the one listener for device-TLB invalidation requests that leave the unit; called once, before the first reset. Absent: as for `setDeviceTlbAnswers`. */
  onDeviceTlbRequest?(listener: (request: DeviceTlbRequest) => void): void;
  /**
   * Registers the one listener for interrupt messages that leave the unit; called once, before the first reset.
   * `data` has 32 bits. Absent: they cannot be observed.
   */
  onInterrupt?(listener: (address: bigint, data: number) => void): void;
}

/** Makes an implementation, anew after each one that crashed or hung. */
export type ModuleFactory = () => Awaitable<ModuleImplementation>;
