/** Entries of the host permission table (§9.12, ATS-60). */
import type { Field, Layout } from './layout.js';

const UPPER: readonly Field[] = [
  { name: 'AV', high: 64, low: 64, meaning: 'Address Valid: the entry refers to a table' },
  { name: 'RSVD_75_65', high: 75, low: 65, kind: 'reserved', meaning: 'reserved' },
  { name: 'ADDR', high: 115, low: 76, kind: 'address', meaning: 'Table of the next level, bits 51:12 of its address' },
  { name: 'IGN_127_116', high: 127, low: 116, kind: 'ignored', meaning: 'ignored by hardware' },
];

function reserved(high: number, low: number): Field {
  return { name: `RSVD_${String(high)}_${String(low)}`, high, low, kind: 'reserved', meaning: 'reserved' };
}

/** Page permissions of 4 bits each: R, W and two reserved bits. */
function permissions(count: number, reservedWhen?: Field['reservedWhen']): Field[] {
  return Array.from({ length: count }, (_, i): Field[] => {
    const field: Field = {
      name: `PP${String(i)}`,
      high: 4 * i + 1,
      low: 4 * i,
      meaning: `Permission of page ${String(i)}: bit 0 read, bit 1 write`,
    };
    return [reservedWhen === undefined ? field : { ...field, reservedWhen }, reserved(4 * i + 3, 4 * i + 2)];
  }).flat();
}

function layout(level: number, fields: readonly Field[]): Layout {
  return {
    name: `hpt-l${String(level)}e`,
    title: `Host permission table entry of level ${String(level)}`,
    section: '9.12',
    requirement: 'ATS-60',
    bits: 128,
    fields,
  };
}

export const HPT_L4E = layout(4, [reserved(63, 0), ...UPPER]);
export const HPT_L3E = layout(3, [...permissions(8, (c) => !c.has('ECAP', 'HPT1GPS')), reserved(63, 32), ...UPPER]);
export const HPT_L2E = layout(2, [...permissions(16), ...UPPER]);
export const HPT_L1E = layout(1, permissions(32));
