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
import { highWordOfPage, lowWordOfPage, pageNumber } from '../words.js';
import { READ, WRITE, SPAN, formOf, tableIndex } from './paging.js';
import type { LevelForms } from './reserved-bits.js';
import type { SecondStageConditions } from './second-stage.js';
import type { Translation } from './translation.js';

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
const TOP_TABLE: SecondStageConditions = { ...SECOND_STAGE, readPermission: SFS_6, writePermission: SFS_6 };
const LOWER_TABLE: SecondStageConditions = { ...SECOND_STAGE, readPermission: SFS_7, writePermission: SFS_7 };
const UPDATE: SecondStageConditions = { ...SECOND_STAGE, readPermission: SFS_8, writePermission: SFS_8 };

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
  private leafLevel = 1;
  /** Where the entry of each level lies: as the tables name it, and in host-physical memory. */
  private readonly guestTables = new Float64Array(6);
  private readonly tables = new Float64Array(6);
  private readonly indexes = new Uint16Array(6);
  /** The low word that was read of each. */
  private readonly entries = new Uint32Array(6);

  /** Walks the tables for the request's address. On success sets what was found and returns undefined. (PGT-30 to PGT-47) */
  walk(t: Translation): Condition | undefined {
    const { levels, nested } = this;
    const { memory, addressHi, addressLo } = t;
    const allForms = t.reserved.firstStage;
    // 1. The address is canonical: bits 63:47, or 63:56 with five levels, are equal (§3.6).
    const upper = levels === 4 ? addressHi >>> 15 : addressHi >>> 24;
    if (upper !== 0 && upper !== (levels === 4 ? 0x1ffff : 0xff)) return SGN_1;

    const checksEach = t.choices['permission-check'] !== 'after-walk';
    let table = this.tablePage;
    let attributes = RW | US;
    for (let level = levels; ; level--) {
      const index = tableIndex(level, addressHi, addressLo);
      // 2. Nested: where the entry lies is a guest-physical address (§3.8).
      let page = table;
      if (nested) {
        const condition = this.translateTable(t, table, index, level === levels);
        if (condition !== undefined) return condition;
        page = t.tableStage.outputPage;
      }
      // 3. The entry: access, present, reserved bits.
      const words = memory.fetch(page, 8 * index, 8);
      const forms = allForms[level] as LevelForms;
      if (t.listener !== undefined) t.tell(formOf(forms, words?.[2 * index] ?? 0)?.structure ?? '', page, index, 64, words);
      if (words === undefined) return level === levels ? SFS_4 : SFS_1;
      const lo = words[2 * index] as number;
      const hi = words[2 * index + 1] as number;
      if ((lo & P) === 0) return SFS_2;
      const form = formOf(forms, lo);
      if (form !== undefined && ((lo & form.reservedLo) | (hi & form.reservedHi)) !== 0) return SFS_3;
      const isLeaf = form === forms.leaf;
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
        const lack = this.lackOfPermission(t, attributes);
        if (lack !== undefined) return lack;
      }
      if (t.choices['accessed-on-fault'] === 'set' && t.walksSnoop && !nested) this.setFlags(t, level, this.accessedFlags);

      table = address;
      if (isLeaf) {
        this.leafLevel = level;
        this.span = span;
        this.outputPage = span === 1 ? address : address + (pageNumber(addressHi & 0xfffff, addressLo) % span);
        t.patIndex = ((lo >>> (span === 1 ? 5 : 10)) & 4) | ((lo >>> 3) & 3);
        this.granted = READ | (this.allowsWrite(t, attributes) ? WRITE : 0);
        return this.lackOfPermission(t, attributes);
      }
    }
  }

  /** §3.6.2: sets A, with EAFE also EA, in every entry used, and D in the leaf for a write (PGT-50 to PGT-61). */
  setFlagsOfWalk(t: Translation, dirty: boolean): Condition | undefined {
    for (let level = this.levels; level >= this.leafLevel; level--) {
      const flags = this.accessedFlags | (dirty && level === this.leafLevel ? D : 0);
      if (((this.entries[level] as number) & flags) === flags) continue;
      if (!t.walksSnoop) return SFS_9;
      if (this.nested) {
        // §3.8.1: the update is a write of the guest-physical page that holds the entry.
        const table = this.guestTables[level] as number;
        const condition = walkPage(t, table, this.indexes[level] as number, READ | WRITE, UPDATE) ?? t.tableStage.setFlagsOfWalk(t, true);
        if (condition !== undefined) return condition;
      }
      if (!this.setFlags(t, level, flags)) return SFS_10;
    }
    return undefined;
  }

  private get accessedFlags(): number {
    return this.extendedAccessed ? A | EA : A;
  }

  /** §3.8.1: reading a first-stage entry needs read permission of the second stage, and write permission too with SSADE. */
  private translateTable(t: Translation, table: number, index: number, isTop: boolean): Condition | undefined {
    const writes = t.tableStage.setsFlags;
    const conditions = isTop ? TOP_TABLE : LOWER_TABLE;
    const reading = walkPage(t, table, index, READ, conditions);
    if (reading !== undefined) return reading;
    if (writes && (t.tableStage.granted & WRITE) === 0)
      return t.choices['nested-table-permission'] === 'update' ? SFS_8 : conditions.readPermission;
    return t.tableStage.setFlagsOfWalk(t, writes && t.choices['nested-table-dirty'] === 'on-read');
  }

  /** §3.6.1. */
  private lackOfPermission(t: Translation, attributes: number): Condition | undefined {
    if (!t.privileged && (attributes & US) === 0) return SGN_2;
    if ((t.needs & WRITE) !== 0 && !this.allowsWrite(t, attributes)) return SGN_6;
    return undefined;
  }

  private allowsWrite(t: Translation, attributes: number): boolean {
    return (attributes & RW) !== 0 || (t.privileged && !this.writeProtect);
  }

  private setFlags(t: Translation, level: number, flags: number): boolean {
    const page = this.tables[level] as number;
    const offset = 8 * (this.indexes[level] as number);
    if (!t.memory.setBits(page, offset, flags)) return false;
    this.entries[level] = (this.entries[level] as number) | flags;
    t.tellFlags(page, offset, flags);
    return true;
  }
}

/** Translates the guest-physical address of entry `index` in a table. */
function walkPage(t: Translation, table: number, index: number, needs: number, conditions: SecondStageConditions): Condition | undefined {
  return t.tableStage.walk(t, highWordOfPage(table), lowWordOfPage(table) + 8 * index, needs, conditions);
}
