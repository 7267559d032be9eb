/** The registers of each performance counter as data (§11.4.13.15 to §11.4.13.23): `[c]` is the counter, `[c,e]` an event group of it. */
import type { Capabilities } from '../capabilities.js';
import { field, reserved, unknown } from './definition.js';
import type { Dimension, RegisterDefinition, RegisterField, Supported } from './definition.js';

const exists: Supported = (c) => c.has('ECAP', 'PMS');
const perCounter: Supported = (c) => c.has('ECAP', 'PMS') && c.get('PERFCAP', 'PCCS') === 1;
/** Bytes of the configuration block of a counter. */
export const CONFIGURATION_BYTES = 0x100;

const counters = (c: Capabilities): Dimension => ({ count: c.get('PERFCAP', 'NCNTR'), stride: CONFIGURATION_BYTES });

/** Bits of a counter: its own capabilities go before those of all (§11.4.13.21). */
export function counterWidth(c: Capabilities, counter: number): number {
  const own = `PERFCNTRCAP[${String(counter)}]` as const;
  return c.get(own, 'PCC') === 1 ? c.get(own, 'CW') : c.get('PERFCAP', 'CW');
}

/** A register in the configuration block of each counter, `at` bytes behind its start. */
function configuration(
  at: number,
  section: number,
  part: Pick<RegisterDefinition, 'name' | 'title' | 'requirement' | 'bytes' | 'fields'> & Partial<RegisterDefinition>,
): RegisterDefinition {
  return {
    section: `11.4.13.${String(section)}`,
    offset: (c) => c.get('PERFCFGOFF', 'CFGO') + at,
    place: `PERFCFGOFF + 0x100·c${at === 0 ? '' : ` + 0x${at.toString(16)}`}`,
    array: (c) => [counters(c)],
    exists,
    ...part,
  };
}

/** A filter: its bit of PERFCAP, what it compares, and the fields below bit 31. */
function filter(
  at: number,
  section: number,
  prefix: string,
  support: 'RIDFS' | 'DIDFS' | 'PASIDFS' | 'ATFS' | 'PTLFS',
  title: string,
  fields: readonly RegisterField[],
): RegisterDefinition {
  const low = Math.max(...fields.map(({ high }) => high)) + 1;
  return configuration(at, section, {
    name: `PERFCNTR_${prefix}FLTR`,
    title: `Performance Monitoring ${title} Filter Configuration Register`,
    requirement: 'REG-88',
    bytes: 4,
    exists: (c) => exists(c) && c.get('PERFCAP', support) === 1,
    fields: [...fields, reserved('RsvdZ', 30, low), field('RWL', 'EN', 31, 31, 'Enable: only occurrences that match are counted', 0)],
  });
}

const FILTERS: readonly RegisterDefinition[] = [
  filter(0x08, 16, 'RID', 'RIDFS', 'Requester ID', [field('RWL', 'RID', 15, 0, 'Requester ID that matches', 0)]),
  filter(0x0c, 17, 'DID', 'DIDFS', 'Domain ID', [field('RWL', 'DID', 15, 0, 'Domain ID that matches', 0)]),
  filter(0x10, 18, 'PASID', 'PASIDFS', 'PASID', [
    field('RWL', 'PASID', 19, 0, 'PASID that matches with PFM=0', 0),
    {
      ...field('RWL', 'PFM', 21, 20, 'PASID Filter Mode', 0),
      values: { 0: 'requests with this PASID', 1: 'requests with any PASID', 2: 'requests without PASID', 3: 'reserved' },
    },
  ]),
  filter(0x14, 19, 'AT', 'ATFS', 'Address Type', [
    field('RWL', 'AT', 4, 0, 'Address Types that match: bit 0 untranslated, 1 translation, 2 translated, 4 host permission prefetch', 0),
  ]),
  // §11.4.13.20 lists PTL as write-only, unlike the fields of the other filters; it is locked with them (Table 51).
  filter(0x18, 20, 'PTL', 'PTLFS', 'Page Table Level', [
    field('WO', 'PTL', 4, 0, 'Page Table Levels that match: bit 0 4-KiB pages or tables of level 1, up to bit 4 for level 5', 0),
  ]),
];

export const PERFORMANCE_COUNTERS: readonly RegisterDefinition[] = [
  configuration(0, 15, {
    name: 'PERFCNTRCFG',
    title: 'Performance Monitoring Counter Configuration Register',
    requirement: 'REG-88',
    bytes: 8,
    fields: [
      field('RO', 'EN', 0, 0, 'Enable: set and cleared by enhanced commands', 0),
      field('RWL', 'IO', 1, 1, 'Interrupt on Overflow', 0),
      field('RWL', 'GFO', 2, 2, 'Global Freeze on Overflow', 0),
      reserved('RsvdZ', 7, 3),
      field('RWL', 'EGI', 11, 8, 'Event Group Index', 0),
      reserved('RsvdZ', 31, 12),
      field('RWL', 'ES', 59, 32, 'Event Select: the events of the group to count, a bit each (Table 49)', 0),
      reserved('RsvdZ', 63, 60),
    ],
  }),
  ...FILTERS,
  configuration(0x80, 21, {
    name: 'PERFCNTRCAP',
    title: 'Performance Monitoring Counter Capability Register',
    requirement: 'REG-105',
    bytes: 4,
    exists: perCounter,
    claim: true,
    fields: [
      unknown('RO', 'PCC', 0, 0, 'Per-Counter Capabilities: this register holds instead of PERFCAP and PERFEVNTCAP'),
      reserved('RsvdZ', 7, 1),
      unknown('RO', 'CW', 15, 8, 'Counter Width in bits'),
      unknown('RO', 'IOS', 16, 16, 'Interrupt on Overflow Support'),
      unknown('RO', 'GFS', 17, 17, 'Global Freeze on Overflow Support'),
      reserved('RsvdZ', 27, 18),
      unknown('RO', 'EGCNT', 31, 28, 'Event Group Count: number of PERFCNTREVCAP registers of the counter'),
    ],
  }),
  configuration(0x84, 22, {
    name: 'PERFCNTREVCAP',
    title: 'Performance Monitoring Counter Event Capability Register',
    requirement: 'REG-105',
    bytes: 4,
    place: 'PERFCFGOFF + 0x100·c + 0x84 + 4·e',
    // §11.4.13.21: a counter has at most 15 event groups, the widest EGCNT.
    array: (c) => [counters(c), { count: 15, stride: 4 }],
    exists: perCounter,
    claim: true,
    fields: [
      unknown('RO', 'ES', 27, 0, 'Event Support: the events of the group that the counter can count, a bit each (Table 49)'),
      unknown('RO', 'EGI', 31, 28, 'Event Group Index'),
    ],
  }),
  {
    name: 'PERFCNTR',
    title: 'Performance Monitoring Counter Register',
    section: '11.4.13.23',
    requirement: 'REG-92',
    bytes: 8,
    offset: (c) => c.get('PERFCNTROFF', 'CNTO'),
    place: 'PERFCNTROFF + 2^(PERFCAP.CS+10)·c',
    array: (c) => [{ count: c.get('PERFCAP', 'NCNTR'), stride: 2 ** (c.get('PERFCAP', 'CS') + 10) }],
    exists,
    fields: [{ ...field('RWLV', 'CNTR', 63, 0, 'Counter Value, as wide as the counter', 0), width: counterWidth }],
  },
];
