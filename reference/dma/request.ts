/** What a device asks for, and what it gets back (§3.1, §3.14). */

/**
 * Kinds of memory request. A zero-length read is a read of one DWORD with all byte enables off (§3.14);
 * the last three are the PCI Express AtomicOps.
 */
export type DmaKind = 'read' | 'write' | 'zero-length-read' | 'fetch-add' | 'swap' | 'compare-and-swap';

export const DMA_KINDS: readonly DmaKind[] = ['read', 'write', 'zero-length-read', 'fetch-add', 'swap', 'compare-and-swap'];

/** AT field of a memory request (§4.1): `reserved` is 11b, which no device may send. */
export type AddressType = 'untranslated' | 'translation' | 'translated' | 'reserved';

/** What the PASID TLP prefix of a request carries (§3.1, DMA-01). */
export interface PasidPrefix {
  /** PASID, 20 bits. */
  readonly value: number;
  /** Privileged-mode-Requested (PR); absent means user privilege. */
  readonly privileged?: boolean;
  /** Execute-Requested (ER). */
  readonly execute?: boolean;
}

export interface DmaRequest {
  readonly kind: DmaKind;
  /** Requester-id, 16 bits: bus 15:8, device 7:3, function 2:0 (§3.4.1). */
  readonly sourceId: number;
  /** 64-bit address as the device sends it. */
  readonly address: bigint;
  /** AT; untranslated if absent. A read with AT=01b is a translation request and goes to `translate`. */
  readonly addressType?: AddressType;
  /** Absent for a request without PASID. */
  readonly pasid?: PasidPrefix;
  /** No-Snoop attribute of the request. */
  readonly noSnoop?: boolean;
  /** Bytes read or written, 1 to 4096; operand size of an AtomicOp (4 or 8, also 16 for compare-and-swap); 4 for a zero-length read. */
  readonly length: number;
  /** What a write writes; the operand of fetch-add and swap; compare and swap values, one after the other. Little-endian. */
  readonly data?: Uint8Array;
}

/** Completion status: UR and CA are the PCI Express codes Unsupported Request and Completer Abort. */
export type DmaStatus = 'success' | 'UR' | 'CA';

/** How an access to memory is made (§3.10, §3.11). */
export interface AccessAttributes {
  /** Whether it snoops the processor caches. */
  readonly snoop: boolean;
  /** What it means for a device within the processor coherency domain; other devices ignore it. */
  readonly memoryType: MemoryType;
}

/** Memory types of Intel 64 processors (§3.11). */
export type MemoryType = 'UC' | 'UC-' | 'WC' | 'WT' | 'WP' | 'WB';

export interface DmaResult {
  readonly status: DmaStatus;
  /** How memory was accessed; absent where it was not. */
  readonly attributes?: AccessAttributes;
  /** What a successful read or AtomicOp returns: the bytes of memory before the operation. */
  readonly data?: Uint8Array;
}

/** Whether a request of this kind needs write permission (§3.7). */
export function needsWrite(kind: DmaKind): boolean {
  return kind !== 'read' && kind !== 'zero-length-read';
}

/** Whether a request of this kind needs read permission; a zero-length read does, with an exception (§3.14). */
export function needsRead(kind: DmaKind): boolean {
  return kind !== 'write';
}

/** A device asks for a translation: a read with AT=01b (§4.1.1). */
export interface TranslationRequest {
  readonly sourceId: number;
  /** Input address. */
  readonly address: bigint;
  readonly pasid?: PasidPrefix;
  /** NW flag: only read access is wanted. */
  readonly noWrite?: boolean;
  /** Length field in DWORDs, 2 for each translation asked for; 2 if absent. */
  readonly dwords?: number;
}

/** `malformed`: the packet breaks a rule of PCI Express and is answered as such (§4.2.1). */
export interface TranslationResult {
  readonly status: DmaStatus | 'malformed';
  /** With success: the 8 bytes of the first translation as one value (layout `translation-completion`). */
  readonly completion?: bigint;
}

/** A page request message (§7.4.1.1). */
export interface PageRequest {
  readonly sourceId: number;
  /** Address in the page; bits 11:0 are not sent. */
  readonly address: bigint;
  readonly pasid?: PasidPrefix;
  readonly read?: boolean;
  readonly write?: boolean;
  /** Last Page In Group: a response is required. */
  readonly last?: boolean;
  /** Page Request Group Index, 9 bits. */
  readonly group: number;
}

/** A page group response as it leaves the unit for a device (§7.4.1, §7.6.1). */
export interface PageResponse {
  readonly sourceId: number;
  readonly group: number;
  /** Absent for a response without PASID. */
  readonly pasid?: number;
  /** Response code, 4 bits: 0 success, 1 invalid request, 15 response failure. */
  readonly code: number;
}
