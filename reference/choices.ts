/**
 * The points where the architecture leaves an implementation free, by name. The model asks at each point
 * which way to go, so that a vector with several permitted outcomes can be followed down each of them.
 */

export interface ChoicePoint {
  readonly name: string;
  /** Section of Rev 5.10 that leaves the freedom. */
  readonly section: string;
  readonly requirement: string;
  readonly meaning: string;
  /** The permitted ways; the first is what the model does unless told otherwise. */
  readonly options: Readonly<Record<string, string>>;
}

export const CHOICE_POINTS = {
  'fault-compression': {
    name: 'fault-compression',
    section: '7.2.1',
    requirement: 'FLT-31',
    meaning: 'A fault arrives while a pending record has the same source-id',
    options: {
      record: 'it is recorded like any other',
      collapse: 'it is not recorded and changes no state',
    },
  },
  'permission-check': {
    name: 'permission-check',
    section: '7.1.3',
    requirement: 'PGT-26',
    meaning: 'When a missing permission is noticed during a walk',
    options: {
      'after-walk': 'after the last entry was read',
      'each-entry': 'at each entry, after its reserved bits',
      'each-entry-first': 'at each entry, before its reserved bits',
    },
  },
  'atomic-permission': {
    name: 'atomic-permission',
    section: '7.1.3',
    requirement: 'PGT-24',
    meaning: 'Which condition an AtomicOp meets that lacks read and write permission in legacy mode',
    options: {
      write: 'LGN.2, fault reason 5h',
      read: 'LGN.3, fault reason 6h',
    },
  },
  'page-crossing': {
    name: 'page-crossing',
    section: '3.13',
    requirement: 'FLT-06',
    meaning: 'A request crosses a 4-KiB boundary',
    options: {
      split: 'the unit remaps each page as an independent request',
      refuse: 'the platform blocks the request before the unit sees it',
    },
  },
  'interrupt-range-report': {
    name: 'interrupt-range-report',
    section: '3.15, 5.1.4.1',
    requirement: 'FLT-93',
    meaning: 'An illegal request to the interrupt address range is blocked while interrupt remapping is off',
    options: {
      record: 'it is recorded with fault reason 29h',
      silent: 'it is not recorded',
    },
  },
  'reserved-source-validation': {
    name: 'reserved-source-validation',
    section: '9.9, 5.1.4.1',
    requirement: 'IR-56',
    meaning: 'An interrupt request meets an entry whose SVT is 11b',
    options: {
      verification: 'the verification fails, fault reason 26h',
      'reserved-field': 'a reserved field is wrongly programmed, fault reason 24h',
    },
  },
  'device-tlb-time-out': {
    name: 'device-tlb-time-out',
    section: '6.5.2.11, 6.5.2.12',
    requirement: 'INV-37',
    meaning: 'A device-TLB does not answer while further descriptors stand in the queue',
    options: {
      'at-once': 'the time-out comes before another descriptor is fetched',
      later: 'the descriptors behind are fetched before it comes, up to a wait with FN; waits among them are aborted',
    },
  },
  'accessed-on-fault': {
    name: 'accessed-on-fault',
    section: '3.6.2, 3.7.2',
    requirement: 'PGT-55',
    meaning: 'Accessed flags of the entries that a request used before it was blocked',
    options: {
      unset: 'they keep their value',
      set: 'they are set speculatively',
    },
  },
  'nested-table-permission': {
    name: 'nested-table-permission',
    section: '3.8.1, 7.1.3',
    requirement: 'PGT-76',
    meaning: 'With SSADE the second stage maps a first-stage table without write permission',
    options: {
      read: 'the read of the table is blocked, fault reason 75h or 76h',
      update: 'it counts as a blocked update, fault reason 77h',
    },
  },
  'nested-table-dirty': {
    name: 'nested-table-dirty',
    section: '3.7.2, 3.8.1',
    requirement: 'PGT-77',
    meaning: 'With SSADE, when the second-stage page that holds a first-stage table becomes dirty',
    options: {
      'on-update': 'when flags are set in a first-stage entry',
      'on-read': 'when a first-stage entry is read',
    },
  },
  'reserved-type-status': {
    name: 'reserved-type-status',
    section: '4.2.3, 7.1.3',
    requirement: 'FLT-90',
    meaning: 'How a translation request is answered that meets a translation type which is reserved or not supported',
    options: {
      CA: 'Completer Abort, as in Table 30',
      UR: 'Unsupported Request, as in Table 10',
    },
  },
  'pass-through-size': {
    name: 'pass-through-size',
    section: '4.2.3',
    requirement: 'ATS-28',
    meaning: 'The region that the completion of a pass-through translation request covers',
    options: {
      largest: 'the largest page that the unit supports',
      page: '4 KiB',
    },
  },
  'stop-marker-report': {
    name: 'stop-marker-report',
    section: '11.4.3, 7.1.3',
    requirement: 'PRQ-14',
    meaning: 'With SMS a stop marker meets a fault and is dropped silently',
    options: {
      record: 'the fault is recorded like that of any page request',
      silent: 'it is not recorded',
    },
  },
  'queue-error-information': {
    name: 'queue-error-information',
    section: '11.4.9.9',
    requirement: 'INV-34',
    meaning: 'What an error of the invalidation queue or of a device-TLB leaves in IQERCD_REG',
    options: {
      reported: 'the kind of error, or the source-id of the function',
      none: '0, no information',
    },
  },
  'protected-memory': {
    name: 'protected-memory',
    section: '11.4.8.1',
    requirement: 'DMA-62',
    meaning: 'With VER.MAX below 2, a request that was remapped reaches a protected region',
    options: {
      block: 'it is blocked',
      allow: 'it proceeds',
    },
  },
  'performance-filter-pairing': {
    name: 'performance-filter-pairing',
    section: '10.5, 10.7',
    requirement: 'REG-119',
    meaning: 'Which filters a counter takes for which event, of the filters that PERFCAP_REG reports',
    options: {
      'table-49': 'those that Table 49 names for the event',
      wider: 'also the requester-id and the PASID filter for the event IOMMU_REQUESTS',
      none: 'none',
    },
  },
  'performance-overflow-action': {
    name: 'performance-overflow-action',
    section: '11.4.13.15, 10.5',
    requirement: 'REG-111',
    meaning: 'What becomes of IO or GFO written to a counter that does not support it',
    options: {
      reserved: 'the field reads 0, and the counter can be enabled',
      refused: 'the field keeps its value, and enabling the counter fails',
    },
  },
  'performance-event-repeated': {
    name: 'performance-event-repeated',
    section: '10.6, 11.4.13.8',
    requirement: 'REG-112',
    meaning: 'A counter with IO set overflows while PIS is still set',
    options: {
      event: 'it is another performance event',
      none: 'it is no new event',
    },
  },
  'pasid-allocation': {
    name: 'pasid-allocation',
    section: '11.4.16.3',
    requirement: 'REG-110',
    meaning: 'What software gets that asks for a PASID through a virtual command',
    options: {
      available: 'a PASID',
      exhausted: 'status 16, no PASID is available',
    },
  },
} as const satisfies Readonly<Record<string, ChoicePoint>>;

export type ChoiceName = keyof typeof CHOICE_POINTS;

/** One way through the model's freedoms: an option for some points, the default for the rest. */
export type Choices = Readonly<Partial<Record<ChoiceName, string>>>;

/** The option that applies at each point. */
export type ResolvedChoices = Readonly<Record<ChoiceName, string>>;

/** Fills in the defaults. Throws a RangeError for a point or option that does not exist. */
export function resolveChoices(choices: Choices): ResolvedChoices {
  const points: Readonly<Record<string, ChoicePoint>> = CHOICE_POINTS;
  for (const [name, option] of Object.entries(choices)) {
    const point = points[name];
    if (point === undefined) throw new RangeError(`there is no choice point ${name}; known are ${Object.keys(points).join(', ')}`);
    if (!(option in point.options)) {
      throw new RangeError(`choice point ${name} has no option ${option}; known are ${Object.keys(point.options).join(', ')}`);
    }
  }
  const defaults = Object.values(points).map((point) => [point.name, Object.keys(point.options)[0]]);
  return { ...(Object.fromEntries(defaults) as Record<ChoiceName, string>), ...choices };
}

/** What an implementation does that takes every default. */
export const DEFAULT_CHOICES = resolveChoices({});
