/** The events of performance monitoring as data: Table 49 (§10.7). */

/** Filters that the table names for an event, as PERFCAP_REG names their support. */
export type ListedFilter = 'ATFS' | 'PTLFS';

export interface PerformanceEvent {
  /** Event Group Index. */
  readonly group: number;
  /** Bit of the Event Select field. */
  readonly bit: number;
  readonly name: string;
  readonly meaning: string;
  readonly filters: readonly ListedFilter[];
  /**
   * Whether the text settles when it occurs, so that the model counts it. Clocks, occupancies, memory reads and the look-ups
   * of caches are up to the implementation: the model never counts those (REG-113).
   */
  readonly isSettled: boolean;
}

type Row = readonly [bit: number, name: string, meaning: string, filters?: readonly ListedFilter[]];

/** Events whose occurrence follows from the requests that devices send. */
const SETTLED: readonly string[] = ['IOMMU_REQUESTS', 'PG_REQ_POSTED', 'PG_REQ_OVERFLOW'];

const GROUPS: readonly (readonly Row[])[] = [
  [
    [0, 'IOMMU_CLOCKS', 'clock cycles of the unit'],
    [1, 'IOMMU_REQUESTS', 'untranslated, translated and translation requests', ['ATFS']],
    [2, 'PW_OCCUPANCY', 'requests that wait for a page walk'],
    [3, 'ATS_BLOCKED', 'back pressure of translation completions'],
    [5, 'TOTAL_OCCUPANCY', 'requests within the unit'],
    [6, 'MEM_OCCUPANCY', 'accesses to memory under way'],
  ],
  [
    [0, 'IOMMU_MRDS', 'reads of memory'],
    [3, 'IOMMU_ATOMIC_AD_UPDATE', 'atomic updates of accessed and dirty flags'],
    [5, 'IOMMU_MEM_BLOCKED', 'back pressure of memory requests'],
    [6, 'PG_REQ_POSTED', 'page requests written to the queue'],
    [7, 'PG_REQ_OVERFLOW', 'responses that the unit gives by itself because the page request queue overflowed'],
  ],
  [
    [0, 'CTXT_CACHE_LOOKUP', 'look-ups in the context-cache'],
    [1, 'CTXT_CACHE_HIT', 'hits in the context-cache'],
    [2, 'PASID_CACHE_LOOKUP', 'look-ups in the PASID-cache'],
    [3, 'PASID_CACHE_HIT', 'hits in the PASID-cache'],
    [4, 'SS_NONLEAF_LOOKUP', 'look-ups of second-stage tables'],
    [5, 'SS_NONLEAF_HIT', 'hits of second-stage tables', ['PTLFS']],
    [6, 'FS_NONLEAF_LOOKUP', 'look-ups of first-stage tables'],
    [7, 'FS_NONLEAF_HIT', 'hits of first-stage tables', ['PTLFS']],
    [8, 'HPT_NONLEAF_LOOKUP', 'look-ups of host permission tables', ['ATFS']],
    [9, 'HPT_NONLEAF_HIT', 'hits of host permission tables', ['ATFS', 'PTLFS']],
  ],
  [
    [0, 'IOTLB_LOOKUP', 'look-ups in the IOTLB'],
    [1, 'IOTLB_HIT', 'hits in the IOTLB', ['PTLFS']],
    [2, 'HPT_LEAF_LOOKUP', 'look-ups of host permission leaves'],
    [3, 'HPT_LEAF_HIT', 'hits of host permission leaves', ['PTLFS']],
  ],
  [
    [0, 'INT_CACHE_LOOKUP', 'look-ups in the interrupt entry cache'],
    [1, 'INT_CACHE_HIT_NONPOSTED', 'hits of entries that remap'],
    [2, 'INT_CACHE_HIT_POSTED', 'hits of entries that post'],
  ],
];

export const TABLE_49: readonly PerformanceEvent[] = GROUPS.flatMap((rows, group) =>
  rows.map(([bit, name, meaning, filters = []]) => ({ group, bit, name, meaning, filters, isSettled: SETTLED.includes(name) })),
);

/** The event that a bit of Event Select stands for in a group, or undefined. */
export function eventOf(group: number, bit: number): PerformanceEvent | undefined {
  return TABLE_49.find((event) => event.group === group && event.bit === bit);
}
