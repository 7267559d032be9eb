/**
 * First-stage paging entries (§9.7, §3.6, PGT-30 to PGT-33): one layout for each form an entry takes.
 * Reserved bits count only in an entry with P set.
 */
import type { Field, Layout } from './layout.js';

const P: Field = { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit is ignored' };
const RW: Field = { name: 'RW', high: 1, low: 1, meaning: 'Read/Write: 0 denies writing, to supervisors only with WPE' };
const US: Field = { name: 'US', high: 2, low: 2, meaning: 'User/Supervisor: 0 denies requests with user privilege' };
const PWT: Field = { name: 'PWT', high: 3, low: 3, meaning: 'Page-level Write Through: bit 0 of the PAT index' };
const PCD: Field = { name: 'PCD', high: 4, low: 4, meaning: 'Page-level Cache Disable: bit 1 of the PAT index' };
const A: Field = { name: 'A', high: 5, low: 5, meaning: 'Accessed: set by hardware in every entry used' };
const D: Field = { name: 'D', high: 6, low: 6, meaning: 'Dirty: set by hardware in the leaf of a write' };
const G: Field = { name: 'G', high: 8, low: 8, kind: 'ignored', meaning: 'Global: ignored, acts as 0' };
const EA: Field = { name: 'EA', high: 10, low: 10, meaning: 'Extended Accessed: set by hardware with EAFE, else ignored' };
const IGN_9 = ignored(9, 9);
const IGN_11 = ignored(11, 11);
const UPPER = ignored(63, 52);
const RSVD_7: Field = { name: 'RSVD_7', high: 7, low: 7, kind: 'reserved', meaning: 'reserved' };

function ignored(high: number, low: number): Field {
  const name = high === low ? `IGN_${String(low)}` : `IGN_${String(high)}_${String(low)}`;
  return { name, high, low, kind: 'ignored', meaning: 'ignored by hardware' };
}

function reserved(high: number, low: number): Field {
  return { name: `RSVD_${String(high)}_${String(low)}`, high, low, kind: 'reserved', meaning: 'reserved' };
}

function address(low: number): Field {
  return { name: 'ADDR', high: 51, low, kind: 'address', meaning: `Physical address, bits 51:${String(low)}; guest-physical if nested` };
}

function pat(at: number): Field {
  return { name: 'PAT', high: at, low: at, meaning: 'Page Attribute: bit 2 of the PAT index' };
}

function pageSize(meaning: string): Field {
  return { name: 'PS', high: 7, low: 7, meaning };
}

function layout(name: string, title: string, fields: readonly Field[]): Layout {
  return { name, title, section: '9.7', requirement: 'PGT-30', bits: 64, fields: [P, RW, US, ...fields, UPPER] };
}

const TOP = [ignored(4, 3), A, ignored(6, 6), RSVD_7, ignored(9, 8), EA, IGN_11, address(12)];
const TABLE = [ignored(4, 3), A, ignored(6, 6), pageSize('0: the entry refers to a table'), ignored(9, 8), EA, IGN_11, address(12)];
const LEAF = [PWT, PCD, A, D];

export const FS_PML5E = layout('fs-pml5e', 'First-stage PML5 entry', TOP);
export const FS_PML4E = layout('fs-pml4e', 'First-stage PML4 entry', TOP);
export const FS_PDPE = layout('fs-pdpe', 'First-stage page-directory-pointer entry that refers to a page directory', TABLE);
export const FS_PDE = layout('fs-pde', 'First-stage page-directory entry that refers to a page table', TABLE);
export const FS_PDPE_1G = layout('fs-pdpe-1g', 'First-stage page-directory-pointer entry that maps a 1-GiB page', [
  ...LEAF,
  { ...pageSize('1: the entry maps a 1-GiB page; reserved without CAP.FS1GP'), reservedWhen: (c) => !c.has('CAP', 'FS1GP') },
  G,
  IGN_9,
  EA,
  IGN_11,
  pat(12),
  reserved(29, 13),
  address(30),
]);
export const FS_PDE_2M = layout('fs-pde-2m', 'First-stage page-directory entry that maps a 2-MiB page', [
  ...LEAF,
  pageSize('1: the entry maps a 2-MiB page'),
  G,
  IGN_9,
  EA,
  IGN_11,
  pat(12),
  reserved(20, 13),
  address(21),
]);
export const FS_PTE = layout('fs-pte', 'First-stage page-table entry that maps a 4-KiB page', [
  ...LEAF,
  pat(7),
  G,
  IGN_9,
  EA,
  IGN_11,
  address(12),
]);
