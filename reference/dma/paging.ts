/** What first-stage and second-stage paging structures have in common (§3.5, PGT-01 to PGT-05). */
import type { Condition } from '../faults/condition.js';
import type { EntryForm, LevelForms } from './reserved-bits.js';
import type { Translation } from './translation.js';

/** Permissions: R and W as the second stage places them. */
export const READ = 0x1;
export const WRITE = 0x2;

const PS = 0x80;

/** 4-KiB pages that a page of each level spans: a PTE maps 1, a PDE 512, a PDPE 262144. */
export const SPAN = [0, 1, 0x200, 0x40000] as const;

/** The 9 address bits that select an entry at a level: 56:48, 47:39, 38:30, 29:21 or 20:12 (PGT-02). */
export function tableIndex(level: number, hi: number, lo: number): number {
  switch (level) {
    case 5:
      return (hi >>> 16) & 0x1ff;
    case 4:
      return (hi >>> 7) & 0x1ff;
    case 3:
      return ((hi << 2) | (lo >>> 30)) & 0x1ff;
    case 2:
      return (lo >>> 21) & 0x1ff;
    default:
      return (lo >>> 12) & 0x1ff;
  }
}

/** The form an entry takes: a page where the level maps nothing else, or where it can map one and PS is set (PGT-04). */
export function formOf(forms: LevelForms, lo: number): EntryForm | undefined {
  if (forms.table === undefined) return forms.leaf;
  return forms.leaf !== undefined && (lo & PS) !== 0 ? forms.leaf : forms.table;
}

/** For listeners: a paging entry was read. */
export function tellEntry(
  t: Translation,
  forms: LevelForms,
  page: number,
  index: number,
  words: Uint32Array | undefined,
  checks: readonly Condition[],
): void {
  t.tell(formOf(forms, words?.[2 * index] ?? 0)?.structure ?? '', page, index, 64, words, checks);
}

/** Whether an address is above 2^bits − 1, for 1 to 63 bits. */
export function exceeds(hi: number, lo: number, bits: number): boolean {
  return bits >= 32 ? hi >>> (bits - 32) !== 0 : hi !== 0 || lo >>> bits !== 0;
}
