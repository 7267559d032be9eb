/** Second-stage translation (§3.7): the walk, its reserved bits and its permissions. */
import type { Condition } from '../faults/conditions.js';
import { pageNumber } from '../words.js';
import type { EntryForm, LevelForms, Translation } from './translation.js';
import { isAtomic, needsRead, needsWrite } from './request.js';

const R = 0x1;
const W = 0x2;
const PS = 0x80;

/** Which conditions of Table 30 a second-stage walk ends in; legacy and scalable mode have rows of their own. */
export interface SecondStageConditions {
  /** The top-level entry could not be accessed. */
  readonly topAccess: Condition;
  /** A lower entry could not be accessed. */
  readonly lowerAccess: Condition;
  readonly reserved: Condition;
  readonly writePermission: Condition;
  readonly readPermission: Condition;
}

/** 4-KiB pages that a page of each level spans: a PTE maps 1, a PDE 512, a PDPE 262144. */
const SPAN = [0, 1, 0x200, 0x40000] as const;

/**
 * Walks the second-stage tables for the address in `t`, from the table at `tablePage` down `levels` levels
 * (3, 4 or 5). The address has passed its width check. On success sets `outputPage` and `pageBytes` and
 * returns undefined, else returns the condition met. (§3.7, PGT-01 to PGT-27)
 */
export function walkSecondStage(
  t: Translation,
  tablePage: number,
  levels: number,
  conditions: SecondStageConditions,
): Condition | undefined {
  const check = t.choices['permission-check'];
  const checksEachFirst = check === 'each-entry-first';
  const checksEach = check === 'each-entry';
  let page = tablePage;
  let granted = R | W;
  for (let level = levels; ; level--) {
    // Each table has 512 entries of 8 bytes, selected by 9 bits of the address (PGT-01, PGT-02).
    const index = tableIndex(level, t.addressHi, t.addressLo);
    const words = t.memory.fetch(page, 8 * index, 8);
    const forms = t.levels[level] as LevelForms;
    if (t.listener !== undefined) t.tellEntry(formOf(forms, words?.[2 * index] ?? 0)?.structure ?? '', page, index, words);
    if (words === undefined) {
      return level === levels ? conditions.topAccess : conditions.lowerAccess;
    }
    const lo = words[2 * index] as number;
    const hi = words[2 * index + 1] as number;

    // An entry with R=W=0 maps nothing and its other bits are ignored (PGT-16).
    granted &= lo;
    if ((lo & (R | W)) === 0) return lackOfPermission(t, 0, conditions);
    if (checksEachFirst) {
      const lack = lackOfPermission(t, granted, conditions);
      if (lack !== undefined) return lack;
    }

    // Reserved bits depend on the form the entry takes (PGT-11).
    const form = formOf(forms, lo);
    if (form !== undefined && ((lo & form.reservedLo) | (hi & form.reservedHi)) !== 0) return conditions.reserved;
    if (checksEach) {
      const lack = lackOfPermission(t, granted, conditions);
      if (lack !== undefined) return lack;
    }

    page = pageNumber(hi & 0xfffff, lo);
    if (form === forms.leaf) {
      const span = SPAN[level] as number;
      t.outputPage = page + (span === 1 ? 0 : pageNumber(t.addressHi & 0xfffff, t.addressLo) % span);
      t.pageBytes = span * 4096;
      return lackOfPermission(t, granted, conditions);
    }
  }
}

/**
 * The permission a request lacks, given the AND of R and W over the entries of the walk (§3.7, PGT-20 to PGT-25).
 * An AtomicOp that lacks both meets two conditions of which either may be reported (PGT-24).
 */
function lackOfPermission(t: Translation, granted: number, conditions: SecondStageConditions): Condition | undefined {
  const lacksWrite = needsWrite(t.kind) && (granted & W) === 0;
  let lacksRead = needsRead(t.kind) && (granted & R) === 0;
  // §3.14: with CAP.ZLR a zero-length read of a write-only page succeeds.
  if (t.kind === 'zero-length-read' && t.capabilities.zeroLengthReads && (granted & W) !== 0) lacksRead = false;
  if (lacksWrite && lacksRead && isAtomic(t.kind)) {
    return t.choices['atomic-permission'] === 'write' ? conditions.writePermission : conditions.readPermission;
  }
  if (lacksWrite) return conditions.writePermission;
  return lacksRead ? conditions.readPermission : undefined;
}

/** The 9 address bits that select an entry at a level: 56:48, 47:39, 38:30, 29:21 or 20:12 (PGT-02). */
function tableIndex(level: number, hi: number, lo: number): number {
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
function formOf(forms: LevelForms, lo: number): EntryForm | undefined {
  if (forms.table === undefined) return forms.leaf;
  return forms.leaf !== undefined && (lo & PS) !== 0 ? forms.leaf : forms.table;
}
