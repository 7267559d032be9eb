/** An invalidation, whichever way it was asked for: a descriptor, a register, or implied by something else (§6.5). */

export type InvalidationKind =
  | 'context-global'
  | 'context-domain'
  | 'context-device'
  | 'pasid-global'
  | 'pasid-domain'
  | 'pasid-selective'
  | 'iotlb-global'
  | 'iotlb-domain'
  | 'iotlb-page'
  | 'pasid-iotlb-selective'
  | 'pasid-iotlb-page'
  | 'interrupt-global'
  | 'interrupt-index'
  | 'host-permission-global'
  | 'host-permission-domain'
  | 'host-permission-page'
  /** §6.6, §11.4.4.1: by TE 1→0 or SRTP, on units that promise it. */
  | 'remapping-disabled'
  | 'root-table-set'
  /** §6.7: by IRE 1→0 or SIRTP, on units that promise it. */
  | 'interrupts-disabled'
  | 'interrupt-table-set';

/** Operands; those that a kind has no use for are 0. */
export interface InvalidationCommand {
  readonly kind: InvalidationKind;
  /** Whether the unit works in legacy mode, where the context-cache is tagged with the domain too. */
  readonly isLegacy: boolean;
  /** DID, or HPTDID: the bits that the unit implements. */
  readonly domain: number;
  readonly pasid: number;
  readonly sourceId: number;
  /** FM: how many of the function bits do not count, 0 to 3 (§6.5.2.1, Table 21). */
  readonly functionMask: number;
  /** The aligned block of 2^AM pages around ADDR, as page numbers, both included. */
  readonly firstPage: number;
  readonly lastPage: number;
  /** IH of the IOTLB descriptors: no non-leaf entry was changed. */
  readonly leavesOnly: boolean;
  /** IH of the host-permission descriptor: levels 1 to this one. */
  readonly levels: number;
  readonly index: number;
  /** IM: how many low bits of the index do not count. */
  readonly indexMask: number;
}

/** A command of a kind with the operands given. */
export function invalidation(kind: InvalidationKind, operands: Partial<InvalidationCommand> = {}): InvalidationCommand {
  return {
    kind,
    isLegacy: operands.isLegacy ?? false,
    domain: operands.domain ?? 0,
    pasid: operands.pasid ?? 0,
    sourceId: operands.sourceId ?? 0,
    functionMask: operands.functionMask ?? 0,
    firstPage: operands.firstPage ?? 0,
    lastPage: operands.lastPage ?? 0,
    leavesOnly: operands.leavesOnly ?? false,
    levels: operands.levels ?? 4,
    index: operands.index ?? 0,
    indexMask: operands.indexMask ?? 0,
  };
}

/** The aligned block of 2^AM pages that contains a page; the low AM bits of the page number do not count (§11.4.6.4, INV-48). */
export function blockOf(page: number, addressMask: number): { readonly firstPage: number; readonly lastPage: number } {
  const span = 2 ** addressMask;
  const firstPage = page - (page % span);
  return { firstPage, lastPage: firstPage + span - 1 };
}
