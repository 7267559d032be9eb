/** Interrupt remapping table entries in both formats and the posted interrupt descriptor (§9.9 to §9.11). */
import type { Field, Layout, ReservedContext } from './layout.js';

const hasNoPosting = (c: ReservedContext): boolean => !c.has('CAP', 'PI');

function reserved(high: number, low: number): Field {
  const name = high === low ? `RSVD_${String(high)}` : `RSVD_${String(high)}_${String(low)}`;
  return { name, high, low, kind: 'reserved', meaning: 'reserved' };
}

const PRESENT: readonly Field[] = [
  { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit but FPD is ignored' },
  {
    name: 'FPD',
    high: 1,
    low: 1,
    meaning: 'Fault Processing Disable: 1 means qualified faults are not recorded; looked at even with P=0',
  },
];

const AVAILABLE: Field = { name: 'AVAIL', high: 11, low: 8, kind: 'ignored', meaning: 'ignored by hardware, free for software' };

const SOURCE: readonly Field[] = [
  { name: 'SID', high: 79, low: 64, meaning: 'Source Identifier: a requester-id, or first (79:72) and last bus (71:64) of a range' },
  {
    name: 'SQ',
    high: 81,
    low: 80,
    meaning: 'Source-id Qualifier, with SVT=01b',
    values: { 0: 'all bits compared', 1: 'bit 2 not compared', 2: 'bits 2:1 not compared', 3: 'bits 2:0 not compared' },
  },
  {
    name: 'SVT',
    high: 83,
    low: 82,
    meaning: 'Source Validation Type',
    values: { 0: 'no verification', 1: 'requester-id under SQ', 2: 'bus within a range', 3: 'reserved' },
  },
];

/** Everything of the remapped format but the destination. */
function remapped(destination: readonly Field[]): readonly Field[] {
  return [
    ...PRESENT,
    { name: 'DM', high: 2, low: 2, meaning: 'Destination Mode', values: { 0: 'physical', 1: 'logical' } },
    { name: 'RH', high: 3, low: 3, meaning: 'Redirection Hint: 1 means one of the processors that the destination names' },
    { name: 'TM', high: 4, low: 4, meaning: 'Trigger Mode', values: { 0: 'edge', 1: 'level' } },
    {
      name: 'DLM',
      high: 7,
      low: 5,
      meaning: 'Delivery Mode',
      values: { 0: 'fixed', 1: 'lowest priority', 2: 'SMI', 4: 'NMI', 5: 'INIT', 7: 'ExtINT' },
    },
    AVAILABLE,
    reserved(14, 12),
    { name: 'IM', high: 15, low: 15, meaning: 'IRTE Mode', reservedWhen: hasNoPosting, values: { 0: 'remapped', 1: 'posted' } },
    { name: 'V', high: 23, low: 16, meaning: 'Vector' },
    reserved(31, 24),
    ...destination,
    ...SOURCE,
    reserved(127, 84),
  ];
}

/** IRTE in remapped format with extended interrupt mode, IRTA_REG.EIME=1 (§9.9). */
export const IRTE: Layout = {
  name: 'irte',
  title: 'Interrupt Remapping Table Entry, remapped, x2APIC',
  section: '9.9',
  requirement: 'IR-45',
  bits: 128,
  fields: remapped([{ name: 'DST', high: 63, low: 32, meaning: 'Destination: APIC ID bits 31:0' }]),
};

/** The same with IRTA_REG.EIME=0 (§9.9, IR-46). */
export const IRTE_XAPIC: Layout = {
  name: 'irte-xapic',
  title: 'Interrupt Remapping Table Entry, remapped, xAPIC',
  section: '9.9',
  requirement: 'IR-46',
  bits: 128,
  fields: remapped([reserved(39, 32), { name: 'DST', high: 47, low: 40, meaning: 'Destination: APIC ID bits 7:0' }, reserved(63, 48)]),
};

/** IRTE in posted format (§9.10). */
export const IRTE_POSTED: Layout = {
  name: 'irte-posted',
  title: 'Interrupt Remapping Table Entry, posted',
  section: '9.10',
  requirement: 'PI-05',
  bits: 128,
  split: [
    {
      name: 'PDA',
      parts: [
        { field: 'PDAL', addressBit: 6 },
        { field: 'PDAH', addressBit: 32 },
      ],
    },
  ],
  fields: [
    ...PRESENT,
    reserved(7, 2),
    AVAILABLE,
    reserved(13, 12),
    { name: 'URG', high: 14, low: 14, meaning: 'Urgent: SN does not suppress the notification', reservedWhen: hasNoPosting },
    { name: 'IM', high: 15, low: 15, meaning: 'IRTE Mode', reservedWhen: hasNoPosting, values: { 0: 'remapped', 1: 'posted' } },
    { name: 'VV', high: 23, low: 16, meaning: 'Virtual Vector: the bit of PIR that is set' },
    reserved(37, 24),
    { name: 'PDAL', high: 63, low: 38, meaning: 'Posted Descriptor Address, bits 31:6' },
    ...SOURCE,
    reserved(95, 84),
    { name: 'PDAH', high: 127, low: 96, kind: 'address', meaning: 'Posted Descriptor Address, bits 63:32' },
  ],
};

/** Everything of a posted interrupt descriptor but the notification destination. */
function descriptor(destination: readonly Field[]): readonly Field[] {
  return [
    { name: 'PIR', high: 255, low: 0, meaning: 'Posted Interrupt Requests, one bit a vector' },
    { name: 'ON', high: 256, low: 256, meaning: 'Outstanding Notification' },
    { name: 'SN', high: 257, low: 257, meaning: 'Suppress Notification of interrupts that are not urgent' },
    reserved(271, 258),
    { name: 'NV', high: 279, low: 272, meaning: 'Notification Vector' },
    reserved(287, 280),
    ...destination,
    reserved(511, 320),
  ];
}

/** Posted Interrupt Descriptor with extended interrupt mode (§9.11). */
export const POSTED_INTERRUPT_DESCRIPTOR: Layout = {
  name: 'posted-interrupt-descriptor',
  title: 'Posted Interrupt Descriptor, x2APIC',
  section: '9.11',
  requirement: 'PI-10',
  bits: 512,
  fields: descriptor([{ name: 'NDST', high: 319, low: 288, meaning: 'Notification Destination: physical APIC ID bits 31:0' }]),
};

/** The same with IRTA_REG.EIME=0 (§9.11, PI-11). */
export const POSTED_INTERRUPT_DESCRIPTOR_XAPIC: Layout = {
  name: 'posted-interrupt-descriptor-xapic',
  title: 'Posted Interrupt Descriptor, xAPIC',
  section: '9.11',
  requirement: 'PI-11',
  bits: 512,
  fields: descriptor([
    reserved(295, 288),
    { name: 'NDST', high: 303, low: 296, meaning: 'Notification Destination: physical APIC ID bits 7:0' },
    reserved(319, 304),
  ]),
};
