/** The registers of the invalidation queue and the page request queue as data (§11.4.9, §11.4.11), and those of event interrupts. */
import { field, reserved } from './definition.js';
import type { RegisterDefinition, RegisterField, Supported } from './definition.js';

const queued: Supported = (c) => c.queuedInvalidation;
const deviceTlb: Supported = (c) => c.queuedInvalidation && c.deviceTlb;
const pageRequests: Supported = (c) => c.pageRequests;

export const EVENT_CONTROL: readonly RegisterField[] = [
  reserved('RsvdP', 29, 0),
  field('RO', 'IP', 30, 30, 'Interrupt Pending', 0),
  field('RW', 'IM', 31, 31, 'Interrupt Mask', 1),
];
export const EVENT_DATA: readonly RegisterField[] = [field('RW', 'IMD', 15, 0, 'Interrupt Message Data', 0), reserved('RsvdZ', 31, 16)];
export const EVENT_ADDRESS: readonly RegisterField[] = [reserved('RsvdZ', 1, 0), field('RW', 'MA', 31, 2, 'Message Address', 0)];
export const EVENT_UPPER_ADDRESS: readonly RegisterField[] = [field('RW', 'MUA', 31, 0, 'Message Upper Address', 0)];

/** The four registers of an event interrupt, at and behind `offset`. */
function eventRegisters(
  prefix: string,
  title: string,
  section: string,
  first: number,
  offset: number,
  exists: Supported,
): RegisterDefinition[] {
  const parts: readonly (readonly [string, string, readonly RegisterField[]])[] = [
    ['CTL', 'Control', EVENT_CONTROL],
    ['DATA', 'Data', EVENT_DATA],
    ['ADDR', 'Address', EVENT_ADDRESS],
    ['UADDR', 'Upper Address', EVENT_UPPER_ADDRESS],
  ];
  return parts.map(([suffix, part, fields], i) => ({
    name: `${prefix}${suffix}`,
    title: `${title} Event ${part} Register`,
    section: `${section}.${String(first + i)}`,
    requirement: 'REG-08',
    bytes: 4,
    offset: offset + 4 * i,
    exists,
    fields,
  }));
}

function pointer(
  name: string,
  title: string,
  section: string,
  offset: number,
  low: number,
  access: 'RO' | 'RW',
  exists: Supported,
): RegisterDefinition {
  return {
    name,
    title,
    section,
    requirement: 'REG-07',
    bytes: 8,
    offset,
    exists,
    fields: [
      reserved('RsvdZ', low - 1, 0),
      field(access, name.slice(1), 18, low, `Offset in the queue, bits 18:${String(low)}`, 0),
      reserved('RsvdZ', 63, 19),
    ],
  };
}

export const INVALIDATION_QUEUE: readonly RegisterDefinition[] = [
  pointer('IQH', 'Invalidation Queue Head Register', '11.4.9.1', 0x80, 4, 'RO', queued),
  pointer('IQT', 'Invalidation Queue Tail Register', '11.4.9.2', 0x88, 4, 'RW', queued),
  {
    name: 'IQA',
    title: 'Invalidation Queue Address Register',
    section: '11.4.9.3',
    requirement: 'REG-60',
    bytes: 8,
    offset: 0x90,
    exists: queued,
    fields: [
      field('RW', 'QS', 2, 0, 'Queue Size: 2^QS pages', 0),
      reserved('RsvdZ', 10, 3),
      field('RW', 'DW', 11, 11, 'Descriptor Width: 1 means 256 bits', 0),
      field('RW', 'IQA', 63, 12, 'Base of the queue, bits 63:12', 0),
    ],
  },
  {
    name: 'ICS',
    title: 'Invalidation Completion Status Register',
    section: '11.4.9.4',
    requirement: 'REG-09',
    bytes: 4,
    offset: 0x9c,
    exists: queued,
    fields: [field('RW1CS', 'IWC', 0, 0, 'Invalidation Wait descriptor Complete', 0), reserved('RsvdZ', 31, 1)],
  },
  ...eventRegisters('IE', 'Invalidation', '11.4.9', 5, 0xa0, queued),
  {
    name: 'IQERCD',
    title: 'Invalidation Queue Error Record Register',
    section: '11.4.9.9',
    requirement: 'REG-09',
    bytes: 8,
    offset: 0xb0,
    exists: queued,
    fields: [
      field('ROS', 'IQEI', 3, 0, 'Invalidation Queue Error Information; valid with FSTS.IQE', 0),
      reserved('RsvdZ', 31, 4),
      { ...field('ROS', 'ITESID', 47, 32, 'Source-id of an invalidation time-out; valid with FSTS.ITE', 0), supported: deviceTlb },
      { ...field('ROS', 'ICESID', 63, 48, 'Source-id of an invalidation completion error; valid with FSTS.ICE', 0), supported: deviceTlb },
    ],
  },
];

export const PAGE_REQUEST_QUEUE: readonly RegisterDefinition[] = [
  pointer('PQH', 'Page Request Queue Head Register', '11.4.11.1', 0xc0, 5, 'RW', pageRequests),
  pointer('PQT', 'Page Request Queue Tail Register', '11.4.11.2', 0xc8, 5, 'RW', pageRequests),
  {
    name: 'PQA',
    title: 'Page Request Queue Address Register',
    section: '11.4.11.3',
    requirement: 'REG-66',
    bytes: 8,
    offset: 0xd0,
    exists: pageRequests,
    fields: [
      field('RW', 'PQS', 2, 0, 'Page request Queue Size: 2^PQS pages', 0),
      reserved('RsvdZ', 11, 3),
      field('RW', 'PQA', 63, 12, 'Base of the queue, bits 63:12', 0),
    ],
  },
  {
    name: 'PRS',
    title: 'Page Request Status Register',
    section: '11.4.11.4',
    requirement: 'REG-67',
    bytes: 4,
    offset: 0xdc,
    exists: pageRequests,
    fields: [
      field('RW1CS', 'PPR', 0, 0, 'Pending Page Request', 0),
      field('RW1CS', 'PRO', 1, 1, 'Page Request Overflow', 0),
      reserved('RsvdZ', 31, 2),
    ],
  },
  ...eventRegisters('PE', 'Page Request', '11.4.11', 5, 0xe0, pageRequests),
];
