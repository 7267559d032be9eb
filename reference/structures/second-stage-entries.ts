/**
 * Second-stage paging entries (§9.8, §3.7, PGT-10 to PGT-15): one layout for each form an entry takes.
 * Reserved bits count only in an entry with R or W set.
 */
import type { Field, Layout, ReservedContext } from './layout.js';

const R: Field = { name: 'R', high: 0, low: 0, meaning: 'Read permission' };
const W: Field = { name: 'W', high: 1, low: 1, meaning: 'Write permission' };
const A: Field = { name: 'A', high: 8, low: 8, kind: 'ignored', meaning: 'Accessed; ignored in legacy mode' };
const D: Field = { name: 'D', high: 9, low: 9, kind: 'ignored', meaning: 'Dirty; ignored in legacy mode' };
const EMT: Field = { name: 'EMT', high: 5, low: 3, kind: 'ignored', meaning: 'Extended Memory Type; ignored in legacy mode' };
const IPAT: Field = { name: 'IPAT', high: 6, low: 6, kind: 'ignored', meaning: 'Ignore PAT; ignored in legacy mode' };
const SNP: Field = {
  name: 'SNP',
  high: 11,
  low: 11,
  meaning: 'Snoop the final access; reserved with ECAP.SC=0',
  reservedWhen: (context) => !context.snoopControl,
};
const RSVD_11: Field = { name: 'RSVD_11', high: 11, low: 11, kind: 'reserved', meaning: 'reserved' };
const UPPER: readonly Field[] = [
  { name: 'IGN_61_52', high: 61, low: 52, kind: 'ignored', meaning: 'ignored by hardware' },
  { name: 'RSVD_62', high: 62, low: 62, kind: 'reserved', meaning: 'reserved' },
  { name: 'IGN_63', high: 63, low: 63, kind: 'ignored', meaning: 'ignored by hardware' },
];

function ignored(high: number, low: number): Field {
  return { name: `IGN_${String(high)}_${String(low)}`, high, low, kind: 'ignored', meaning: 'ignored by hardware' };
}

function address(low: number): Field {
  return { name: 'ADDR', high: 51, low, kind: 'address', meaning: `Physical address, bits 51:${String(low)}` };
}

function pageSize(meaning: string, reservedWhen?: (context: ReservedContext) => boolean): Field {
  const field: Field = { name: 'PS', high: 7, low: 7, meaning };
  return reservedWhen === undefined ? field : { ...field, reservedWhen };
}

function layout(name: string, title: string, fields: readonly Field[]): Layout {
  return { name, title, section: '9.8', requirement: 'PGT-11', bits: 64, fields: [...fields, ...UPPER] };
}

const RSVD_7: Field = { name: 'RSVD_7', high: 7, low: 7, kind: 'reserved', meaning: 'reserved' };
const ROOT_FIELDS = [R, W, ignored(6, 2), RSVD_7, A, ignored(10, 9), RSVD_11, address(12)];
const TABLE_FIELDS = [R, W, ignored(6, 2), pageSize('0: the entry refers to a table'), A, ignored(10, 9), RSVD_11, address(12)];
const LEAF_FIELDS = [R, W, { ...ignored(2, 2), name: 'IGN_2' }, EMT, IPAT];

export const SS_PML5E = layout('ss-pml5e', 'Second-stage PML5 entry', ROOT_FIELDS);
export const SS_PML4E = layout('ss-pml4e', 'Second-stage PML4 entry', ROOT_FIELDS);
export const SS_PDPE = layout('ss-pdpe', 'Second-stage page-directory-pointer entry that refers to a page directory', TABLE_FIELDS);
export const SS_PDE = layout('ss-pde', 'Second-stage page-directory entry that refers to a page table', TABLE_FIELDS);
export const SS_PDPE_1G = layout('ss-pdpe-1g', 'Second-stage page-directory-pointer entry that maps a 1-GiB page', [
  ...LEAF_FIELDS,
  pageSize('1: the entry maps a 1-GiB page; reserved without CAP.SSLPS bit 1', (context) => !context.secondStage1G),
  A,
  D,
  { ...ignored(10, 10), name: 'IGN_10' },
  SNP,
  { name: 'RSVD_29_12', high: 29, low: 12, kind: 'reserved', meaning: 'reserved' },
  address(30),
]);
export const SS_PDE_2M = layout('ss-pde-2m', 'Second-stage page-directory entry that maps a 2-MiB page', [
  ...LEAF_FIELDS,
  pageSize('1: the entry maps a 2-MiB page; reserved without CAP.SSLPS bit 0', (context) => !context.secondStage2M),
  A,
  D,
  { ...ignored(10, 10), name: 'IGN_10' },
  SNP,
  { name: 'RSVD_20_12', high: 20, low: 12, kind: 'reserved', meaning: 'reserved' },
  address(21),
]);
export const SS_PTE = layout('ss-pte', 'Second-stage page-table entry that maps a 4-KiB page', [
  ...LEAF_FIELDS,
  { ...ignored(7, 7), name: 'IGN_7' },
  A,
  D,
  { ...ignored(10, 10), name: 'IGN_10' },
  SNP,
  address(12),
]);
