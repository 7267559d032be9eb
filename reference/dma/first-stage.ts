/** First-stage translation, alone and nested in the second stage (§3.6, §3.8). */
import type { Condition } from '../faults/condition.js';
import {
  SFS_1,
  SFS_2,
  SFS_3,
  SFS_4,
  SFS_5,
  SFS_6,
  SFS_7,
  SFS_8,
  SFS_9,
  SFS_10,
  SGN_1,
  SGN_2,
  SGN_6,
  SGN_7,
  SSS_1,
  SSS_2,
  SSS_3,
  SSS_4,
} from '../faults/scalable-conditions.js';
import { FirstStageCache } from '../caches/first-stage-cache.js';
import type { TranslationCaches } from '../caches/translation-caches.js';
import { highWordOfPage, lowPageBits, lowWordOfPage, pageNumber } from '../words.js';
import { READ, WRITE, SPAN, mapsPage, tableIndex, tellEntry } from './paging.js';
import type { EntryForm } from './reserved-bits.js';
import type { SecondStageConditions } from './second-stage.js';
import type { Translation } from './translation.js';
import type { WalkPurpose } from '../walk-events.js';

const P = 0x01;
const RW = 0x02;
const US = 0x04;
const A = 0x20;
const D = 0x40;
const EA = 0x400;

/** The conditions of a second-stage walk in scalable mode (§7.1.3). */
export const SECOND_STAGE: SecondStageConditions = {
  topAccess: SSS_4,
  lowerAccess: SSS_1,
  reserved: SSS_3,
  neither: SSS_2,
  writePermission: SGN_6,
  readPermission: SGN_7,
};
/** The same for the address of the top first-stage entry, of a lower one, and of one whose flags are to be set. */
const TOP_TABLE: SecondStageConditions = { ...SECOND_STAGE, readPermission: SFS_6, writePermission: SFS_6, forTable: true };
const LOWER_TABLE: SecondStageConditions = { ...SECOND_STAGE, readPermission: SFS_7, writePermission: SFS_7, forTable: true };
const UPDATE: SecondStageConditions = { ...SECOND_STAGE, readPermission: SFS_8, writePermission: SFS_8, forTable: true };

export class FirstStageWalk {
  // Set from the PASID-table entry
  tablePage = 0;
  /** 4 or 5. */
  levels = 4;
  writeProtect = false;
  extendedAccessed = false;
  nested = false;
  /** Pages below 2^X: what a guest-physical address of a nested translation must stay within. */
  guestPages = 0;

  // Found by the last walk
  /** The 4-KiB page that the address maps to, guest-physical if nested. */
  outputPage = 0;
  span = 1;
  granted = 0;
  /** AND of R/W and U/S over all levels. */
  attributes = 0;
  private leafLevel = 1;
  /** Where the last walk began: at the top, or below a cached entry. */
  private startLevel = 4;
  private startTable = 0;
  private startPage = 0;
  private startAttributes = RW | US;
  /** Where the entry of each level lies: as the tables name it, and in host-physical memory. */
  private readonly guestTables = new Float64Array(6);
  private readonly tables = new Float64Array(6);
  private readonly indexes = new Uint16Array(6);
  /** The low word that was read of each. */
  private readonly entries = new Uint32Array(6);
  private readonly cache = new FirstStageCache(this);

  /** Walks the tables for the request's address. On success sets what was found and returns undefined. (PGT-30 to PGT-47) */
  walk(t: Translation): Condition | undefined {
    // 1. The address is canonical: bits 63:47, or 63:56 with five levels, are equal (§3.6).
    if (t.listener !== undefined) t.tellChecks([SGN_1]);
    if (!isCanonical(t, this.levels)) return SGN_1;
    this.startLevel = this.levels;
    this.startTable = this.tablePage;
    this.startPage = this.tablePage;
    this.startAttributes = RW | US;
    return t.caches === undefined ? this.walkTables(t) : this.walkWithCaches(t, t.caches);
  }

  /** §6.2.5: a unit that has caches may begin below the top. */
  private walkWithCaches(t: Translation, caches: TranslationCaches): Condition | undefined {
    const { cache } = this;
    const cached = cache.find(t, caches);
    if (cached !== undefined) {
      this.startLevel = cached.level - 1;
      this.startTable = cached.guestTable;
      this.startPage = cached.table;
      this.startAttributes = cached.permissions;
    }
    const condition = this.walkTables(t);
    cache.remember(t, caches);
    return condition;
  }

  private walkTables(t: Translation): Condition | undefined {
    const { levels, nested, startLevel } = this;
    const { memory, caches, listener, addressHi, addressLo } = t;
    const { tables, leaves } = t.reserved.firstStage;
    const checksEach = t.choices['permission-check'] !== 'after-walk';
    const setsAtOnce = !nested && t.walksSnoop && t.choices['accessed-on-fault'] === 'set';
    if (listener !== undefined) t.tellWalk('first-stage', 'page', addressHi, addressLo, startLevel);
    const addressLow = lowPageBits(addressHi, addressLo);
    let table = this.startTable;
    let attributes = this.startAttributes;
    for (let level = startLevel; ; level--) {
      const index = tableIndex(level, addressHi, addressLow);
      // 2. Nested: where the entry lies is a guest-physical address (§3.8).
      let page = level === startLevel ? this.startPage : table;
      if (nested && (level < startLevel || level === levels)) {
        const condition = this.translateTable(t, table, index, level === levels);
        if (condition !== undefined) return condition;
        page = t.tableStage.outputPage;
      }
      if (caches !== undefined && level < startLevel) this.cache.descend(caches, level + 1, page, table, attributes);
      // 3. The entry: access, present, reserved bits.
      const at = memory.fetch(page, 8 * index, 8);
      if (listener !== undefined) tellEntry(t, t.reserved.firstStage, level, page, index, at, entryChecks(level === levels, nested));
      if (caches !== undefined) this.cache.read(t, caches, page, index, at);
      if (at < 0) return level === levels ? SFS_4 : SFS_1;
      const lo = memory.words[at] as number;
      const hi = memory.words[at + 1] as number;
      if ((lo & P) === 0) return SFS_2;
      const isLeaf = mapsPage(level, lo);
      const form = (isLeaf ? leaves : tables)[level] as EntryForm;
      if (((lo & form.reservedLo) | (hi & form.reservedHi)) !== 0) return SFS_3;
      const span = isLeaf ? (SPAN[level] as number) : 1;
      const found = pageNumber(hi & 0xfffff, lo);
      const address = span === 1 ? found : found - (found % span);
      if (nested && address >= this.guestPages) return SFS_5;
      this.guestTables[level] = table;
      this.tables[level] = page;
      this.indexes[level] = index;
      this.entries[level] = lo;
      attributes &= lo;
      if (checksEach) {
        const lack = lackOfFirstStage(t, attributes, this.writeProtect);
        if (lack !== undefined) return lack;
      }
      if (setsAtOnce) this.setFlags(t, level, this.accessedFlags);

      table = address;
      if (isLeaf) {
        this.leafLevel = level;
        this.span = span;
        this.outputPage = span === 1 ? address : address + (pageNumber(addressHi & 0xfffff, addressLo) % span);
        t.patIndex = ((lo >>> (span === 1 ? 5 : 10)) & 4) | ((lo >>> 3) & 3);
        this.attributes = attributes;
        this.granted = READ | (allowsWrite(t, attributes, this.writeProtect) ? WRITE : 0);
        return lackOfFirstStage(t, attributes, this.writeProtect);
      }
    }
  }

  /** §3.6.2: sets A, with EAFE also EA, in every entry used, and D in the leaf for a write (PGT-50 to PGT-61). */
  setFlagsOfWalk(t: Translation, dirty: boolean): Condition | undefined {
    for (let level = this.startLevel; level >= this.leafLevel; level--) {
      const flags = this.accessedFlags | (dirty && level === this.leafLevel ? D : 0);
      if (((this.entries[level] as number) & flags) === flags) continue;
      if (t.listener !== undefined) t.tellChecks([SFS_9]);
      if (!t.walksSnoop) return SFS_9;
      if (this.nested) {
        // §3.8.1: the update is a write of the guest-physical page that holds the entry.
        const table = this.guestTables[level] as number;
        const mapped = walkPage(t, table, this.indexes[level] as number, READ | WRITE, UPDATE, 'first-stage-update');
        const condition = mapped ?? t.tableStage.setFlagsOfWalk(t, true);
        if (condition !== undefined) return condition;
      }
      if (t.listener !== undefined) t.tellChecks([SFS_10]);
      if (!this.setFlags(t, level, flags)) return SFS_10;
    }
    if (t.caches !== undefined) this.cache.remember(t, t.caches);
    return undefined;
  }

  /** Whether the accessed flags of the entry that was used at a level are set. */
  isAccessed(level: number): boolean {
    return ((this.entries[level] as number) & this.accessedFlags) === this.accessedFlags;
  }

  /** Whether a write through the leaf has no flag left to set. */
  get isDirty(): boolean {
    return ((this.entries[this.leafLevel] as number) & D) !== 0;
  }

  private get accessedFlags(): number {
    return this.extendedAccessed ? A | EA : A;
  }

  /** §3.8.1: reading a first-stage entry needs read permission of the second stage, and write permission too with SSADE. */
  private translateTable(t: Translation, table: number, index: number, isTop: boolean): Condition | undefined {
    const writes = t.tableStage.setsFlags;
    const conditions = isTop ? TOP_TABLE : LOWER_TABLE;
    const reading = walkPage(t, table, index, READ, conditions, 'first-stage-entry');
    if (reading !== undefined) return reading;
    const lack = t.choices['nested-table-permission'] === 'update' ? SFS_8 : conditions.readPermission;
    if (t.listener !== undefined && writes) t.tellChecks([lack]);
    if (writes && (t.tableStage.granted & WRITE) === 0) return lack;
    return t.tableStage.setFlagsOfWalk(t, writes && t.choices['nested-table-dirty'] === 'on-read');
  }

  private setFlags(t: Translation, level: number, flags: number): boolean {
    const page = this.tables[level] as number;
    const offset = 8 * (this.indexes[level] as number);
    if (t.speculates || !t.memory.setBits(page, offset, flags)) return false;
    t.caches?.trail.noteFlags(page, offset >>> 2, flags);
    this.entries[level] = (this.entries[level] as number) | flags;
    t.tellFlags(page, offset, flags);
    return true;
  }
}

/** §3.6: bits 63:47 of the address are equal, with five levels bits 63:56. */
export function isCanonical({ addressHi }: Translation, levels: number): boolean {
  const upper = levels === 4 ? addressHi >>> 15 : addressHi >>> 24;
  return upper === 0 || upper === (levels === 4 ? 0x1ffff : 0xff);
}

/** §3.6.1: what a request lacks, given the AND of R/W and U/S over the levels and WPE. */
export function lackOfFirstStage(t: Translation, attributes: number, writeProtect: boolean): Condition | undefined {
  if (t.listener !== undefined) t.tellChecks(checksOfRequest(t));
  if (!t.privileged && (attributes & US) === 0) return SGN_2;
  if ((t.needs & WRITE) !== 0 && !allowsWrite(t, attributes, writeProtect)) return SGN_6;
  return undefined;
}

/** §3.6.1: a privileged request may write a read-only page unless WPE is set. */
export function allowsWrite(t: Translation, attributes: number, writeProtect: boolean): boolean {
  return (attributes & RW) !== 0 || (t.privileged && !writeProtect);
}

/** Translates the guest-physical address of entry `index` in a table. */
function walkPage(
  t: Translation,
  table: number,
  index: number,
  needs: number,
  conditions: SecondStageConditions,
  purpose: WalkPurpose,
): Condition | undefined {
  return t.tableStage.walk(t, highWordOfPage(table), lowWordOfPage(table) + 8 * index, needs, conditions, purpose);
}

/** For listeners: what is looked at of an entry by itself. */
function entryChecks(isTop: boolean, nested: boolean): Condition[] {
  return [isTop ? SFS_4 : SFS_1, SFS_2, SFS_3, ...(nested ? [SFS_5] : [])];
}

/** For listeners: the permissions that a request is held to. */
function checksOfRequest({ privileged, needs }: Translation): Condition[] {
  return [...(privileged ? [] : [SGN_2]), ...((needs & WRITE) === 0 ? [] : [SGN_6])];
}
