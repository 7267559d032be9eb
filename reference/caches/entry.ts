/** What a unit may hold of the tables in memory (§6.2, §6.4): cached objects and their tags. */
import type { Condition } from '../faults/condition.js';
import type { Trail } from './trail.js';

/** The caches as the architecture names them (§6.2.2 to §6.2.6, §6.4), and second-stage leaves within nested walks (§6.2.5). */
export type CacheName =
  | 'context'
  | 'pasid'
  | 'iotlb'
  | 'second-stage-tables'
  | 'first-stage-tables'
  | 'second-stage-leaves'
  | 'interrupt'
  | 'host-permission'
  | 'host-permission-tables';

/** What an invalidation selects by (§6.2.1, Table 17). Fields that a cache has no use for are 0. */
export interface Tags {
  /** Requester-id; 0 where the cache is shared by all sources. */
  readonly sourceId: number;
  /** DID, or HPTDID in the host permission caches. */
  readonly domain: number;
  /** Of the request, or RID_PASID for one without. */
  readonly pasid: number;
  readonly hasPasid: boolean;
  /** PGTT, 0 in legacy mode. */
  readonly translationType: number;
  /** Level of the entry that was cached: 1 for a leaf; the interrupt index in the interrupt-entry cache. */
  readonly level: number;
  /** Pages of the input address that the entry covers, as page numbers, both included. */
  readonly firstPage: number;
  readonly lastPage: number;
}

/** A condition met on the way, which a unit with CAP.CM=1 may hold like an entry (§6.1). */
export interface CachedFault {
  readonly condition: Condition;
  readonly faultProcessingDisabled: boolean;
}

/** Words of a context, PASID-table or interrupt-remapping entry. */
export interface CachedWords {
  readonly words: Uint32Array;
}

/** Where a walk may begin instead of at the top table: the table that a paging entry points to (§6.2.5). */
export interface CachedTable {
  /** Host page of the table. */
  readonly table: number;
  /** The same as the tables name it: guest-physical in a nested walk. */
  readonly guestTable: number;
  /** AND of the permissions on the way: READ and WRITE of the second stage, R/W and U/S of the first. */
  readonly permissions: number;
}

/** A whole translation (§6.2.4), with what the context and PASID-table entry said of the request. */
export interface CachedTranslation {
  /** First page of the leaf, and how many 4-KiB pages it maps; for pass-through the input page and 1. */
  readonly page: number;
  readonly span: number;
  /** AND of R/W and U/S over the first-stage entries; all ones without a first stage. */
  readonly attributes: number;
  /** READ and WRITE of the second stage, both without one. */
  readonly secondStage: number;
  /** No flag is left to be set by a write. */
  readonly dirty: boolean;
  readonly patIndex: number;
  readonly secondStageLeaf: number;
  readonly pasidAttributes: number;
  readonly pageAttributeTable: number;
  readonly mapsPage: boolean;
  // Of the context and PASID-table entry
  readonly deviceTlb: boolean;
  readonly supervisorRequests: boolean;
  readonly writeProtect: boolean;
  /** RID_PRIV. */
  readonly privileged: boolean;
  readonly faultProcessingDisabled: boolean;
}

/** A second-stage leaf used within a nested walk, none of whose flags is left to be set. */
export interface CachedLeaf {
  readonly page: number;
  readonly span: number;
  readonly granted: number;
  /** Low word of the leaf. */
  readonly leaf: number;
}

/** The permission of host pages: the 2 bits R and W. */
export interface CachedPermission {
  readonly permission: number;
}

export interface Contents {
  readonly context: CachedWords | CachedFault;
  readonly pasid: CachedWords | CachedFault;
  readonly iotlb: CachedTranslation | CachedFault;
  readonly 'second-stage-tables': CachedTable | CachedFault;
  readonly 'first-stage-tables': CachedTable;
  readonly 'second-stage-leaves': CachedLeaf;
  readonly interrupt: CachedWords;
  readonly 'host-permission': CachedPermission;
  readonly 'host-permission-tables': CachedTable;
}

export interface CachedEntry<Name extends CacheName = CacheName> {
  readonly cache: Name;
  readonly tags: Tags;
  readonly content: Contents[Name];
  /** What was read from memory to make it. */
  readonly trail: Trail;
  /** Table pointers that the walk began with; a later walk that begins elsewhere finds it out of date. */
  readonly anchors: readonly number[];
  /** An invalidation has selected it, which is not known to be complete yet (§6.5.2.12). */
  isCondemned: boolean;
}
