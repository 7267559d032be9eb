/** Second-stage translation (§3.7): the walk, its reserved bits, its permissions and its flags. */
import type { Condition } from '../faults/condition.js';
import { SSS_5, SSS_6 } from '../faults/scalable-conditions.js';
import { lowPageBits, pageNumber } from '../words.js';
import { SecondStageCache } from '../caches/second-stage-cache.js';
import type { CachedLeaf } from '../caches/entry.js';
import type { TranslationCaches } from '../caches/translation-caches.js';
import { READ, WRITE, SPAN, mapsPage, tableIndex, tellEntry } from './paging.js';
import type { EntryForm } from './reserved-bits.js';
import type { Translation } from './translation.js';
import type { WalkPurpose } from '../walk-events.js';

/** Accessed and dirty flags of second-stage entries (§3.7.2). */
const A = 0x100;
const D = 0x200;
/** Bit 62, which is reserved unless it is the write permission (§9.8, PGT-14). */
const BIT_62 = 0x40000000;

/** Which conditions of Table 30 a second-stage walk ends in; legacy and scalable mode have rows of their own. */
export interface SecondStageConditions {
  /** The top-level entry could not be accessed. */
  readonly topAccess: Condition;
  /** A lower entry could not be accessed. */
  readonly lowerAccess: Condition;
  readonly reserved: Condition;
  /** Neither read nor write is granted; without a row of its own it counts as the permission that the request lacks. */
  readonly neither?: Condition;
  readonly writePermission: Condition;
  readonly readPermission: Condition;
  /** The unit reads a first-stage table for itself, so what kind of read the device asked for does not count. */
  readonly forTable?: true;
}

export class SecondStageWalk {
  // Set once for the tables in use
  tablePage = 0;
  /** 3, 4 or 5. */
  levels = 4;
  /** SSADE: accessed and dirty flags are set. */
  setsFlags = false;
  /** The walk is part of a nested one: single leaves may be cached too (§6.2.5). */
  isNested = false;

  // Found by the last walk
  /** The 4-KiB page that the address maps to. */
  outputPage = 0;
  /** 4-KiB pages that the leaf maps. */
  span = 1;
  /** AND of the permissions of all entries. */
  granted = 0;
  /** Low word of the leaf. */
  leaf = 0;
  leafLevel = 1;
  /** Where the last walk began: at the top, or below a cached entry. */
  private startLevel = 4;
  private startTable = 0;
  private startPermissions = READ | WRITE;
  /** Where the entry of each level lies, and its low word; kept if flags are to be set. */
  private readonly pages = new Float64Array(6);
  private readonly indexes = new Uint16Array(6);
  private readonly entries = new Uint32Array(6);
  private readonly cache = new SecondStageCache(this);

  /**
   * Walks the tables for an address, which has passed its width check. `needs` are the permissions without which the
   * walk ends in a condition, `purpose` is for listeners. On success sets what was found and returns undefined. (PGT-01 to PGT-27)
   */
  walk(
    t: Translation,
    hi: number,
    lo: number,
    needs: number,
    conditions: SecondStageConditions,
    purpose: WalkPurpose = 'page',
  ): Condition | undefined {
    this.startLevel = this.levels;
    this.startTable = this.tablePage;
    this.startPermissions = READ | WRITE;
    if (t.caches !== undefined) return this.walkWithCaches(t, t.caches, hi, lo, needs, conditions, purpose);
    return this.walkTables(t, hi, lo, needs, conditions, purpose);
  }

  /** §6.2.5: a unit that has caches may begin below the top, or know the leaf. */
  private walkWithCaches(
    t: Translation,
    caches: TranslationCaches,
    hi: number,
    lo: number,
    needs: number,
    conditions: SecondStageConditions,
    purpose: WalkPurpose,
  ): Condition | undefined {
    const { cache } = this;
    const cached = cache.find(t, caches, hi, lo);
    if (cached !== undefined && 'condition' in cached) return cached.condition;
    if (cached !== undefined && 'leaf' in cached) {
      this.useLeaf(cached, hi, lo);
      return lackOfPermission(t, needs, this.granted, conditions);
    }
    if (cached !== undefined) {
      this.startLevel = cached.level - 1;
      this.startTable = cached.table;
      this.startPermissions = cached.permissions;
    }
    const condition = this.walkTables(t, hi, lo, needs, conditions, purpose);
    cache.remember(t, caches, condition, conditions);
    return condition;
  }

  private walkTables(
    t: Translation,
    hi: number,
    lo: number,
    needs: number,
    conditions: SecondStageConditions,
    purpose: WalkPurpose,
  ): Condition | undefined {
    if (t.listener !== undefined) t.tellWalk('second-stage', purpose, hi, lo, this.startLevel);
    const check = t.choices['permission-check'];
    const checksEachFirst = check === 'each-entry-first';
    const checksEach = check === 'each-entry';
    const { memory, caches, listener, ioPermissions } = t;
    const { tables, leaves } = t.reserved.secondStage;
    const { levels, setsFlags } = this;
    const setsAtOnce = setsFlags && t.walksSnoop && t.choices['accessed-on-fault'] === 'set';
    const addressLow = lowPageBits(hi, lo);
    let page = this.startTable;
    let low = page | 0;
    let granted = this.startPermissions;
    for (let level = this.startLevel; ; level--) {
      // Each table has 512 entries of 8 bytes, selected by 9 bits of the address (PGT-01, PGT-02).
      const index = tableIndex(level, hi, addressLow);
      const at = memory.fetch(page, 8 * index, 8, low);
      if (listener !== undefined) {
        const looksAtReserved = !checksEachFirst && grantsOf(t, at) !== 0;
        tellEntry(t, t.reserved.secondStage, level, page, index, at, entryChecks(conditions, level === levels, looksAtReserved));
      }
      if (caches !== undefined) this.cache.read(t, caches, level, page, index, at);
      if (at < 0) return level === levels ? conditions.topAccess : conditions.lowerAccess;
      const entryLo = memory.words[at] as number;
      const entryHi = memory.words[at + 1] as number;

      // An entry that grants nothing maps nothing and its other bits are ignored (PGT-16). With SSIRWE bits 61 and 62
      // take the place of bits 0 and 1 (PGT-15).
      const permissions = ioPermissions ? (entryHi >>> 29) & 3 : entryLo & 3;
      granted &= permissions;
      if (permissions === 0) {
        this.granted = 0;
        return conditions.neither ?? lackOfPermission(t, needs, 0, conditions) ?? conditions.readPermission;
      }
      if (checksEachFirst) {
        const lack = lackOfPermission(t, needs, granted, conditions);
        if (lack !== undefined) return lack;
        t.tellChecks([conditions.reserved]);
      }

      // Reserved bits depend on the form the entry takes (PGT-11).
      const isLeaf = mapsPage(level, entryLo);
      const form = (isLeaf ? leaves : tables)[level] as EntryForm;
      const reservedHi = ioPermissions ? form.reservedHi & ~BIT_62 : form.reservedHi;
      if (((entryLo & form.reservedLo) | (entryHi & reservedHi)) !== 0) return conditions.reserved;
      if (checksEach) {
        const lack = lackOfPermission(t, needs, granted, conditions);
        if (lack !== undefined) return lack;
      }
      if (setsFlags) {
        this.entries[level] = entryLo;
        this.pages[level] = page;
        this.indexes[level] = index;
        if (setsAtOnce) this.setFlag(t, level, A);
      }

      page = pageNumber(entryHi & 0xfffff, entryLo);
      low = lowPageBits(entryHi, entryLo);
      if (isLeaf) {
        const span = SPAN[level] as number;
        this.span = span;
        this.leafLevel = level;
        this.leaf = entryLo;
        this.granted = granted;
        this.outputPage = span === 1 ? page : page - (page % span) + (pageNumber(hi & 0xfffff, lo) % span);
        if (listener !== undefined && conditions.neither !== undefined) t.tellChecks([conditions.neither]);
        if (granted === 0 && conditions.neither !== undefined) return conditions.neither;
        return lackOfPermission(t, needs, granted, conditions);
      }
      if (caches !== undefined) this.cache.descend(caches, level, page, granted);
    }
  }

  /** §3.7.2: sets A in every entry that the last walk used, and D in the leaf for a write (PGT-53, PGT-58, PGT-61). */
  setFlagsOfWalk(t: Translation, dirty: boolean): Condition | undefined {
    return this.setsFlags ? this.setFlagOfEach(t, dirty) : undefined;
  }

  private setFlagOfEach(t: Translation, dirty: boolean): Condition | undefined {
    for (let level = this.startLevel; level >= this.leafLevel; level--) {
      const flags = dirty && level === this.leafLevel ? A | D : A;
      if (((this.entries[level] as number) & flags) === flags) continue;
      if (t.listener !== undefined) t.tellChecks([SSS_5]);
      if (!t.walksSnoop) return SSS_5;
      if (t.listener !== undefined) t.tellChecks([SSS_6]);
      if (!this.setFlag(t, level, flags)) return SSS_6;
    }
    if (t.caches !== undefined) this.cache.rememberFlagged(t, t.caches);
    return undefined;
  }

  /** Whether the entry that was used at a level has all of these flags, if the walk sets any. */
  hasFlags(level: number, flags: number): boolean {
    return ((this.entries[level] as number) & flags) === flags;
  }

  /** Whether a write through the leaf has no flag left to set. */
  get isDirty(): boolean {
    return !this.setsFlags || this.startLevel === 0 || this.hasFlags(this.leafLevel, D);
  }

  /** Whether the last walk ended at an entry that no request could have used, rather than for lack of permission. */
  isEntryFault(condition: Condition, { topAccess, lowerAccess, reserved }: SecondStageConditions): boolean {
    return condition === topAccess || condition === lowerAccess || condition === reserved || this.granted === 0;
  }

  private useLeaf({ page, span, granted, leaf }: CachedLeaf, hi: number, lo: number): void {
    this.outputPage = page + (pageNumber(hi & 0xfffff, lo) % span);
    this.span = span;
    this.granted = granted;
    this.leaf = leaf;
    // No entry was read that could need a flag.
    this.startLevel = 0;
    this.leafLevel = 1;
  }

  private setFlag(t: Translation, level: number, flags: number): boolean {
    const page = this.pages[level] as number;
    const offset = 8 * (this.indexes[level] as number);
    if (t.speculates || !t.memory.setBits(page, offset, flags)) return false;
    t.caches?.trail.noteFlags(page, offset >>> 2, flags);
    this.entries[level] = (this.entries[level] as number) | flags;
    t.tellFlags(page, offset, flags);
    return true;
  }
}

/**
 * The permission a request lacks, given the AND of the permissions over the entries of the walk (§3.7.1, PGT-20 to PGT-25).
 * An AtomicOp of legacy mode that lacks both meets two conditions of which either may be reported (PGT-24).
 */
export function lackOfPermission(t: Translation, needs: number, granted: number, conditions: SecondStageConditions): Condition | undefined {
  if (t.listener !== undefined) t.tellPermission('second-stage', needs, granted);
  const lacks = needs & ~granted;
  return lacks === 0 ? undefined : conditionOfLack(t, lacks, granted, conditions);
}

function conditionOfLack(t: Translation, lacks: number, granted: number, conditions: SecondStageConditions): Condition | undefined {
  // §3.14: with CAP.ZLR a zero-length read of a write-only page succeeds.
  if (lacks === READ && t.passesWriteOnly && conditions.forTable !== true && (granted & WRITE) !== 0) return undefined;
  if (lacks === (READ | WRITE) && t.choices['atomic-permission'] === 'read') return conditions.readPermission;
  return (lacks & WRITE) !== 0 ? conditions.writePermission : conditions.readPermission;
}

/** For listeners: the permissions in an entry, none of one that could not be read. */
function grantsOf({ memory, ioPermissions }: Translation, at: number): number {
  if (at < 0) return 0;
  return ioPermissions ? ((memory.words[at + 1] as number) >>> 29) & 3 : (memory.words[at] as number) & 3;
}

/** For listeners: what is looked at of an entry by itself, before its permissions. */
function entryChecks(
  { topAccess, lowerAccess, neither, reserved }: SecondStageConditions,
  isTop: boolean,
  reservedToo: boolean,
): Condition[] {
  return [isTop ? topAccess : lowerAccess, ...(neither === undefined ? [] : [neither]), ...(reservedToo ? [reserved] : [])];
}
