/**
 * The register file as data (§11.4): every register the model implements, with offset, access types and
 * reset values. Behaviour lives elsewhere; what a plain access does follows from this table alone.
 */
import type { Capabilities } from '../capabilities.js';
import { CAP, ECAP, VER } from './capability-registers.js';
import { ENHANCED_COMMANDS, RESOURCE_DIRECTOR, VIRTUAL_COMMANDS } from './command-definitions.js';
import { field, registerElements, reserved, unknown } from './definition.js';
import type { RegisterDefinition, RegisterElement, RegisterField, Supported } from './definition.js';
import { MEMORY_TYPE_RANGES } from './memory-type-definitions.js';
import { PERFORMANCE_COUNTERS } from './performance-counter-definitions.js';
import { PERFORMANCE_MONITORING, PERFORMANCE_STATUS } from './performance-definitions.js';
import {
  EVENT_ADDRESS,
  EVENT_CONTROL,
  EVENT_DATA,
  EVENT_UPPER_ADDRESS,
  INVALIDATION_QUEUE,
  PAGE_REQUEST_QUEUE,
} from './queue-definitions.js';

const queued: Supported = (c) => c.queuedInvalidation;
const interruptRemapping: Supported = (c) => c.interruptRemapping;
const deviceTlb: Supported = (c) => c.deviceTlb;
const pasid: Supported = (c) => c.pasid;

/** The bits of the global command and status registers. */
function globalBits(access: 'WO' | 'RO', names: readonly [string, string, string, string, string, string, string]): RegisterField[] {
  const [te, srtp, wbf, qie, ire, sirtp, cfi] = names;
  return [
    reserved('RsvdZ', 22, 0),
    field(access, cfi, 23, 23, 'Compatibility Format Interrupt', 0, interruptRemapping),
    field(access, sirtp, 24, 24, 'Set Interrupt Remap Table Pointer', 0, interruptRemapping),
    field(access, ire, 25, 25, 'Interrupt Remapping Enable', 0, interruptRemapping),
    field(access, qie, 26, 26, 'Queued Invalidation Enable', 0, queued),
    field(access, wbf, 27, 27, 'Write Buffer Flush', 0, (c) => c.writeBufferFlushing),
    reserved('RsvdZ', 29, 28),
    field(access, srtp, 30, 30, 'Set Root Table Pointer', 0),
    field(access, te, 31, 31, 'Translation Enable', 0),
  ];
}

const GLOBAL: readonly RegisterDefinition[] = [
  {
    name: 'GCMD',
    title: 'Global Command Register',
    section: '11.4.4.1',
    requirement: 'REG-24',
    bytes: 4,
    offset: 0x18,
    fields: globalBits('WO', ['TE', 'SRTP', 'WBF', 'QIE', 'IRE', 'SIRTP', 'CFI']),
  },
  {
    name: 'GSTS',
    title: 'Global Status Register',
    section: '11.4.4.2',
    requirement: 'REG-28',
    bytes: 4,
    offset: 0x1c,
    fields: globalBits('RO', ['TES', 'RTPS', 'WBFS', 'QIES', 'IRES', 'IRTPS', 'CFIS']),
  },
  {
    name: 'RTADDR',
    title: 'Root Table Address Register',
    section: '11.4.5',
    requirement: 'REG-44',
    bytes: 8,
    offset: 0x20,
    fields: [
      reserved('RsvdZ', 6, 0),
      field('RW', 'SSIRWE', 7, 7, 'Second-Stage I/O Read/Write Enable', 0, (c) => c.get('ECAP', 'SSIRWS') === 1),
      reserved('RsvdZ', 9, 8),
      {
        ...field('RW', 'TTM', 11, 10, 'Translation Table Mode', 0),
        values: { 0: 'legacy mode', 1: 'scalable mode', 2: 'reserved', 3: 'abort-DMA mode' },
      },
      field('RW', 'RTA', 63, 12, 'Root Table Address, bits 63:12', 0),
    ],
  },
];

const IRTA: RegisterDefinition = {
  name: 'IRTA',
  title: 'Interrupt Remapping Table Address Register',
  section: '11.4.10',
  requirement: 'IR-17',
  bytes: 8,
  offset: 0xb8,
  exists: interruptRemapping,
  fields: [
    field('RW', 'S', 3, 0, 'Size: the table has 2^(S+1) entries', 0),
    reserved('RsvdZ', 10, 4),
    {
      ...field('RW', 'EIME', 11, 11, 'Extended Interrupt Mode Enable', 0, (c) => c.extendedInterruptMode),
      values: { 0: 'xAPIC, 8-bit APIC IDs', 1: 'x2APIC, 32-bit APIC IDs' },
    },
    field('RW', 'IRTA', 63, 12, 'Interrupt Remapping Table Address, bits 63:12', 0),
  ],
};

const CCMD: RegisterDefinition = {
  name: 'CCMD',
  title: 'Context Command Register',
  section: '11.4.6.1',
  requirement: 'REG-04',
  bytes: 8,
  offset: 0x28,
  fields: [
    field('RW', 'DID', 15, 0, 'Domain-ID', 0),
    field('WO', 'SID', 31, 16, 'Source-ID', 0),
    field('WO', 'FM', 33, 32, 'Function Mask', 0),
    reserved('RsvdZ', 58, 34),
    unknown('RO', 'CAIG', 60, 59, 'Context Actual Invalidation Granularity'),
    field('RW', 'CIRG', 62, 61, 'Context Invalidation Request Granularity', 0),
    field('RW', 'ICC', 63, 63, 'Invalidate Context-Cache', 0),
  ],
};

const IVA: RegisterDefinition = {
  name: 'IVA',
  title: 'Invalidate Address Register',
  section: '11.4.6.4',
  requirement: 'REG-05',
  bytes: 8,
  offset: (c) => 16 * c.get('ECAP', 'IRO'),
  place: '16·ECAP.IRO',
  fields: [
    field('WO', 'AM', 5, 0, 'Address Mask', 0),
    field('WO', 'IH', 6, 6, 'Invalidation Hint', 0),
    reserved('RsvdZ', 11, 7),
    field('WO', 'ADDR', 63, 12, 'Address, bits 63:12', 0),
  ],
};

const IOTLB: RegisterDefinition = {
  name: 'IOTLB',
  title: 'IOTLB Invalidate Register',
  section: '11.4.6.3',
  requirement: 'REG-05',
  bytes: 8,
  offset: (c) => 16 * c.get('ECAP', 'IRO') + 8,
  place: '16·ECAP.IRO + 8',
  fields: [
    reserved('RsvdP', 31, 0),
    field('RW', 'DID', 47, 32, 'Domain-ID', 0),
    field('RW', 'DW', 48, 48, 'Drain Writes', 0),
    field('RW', 'DR', 49, 49, 'Drain Reads', 0),
    reserved('RsvdZ', 56, 50),
    unknown('RO', 'IAIG', 58, 57, 'IOTLB Actual Invalidation Granularity'),
    reserved('RsvdZ', 59, 59),
    field('RW', 'IIRG', 61, 60, 'IOTLB Invalidation Request Granularity', 0),
    reserved('RsvdZ', 62, 62),
    field('RW', 'IVT', 63, 63, 'Invalidate IOTLB', 0),
  ],
};

const FAULT_EVENT: readonly RegisterDefinition[] = [
  {
    name: 'FSTS',
    title: 'Fault Status Register',
    section: '11.4.7.1',
    requirement: 'FLT-79',
    bytes: 4,
    offset: 0x34,
    fields: [
      field('RW1CS', 'PFO', 0, 0, 'Primary Fault Overflow', 0),
      field('ROS', 'PPF', 1, 1, 'Primary Pending Fault: OR of the F fields of all fault records', 0),
      reserved('RsvdZ', 3, 2),
      field('RW1CS', 'IQE', 4, 4, 'Invalidation Queue Error', 0, queued),
      field('RW1CS', 'ICE', 5, 5, 'Invalidation Completion Error', 0, deviceTlb),
      field('RW1CS', 'ITE', 6, 6, 'Invalidation Time-out Error', 0, deviceTlb),
      reserved('RsvdZ', 7, 7),
      unknown('ROS', 'FRI', 15, 8, 'Fault Record Index of the first pending fault; undefined with PPF=0'),
      reserved('RsvdZ', 31, 16),
    ],
  },
  {
    name: 'FECTL',
    title: 'Fault Event Control Register',
    section: '11.4.7.2',
    requirement: 'FLT-80',
    bytes: 4,
    offset: 0x38,
    fields: EVENT_CONTROL,
  },
  {
    name: 'FEDATA',
    title: 'Fault Event Data Register',
    section: '11.4.7.3',
    requirement: 'FLT-80',
    bytes: 4,
    offset: 0x3c,
    fields: EVENT_DATA,
  },
  {
    name: 'FEADDR',
    title: 'Fault Event Address Register',
    section: '11.4.7.4',
    requirement: 'FLT-80',
    bytes: 4,
    offset: 0x40,
    fields: EVENT_ADDRESS,
  },
  {
    name: 'FEUADDR',
    title: 'Fault Event Upper Address Register',
    section: '11.4.7.5',
    requirement: 'FLT-80',
    bytes: 4,
    offset: 0x44,
    fields: EVENT_UPPER_ADDRESS,
  },
];

const FRCD: RegisterDefinition = {
  name: 'FRCD',
  title: 'Fault Recording Register',
  section: '11.4.7.6',
  requirement: 'FLT-81',
  bytes: 16,
  offset: (c) => 16 * c.get('CAP', 'FRO'),
  place: '16·CAP.FRO + 16·n',
  array: (c) => [{ count: c.get('CAP', 'NFR') + 1, stride: 16 }],
  fields: [
    reserved('RsvdZ', 11, 0),
    unknown('ROS', 'FI', 63, 12, 'Fault Info: page address of the request, bits 63:12'),
    unknown('ROS', 'SID', 79, 64, 'Source Identifier of the faulted request'),
    reserved('RsvdZ', 91, 80),
    unknown('ROS', 'T2', 92, 92, 'Type bit 2: {T1,T2} 00 write, 01 page request, 10 read, 11 AtomicOp'),
    unknown('ROS', 'PRIV', 93, 93, 'Privilege Mode Requested', pasid),
    unknown('ROS', 'EXE', 94, 94, 'Execute Permission Requested', pasid),
    unknown('ROS', 'PP', 95, 95, 'PASID Present', pasid),
    unknown('ROS', 'FR', 103, 96, 'Fault Reason'),
    unknown('ROS', 'PV', 123, 104, 'PASID Value', pasid),
    unknown('ROS', 'AT', 125, 124, 'Address Type of the faulted request', deviceTlb),
    unknown('ROS', 'T1', 126, 126, 'Type bit 1'),
    field('RW1CS', 'F', 127, 127, 'Fault: the record is valid', 0),
  ],
};

const plmr: Supported = (c) => c.get('CAP', 'PLMR') === 1;
const phmr: Supported = (c) => c.get('CAP', 'PHMR') === 1;

/** The regions of this model are 2-MiB aligned: bits 20:0 of base and limit are not implemented (REG-57, N = 20). */
const PROTECTED_MEMORY: readonly RegisterDefinition[] = [
  {
    name: 'PMEN',
    title: 'Protected Memory Enable Register',
    section: '11.4.8.1',
    requirement: 'REG-58',
    bytes: 4,
    offset: 0x64,
    fields: [
      field('RO', 'PRS', 0, 0, 'Protected Region Status', 0),
      reserved('RsvdP', 30, 1),
      field('RW', 'EPM', 31, 31, 'Enable Protected Memory', 0, (c) => plmr(c) || phmr(c)),
    ],
  },
  ...(['PLMBASE', 'PLMLIMIT'] as const).map((name, i): RegisterDefinition => ({
    name,
    title: `Protected Low-Memory ${i === 0 ? 'Base' : 'Limit'} Register`,
    section: `11.4.8.${String(2 + i)}`,
    requirement: 'REG-57',
    bytes: 4,
    offset: 0x68 + 4 * i,
    fields: [reserved('RsvdZ', 20, 0), field('RW', i === 0 ? 'PLMB' : 'PLML', 31, 21, 'Address bits 31:21', 0, plmr)],
  })),
  ...(['PHMBASE', 'PHMLIMIT'] as const).map((name, i): RegisterDefinition => ({
    name,
    title: `Protected High-Memory ${i === 0 ? 'Base' : 'Limit'} Register`,
    section: `11.4.8.${String(4 + i)}`,
    requirement: 'REG-57',
    bytes: 8,
    offset: 0x70 + 8 * i,
    fields: [reserved('RsvdZ', 20, 0), field('RW', i === 0 ? 'PHMB' : 'PHML', 63, 21, 'Address bits 63:21', 0, phmr)],
  })),
];

/** All registers in the order of their offsets; those at implementation-defined offsets last. */
export const REGISTERS: readonly RegisterDefinition[] = [
  VER,
  CAP,
  ECAP,
  ...GLOBAL,
  CCMD,
  ...FAULT_EVENT,
  ...PROTECTED_MEMORY,
  ...INVALIDATION_QUEUE,
  IRTA,
  ...PAGE_REQUEST_QUEUE,
  ...MEMORY_TYPE_RANGES,
  ...PERFORMANCE_MONITORING,
  ...ENHANCED_COMMANDS,
  RESOURCE_DIRECTOR,
  ...VIRTUAL_COMMANDS,
  IVA,
  IOTLB,
  FRCD,
  ...PERFORMANCE_STATUS,
  ...PERFORMANCE_COUNTERS,
];

/** Byte offset of a register on the given implementation; of an array that of the element with this outer index. */
export function registerOffset(register: RegisterDefinition, capabilities: Capabilities, index = 0): number {
  const base = typeof register.offset === 'number' ? register.offset : register.offset(capabilities);
  return base + index * (register.array?.(capabilities)[0]?.stride ?? 0);
}

/** A register of an implementation at its place. */
export interface PlacedRegister extends RegisterElement {
  readonly register: RegisterDefinition;
}

const placed = new WeakMap<Capabilities, readonly PlacedRegister[]>();

/** Every register that an implementation has, each element of an array by itself. */
export function placedRegisters(capabilities: Capabilities): readonly PlacedRegister[] {
  let registers = placed.get(capabilities);
  if (registers === undefined) {
    registers = REGISTERS.filter((register) => register.exists?.(capabilities) !== false).flatMap((register) =>
      registerElements(register, capabilities).map((element) => ({ ...element, register })),
    );
    placed.set(capabilities, registers);
  }
  return registers;
}
