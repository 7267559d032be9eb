/** What first-stage and second-stage paging structures have in common (§3.5, PGT-01 to PGT-05). */
import type { Condition } from '../faults/condition.js';
import type { EntryForm, PagingForms } from './reserved-bits.js';
import type { Translation } from './translation.js';

/** Permissions: R and W as the second stage places them. */
export const READ = 0x1;
export const WRITE = 0x2;

const PS = 0x80;

/** 4-KiB pages that a page of each level spans: a PTE maps 1, a PDE 512, a PDPE 262144. */
export const SPAN = [0, 1, 0x200, 0x40000] as const;

/** The 9 bits of an address that select an entry at a level: 56:48, 47:39, 38:30, 29:21 or 20:12 (PGT-02). `low` are bits 43:12. */
export function tableIndex(level: number, hi: number, low: number): number {
  return (level > 3 ? hi >>> (9 * level - 29) : low >>> (9 * level - 9)) & 0x1ff;
}

/** Whether an entry maps a page: at the last level, and where PS is set at one that can map pages (PGT-04). */
export function mapsPage(level: number, lo: number): boolean {
  return level === 1 || (level <= 3 && (lo & PS) !== 0);
}

/** For listeners: a paging entry was read, which is found at word `at` of the memory. */
export function tellEntry(
  t: Translation,
  { tables, leaves }: PagingForms,
  level: number,
  page: number,
  index: number,
  at: number,
  checks: readonly Condition[],
): void {
  const forms = mapsPage(level, t.memory.words[at] ?? 0) ? leaves : tables;
  t.tell((forms[level] as EntryForm).structure, page, index, 64, at, checks);
}

/** Whether an address is above 2^bits − 1, for 1 to 63 bits. */
export function exceeds(hi: number, lo: number, bits: number): boolean {
  return bits >= 32 ? hi >>> (bits - 32) !== 0 : hi !== 0 || lo >>> bits !== 0;
}
