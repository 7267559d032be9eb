/** What a device asks for, and what it gets back (§3.1, §3.14). */

/**
 * Kinds of memory request. A zero-length read is a read of one DWORD with all byte enables off (§3.14);
 * the last three are the PCI Express AtomicOps.
 */
export type DmaKind = 'read' | 'write' | 'zero-length-read' | 'fetch-add' | 'swap' | 'compare-and-swap';

export const DMA_KINDS: readonly DmaKind[] = ['read', 'write', 'zero-length-read', 'fetch-add', 'swap', 'compare-and-swap'];

export interface DmaRequest {
  readonly kind: DmaKind;
  /** Requester-id, 16 bits: bus 15:8, device 7:3, function 2:0 (§3.4.1). */
  readonly sourceId: number;
  /** Untranslated 64-bit address as the device sends it. */
  readonly address: bigint;
  /** Bytes read or written, 1 to 4096; operand size of an AtomicOp (4 or 8, also 16 for compare-and-swap); 4 for a zero-length read. */
  readonly length: number;
  /** What a write writes; the operand of fetch-add and swap; compare and swap values, one after the other. Little-endian. */
  readonly data?: Uint8Array;
}

/** Completion status: UR and CA are the PCI Express codes Unsupported Request and Completer Abort. */
export type DmaStatus = 'success' | 'UR' | 'CA';

export interface DmaResult {
  readonly status: DmaStatus;
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

export function isAtomic(kind: DmaKind): boolean {
  return kind === 'fetch-add' || kind === 'swap' || kind === 'compare-and-swap';
}
