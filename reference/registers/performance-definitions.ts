/** The registers of performance monitoring that serve all counters, as data (§11.4.13.2 to §11.4.13.14); they exist with ECAP.PMS. */
import { field, reserved, unknown } from './definition.js';
import type { Dimension, RegisterDefinition, RegisterField, Supported } from './definition.js';
import { EVENT_ADDRESS, EVENT_CONTROL, EVENT_DATA, EVENT_UPPER_ADDRESS } from './queue-definitions.js';

const exists: Supported = (c) => c.has('ECAP', 'PMS');
/** Counters of a word of status bits. */
const BITS = 64;

type Part = Omit<RegisterDefinition, 'exists' | 'requirement' | 'section'>;

function performance(section: number, requirement: string, part: Part): RegisterDefinition {
  return { section: `11.4.13.${String(section)}`, requirement, exists, ...part };
}

const claimed = (name: string, high: number, low: number, meaning: string): RegisterField => unknown('RO', name, high, low, meaning);

/** PERFCAP: bits 63:60 are reserved and read Fh. */
const CAPABILITY = performance(2, 'REG-104', {
  name: 'PERFCAP',
  title: 'Performance Monitoring Capability Register',
  bytes: 8,
  offset: 0x300,
  claim: true,
  fields: [
    claimed('NCNTR', 15, 0, 'Number of Counters'),
    claimed('CW', 22, 16, 'Counter Width in bits'),
    reserved('RsvdZ', 23, 23),
    claimed('EGCNT', 28, 24, 'Event Group Count: number of PERFEVNTCAP registers'),
    reserved('RsvdZ', 31, 29),
    claimed('RIDFS', 32, 32, 'Requester ID Filter Support'),
    claimed('DIDFS', 33, 33, 'Domain ID Filter Support'),
    claimed('PASIDFS', 34, 34, 'PASID Filter Support'),
    claimed('ATFS', 35, 35, 'Address Type Filter Support'),
    claimed('PTLFS', 36, 36, 'Page Table Level Filter Support'),
    reserved('RsvdZ', 47, 37),
    claimed('CWE', 48, 48, 'Counters Writable while Enabled'),
    claimed('GFS', 49, 49, 'Global Freeze on Overflow Support'),
    claimed('IOS', 50, 50, 'Interrupt on Overflow Support'),
    claimed('PCCS', 51, 51, 'Per Counter Capabilities Support'),
    claimed('CS', 54, 52, 'Counter Stride: counters are 2^(CS+10) bytes apart'),
    reserved('RsvdZ', 59, 55),
    { ...field('RO', 'RSVD_63_60', 63, 60, 'reserved, reads Fh', 0xf), kind: 'ignored' },
  ],
});

/** Registers that say where others lie, in bytes from the register base. */
const OFFSETS: readonly RegisterDefinition[] = (
  [
    ['PERFCFGOFF', 'Configuration', 'CFGO', 'configuration block of the first counter, 256-byte aligned'],
    ['PERFFRZOFF', 'Freeze', 'FZO', 'first freeze status register, 8-byte aligned'],
    ['PERFOVFOFF', 'Overflow', 'OFO', 'first overflow status register, 8-byte aligned'],
    ['PERFCNTROFF', 'Counter', 'CNTO', 'first counter, aligned to the counter stride'],
  ] as const
).map(([name, title, fieldName, meaning], i) =>
  performance(3 + i, 'REG-104', {
    name,
    title: `Performance Monitoring ${title} Offset Register`,
    bytes: 4,
    offset: 0x310 + 4 * i,
    claim: true,
    fields: [claimed(fieldName, 31, 0, `Offset of the ${meaning}`)],
  }),
);

/** Performance event control, data, address and upper address. */
const EVENT: readonly RegisterDefinition[] = (
  [
    ['CTL', 'Control', EVENT_CONTROL],
    ['DATA', 'Data', EVENT_DATA],
    ['ADDR', 'Address', EVENT_ADDRESS],
    ['UADDR', 'Upper Address', EVENT_UPPER_ADDRESS],
  ] as const
).map(([suffix, title, fields], i) =>
  performance(8 + i, 'REG-93', {
    name: `PERFINTR${suffix}`,
    title: `Performance Monitoring Interrupt ${title} Register`,
    bytes: 4,
    offset: 0x328 + 4 * i,
    fields,
  }),
);

/** As many words as the counters need with a bit each. */
function statusWords(counters: number): readonly Dimension[] {
  return [{ count: Math.ceil(counters / BITS), stride: 8 }];
}

export const PERFORMANCE_MONITORING: readonly RegisterDefinition[] = [
  CAPABILITY,
  ...OFFSETS,
  performance(7, 'REG-91', {
    name: 'PERFINTRSTS',
    title: 'Performance Monitoring Interrupt Status Register',
    bytes: 4,
    offset: 0x324,
    fields: [field('RW1C', 'PIS', 0, 0, 'Performance Interrupt Status: a counter with IO=1 overflowed', 0), reserved('RsvdZ', 31, 1)],
  }),
  ...EVENT,
  performance(14, 'REG-105', {
    name: 'PERFEVNTCAP',
    title: 'Performance Monitoring Event Capability Register',
    bytes: 8,
    offset: 0x380,
    place: '0x380 + 8·g',
    array: (c) => [{ count: c.get('PERFCAP', 'EGCNT'), stride: 8 }],
    claim: true,
    fields: [claimed('ES', 27, 0, 'Events Supported of event group g, a bit each (Table 49)'), reserved('RsvdZ', 63, 28)],
  }),
];

/** Status of the counters, a bit each, at offsets that an implementation reports. */
export const PERFORMANCE_STATUS: readonly RegisterDefinition[] = [
  performance(12, 'REG-92', {
    name: 'PERFFRZSTS',
    title: 'Performance Monitoring Freeze Status Register',
    bytes: 8,
    offset: (c) => c.get('PERFFRZOFF', 'FZO'),
    place: 'PERFFRZOFF + 8·m',
    array: (c) => statusWords(c.get('PERFCAP', 'NCNTR')),
    fields: [
      {
        ...field('RO', 'FS', 63, 0, 'Freeze State of counters 64·m to 64·m+63: 1 means frozen', 0),
      },
    ],
  }),
  performance(13, 'REG-91', {
    name: 'PERFOVFSTS',
    title: 'Performance Monitoring Overflow Status Register',
    bytes: 8,
    offset: (c) => c.get('PERFOVFOFF', 'OFO'),
    place: 'PERFOVFOFF + 8·m',
    array: (c) => statusWords(c.get('PERFCAP', 'NCNTR')),
    fields: [field('RW1C', 'OS', 63, 0, 'Overflow Status of counters 64·m to 64·m+63: 1 means overflowed', 0)],
  }),
];
