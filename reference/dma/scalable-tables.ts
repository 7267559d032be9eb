/** The tables that scalable mode looks a request up in: root, context, PASID directory, PASID table (§3.4.3). */
import { addContext, addContextFault, addPasidFault, takeContext, takePasidEntry } from '../caches/entry-caches.js';
import type { Condition } from '../faults/condition.js';
import {
  SCT_1,
  SCT_2,
  SCT_3,
  SCT_4_1,
  SCT_4_2,
  SCT_4_3,
  SCT_5,
  SCT_6,
  SCT_7,
  SCT_8,
  SCT_9,
  SCT_10,
  SGN_10,
  SPD_1,
  SPD_2,
  SPD_3,
  SPT_1,
  SPT_2,
  SPT_3,
  SPT_4_1,
  SPT_4_2,
  SPT_4_3,
  SPT_4_4,
  SPT_5,
  SPT_6,
  SRT_1,
  SRT_2,
  SRT_3,
} from '../faults/scalable-conditions.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED, PGTT_PASS_THROUGH, PGTT_SECOND_STAGE } from '../structures/pasid-entries.js';
import { pageNumber } from '../words.js';
import type { FirstStageWalk } from './first-stage.js';
import { PasidEntry } from './pasid-entry.js';
import { hasReservedBits } from './reserved-bits.js';
import type { SecondStageWalk } from './second-stage.js';
import type { Translation } from './translation.js';

/** What is looked at of each entry by itself, in this order. */
const ROOT_CHECKS: readonly Condition[] = [SRT_1, SRT_2, SRT_3];
const CONTEXT_CHECKS: readonly Condition[] = [SCT_1, SCT_2, SCT_3, SCT_4_1, SCT_4_2];
const DIRECTORY_CHECKS: readonly Condition[] = [SPD_1, SPD_2, SPD_3];
const PASID_CHECKS: readonly Condition[] = [SPT_1, SPT_2, SPT_3, SPT_4_2];

const P = 0x1;
const FPD = 0x2;
const DTE = 0x04;
const PASIDE = 0x08;
const PRE = 0x10;
const HPTE = 0x20;
const EPTR = 0x40;
const PWSNP = 0x00800000;

export class ScalableTables {
  /** HPTE of the context entry. */
  checksHostPermissions = false;
  private pasidDirectory = 0;
  /** The context entry in use begins at word `at`; it is not changed before its fields were read. */
  private context: Uint32Array = new Uint32Array(8);
  private at = 0;
  /** Of the request; no flag is set in memory before its fields are used. */
  readonly pasidEntry = new PasidEntry();

  /** Root entry and context entry (§9.2, §9.4); also what the context entry says of requests of this kind. */
  lookUpContext(t: Translation, rootTablePage: number): Condition | undefined {
    // §6.2.2: a unit that has caches may know the context entry.
    const cached = takeContext(t);
    if (cached !== undefined && 'condition' in cached) {
      t.faultProcessingDisabled = cached.faultProcessingDisabled;
      return cached.condition;
    }
    if (cached !== undefined) return this.checkContext(t, cached.words, 0) ?? this.checkRequest(t);
    const condition = this.readContext(t, rootTablePage);
    if (condition !== undefined) {
      addContextFault(t, condition);
      return condition;
    }
    addContext(t, this.context, this.at, 8);
    return this.checkRequest(t);
  }

  private readContext(t: Translation, rootTablePage: number): Condition | undefined {
    const { memory, reserved } = t;

    // 1. The root entry of the bus, 2. the half of it for the device, 3. reserved bits of that half.
    const bus = t.sourceId >>> 8;
    const root = memory.fetch(rootTablePage, 16 * bus, 16);
    if (t.listener !== undefined) t.tell('scalable-root-entry', rootTablePage, bus, 128, root, ROOT_CHECKS);
    const half = (t.sourceId >>> 7) & 1;
    const at = root < 0 ? -1 : root + 2 * half;
    t.caches?.trail.note(memory, rootTablePage, 4 * bus + 2 * half, 2, at);
    if (at < 0) return SRT_1;
    const rootLo = memory.words[at] as number;
    const rootHi = memory.words[at + 1] as number;
    if ((rootLo & P) === 0) return SRT_2;
    const reservedLo = reserved.scalableRoot[2 * half] as number;
    const reservedHi = reserved.scalableRoot[2 * half + 1] as number;
    if (((rootLo & reservedLo) | (rootHi & reservedHi)) !== 0) return SRT_3;

    // 4. The context entry.
    const index = t.sourceId & 0x7f;
    const page = pageNumber(rootHi, rootLo);
    const context = memory.fetch(page, 32 * index, 32);
    if (t.listener !== undefined) t.tell('scalable-context-entry', page, index, 256, context, CONTEXT_CHECKS);
    t.caches?.trail.note(memory, page, 8 * index, 8, context);
    return context < 0 ? SCT_1 : this.checkContext(t, memory.words, context);
  }

  /** What makes a context entry, which begins at word `at`, unfit: FPD, present, reserved bits, 5. contradictions. */
  private checkContext(t: Translation, contexts: Uint32Array, at: number): Condition | undefined {
    this.context = contexts;
    this.at = at;
    const lo = contexts[at] as number;
    if ((lo & FPD) !== 0) t.faultProcessingDisabled = true;
    if ((lo & P) === 0) return SCT_2;
    if (hasReservedBits(contexts, at, t.reserved.scalableContext)) return SCT_3;
    if ((lo & (DTE | PRE)) === PRE) return SCT_4_1;
    return this.ridPasid >= this.pasids ? SCT_4_2 : undefined;
  }

  /** RID_PASID, 20 bits. */
  private get ridPasid(): number {
    return (this.context[this.at + 2] as number) & 0xfffff;
  }

  /** PASIDs that PDTS has room for. */
  private get pasids(): number {
    return 1 << ((((this.context[this.at] as number) >>> 9) & 7) + 13);
  }

  /** What a valid context entry permits the device to send. */
  private checkRequest(t: Translation): Condition | undefined {
    const { capabilities } = t;
    const { context, at, ridPasid, pasids } = this;
    const lo = context[at] as number;
    const isMemoryWalk = t.request === 'untranslated' || t.request === 'translation';
    if (t.listener !== undefined) t.tellChecks(checksOfRequest(t));
    if ((lo & (EPTR | PASIDE)) === EPTR && !(isMemoryWalk && t.hasPasid)) return SCT_4_3;

    // 6. What the entry permits the device to send.
    if ((lo & DTE) === 0 && (t.request === 'translation' || t.request === 'translated')) return SCT_5;
    if ((lo & PRE) === 0 && t.request === 'page-request') return SCT_8;
    if (t.hasPasid) {
      if ((lo & PASIDE) === 0 && t.request !== 'translated') return SCT_6;
      if ((lo & EPTR) === 0 && t.request === 'translated') return SCT_10;
      if (t.request !== 'page-request' && t.pasid >= capabilities.pasidCount) return SGN_10;
      if (t.pasid >= pasids) return SCT_7;
      if (t.pasid === ridPasid) return SCT_9;
    } else {
      // DMA-06: without PASID the context entry supplies PASID and privilege; without RPS and RPRIVS its fields are 0.
      t.pasid = ridPasid;
      t.privileged = ((context[at + 2] as number) & 0x100000) !== 0;
    }
    this.checksHostPermissions = (lo & HPTE) !== 0;
    this.pasidDirectory = pageNumber(context[at + 1] as number, lo);
    return undefined;
  }

  /** DTE of the context entry. */
  get deviceTlb(): boolean {
    return ((this.context[this.at] as number) & DTE) !== 0;
  }

  /** PASID-directory entry and PASID-table entry (§9.5, §9.6). */
  lookUpPasid(t: Translation): Condition | undefined {
    // §6.2.3: a unit that has caches may know the PASID-table entry.
    const { pasidDirectory } = this;
    const cached = takePasidEntry(t, pasidDirectory);
    if (cached !== undefined && 'condition' in cached) {
      t.faultProcessingDisabled = cached.faultProcessingDisabled;
      return cached.condition;
    }
    if (cached !== undefined) return this.checkPasidEntry(t, cached.words, 0) ?? this.checkPrivilege(t);
    const condition = this.readPasidEntry(t);
    if (condition !== undefined) {
      addPasidFault(t, pasidDirectory, condition);
      return condition;
    }
    this.pasidEntry.remember(t, pasidDirectory);
    return this.checkPrivilege(t);
  }

  private readPasidEntry(t: Translation): Condition | undefined {
    const { memory, reserved } = t;

    // 7. The directory entry that PASID bits 19:6 select: access, FPD, present, reserved bits.
    const directoryIndex = t.pasid >>> 6;
    const directoryPage = this.pasidDirectory + (directoryIndex >>> 9);
    const slot = directoryIndex & 0x1ff;
    const directory = memory.fetch(directoryPage, 8 * slot, 8);
    if (t.listener !== undefined) t.tell('pasid-directory-entry', directoryPage, slot, 64, directory, DIRECTORY_CHECKS);
    t.caches?.trail.note(memory, directoryPage, 2 * slot, 2, directory);
    if (directory < 0) return SPD_1;
    const lo = memory.words[directory] as number;
    if ((lo & FPD) !== 0) t.faultProcessingDisabled = true;
    if ((lo & P) === 0) return SPD_2;
    if (hasReservedBits(memory.words, directory, reserved.pasidDirectory)) return SPD_3;

    // 8. The table entry that PASID bits 5:0 select: the same.
    const index = t.pasid & 0x3f;
    const page = pageNumber(memory.words[directory + 1] as number, lo);
    const at = memory.fetch(page, 64 * index, 64);
    if (t.listener !== undefined) t.tell('pasid-table-entry', page, index, 512, at, PASID_CHECKS);
    t.caches?.trail.note(memory, page, 16 * index, 16, at);
    return at < 0 ? SPT_1 : this.checkPasidEntry(t, memory.words, at);
  }

  /** What makes a PASID-table entry, which begins at word `at`, unfit: FPD, present, reserved bits, 9. its programming. */
  private checkPasidEntry(t: Translation, entries: Uint32Array, at: number): Condition | undefined {
    const { reserved, capabilities } = t;
    const entry = this.pasidEntry;
    entry.use(entries, at);
    if (entry.fpd) t.faultProcessingDisabled = true;
    if (!entry.present) return SPT_2;
    if (hasReservedBits(entries, at, this.checksHostPermissions ? reserved.pasidTable : reserved.pasidTableWithoutHpt)) return SPT_3;
    const { pgtt } = entry;
    t.translationType = pgtt;
    t.pasidAttributes = entry.attributes;
    t.pageAttributeTable = entry.pat;
    t.walksSnoop = capabilities.walkCoherency && (t.pasidAttributes & PWSNP) !== 0;
    t.domain = entry.domain & capabilities.domainIdMask;
    t.hostPermissionDomain = entry.hostPermissionDomain;

    if (!isSupported(t, pgtt)) return SPT_4_2;
    const usesSecond = pgtt === PGTT_SECOND_STAGE || pgtt === PGTT_NESTED;
    const usesFirst = pgtt === PGTT_FIRST_STAGE || pgtt === PGTT_NESTED;
    if (t.listener !== undefined) t.tellChecks(checksOfStages(usesFirst, usesSecond));
    if (usesSecond && !capabilities.supportsAddressWidth(entry.aw)) return SPT_4_1;
    if (usesFirst && entry.fspm > (capabilities.firstStageFiveLevels ? 1 : 0)) return SPT_4_3;
    return pgtt === PGTT_NESTED && entry.firstStageTable >= guestPages(t, entry) ? SPT_4_4 : undefined;
  }

  /** 10. What the PASID-table entry permits. */
  private checkPrivilege(t: Translation): Condition | undefined {
    const isMemoryWalk = t.request === 'untranslated' || t.request === 'translation';
    if (t.listener !== undefined && isMemoryWalk) t.tellChecks([...(t.executes ? [SPT_5] : []), ...(t.privileged ? [SPT_6] : [])]);
    if (isMemoryWalk && t.executes && !t.capabilities.executeRequests) return SPT_5;
    return isMemoryWalk && t.privileged && !this.pasidEntry.sre ? SPT_6 : undefined;
  }

  /** X: the smaller of MGAW and the width that AW selects. */
  guestWidth(t: Translation): number {
    return Math.min(t.capabilities.guestAddressWidth, 30 + 9 * this.pasidEntry.aw);
  }

  /** Points a second-stage walk at the tables of the entry. */
  useSecondStage(walk: SecondStageWalk): void {
    const { pasidEntry } = this;
    walk.tablePage = pasidEntry.secondStageTable;
    walk.levels = pasidEntry.aw + 2;
    walk.setsFlags = pasidEntry.ssade;
    walk.isNested = pasidEntry.pgtt === PGTT_NESTED;
  }

  /** Points a first-stage walk at the tables of the entry. */
  useFirstStage(walk: FirstStageWalk, t: Translation): FirstStageWalk {
    const { pasidEntry } = this;
    walk.tablePage = pasidEntry.firstStageTable;
    walk.levels = 4 + pasidEntry.fspm;
    walk.writeProtect = pasidEntry.wpe;
    walk.extendedAccessed = pasidEntry.eafe;
    walk.nested = t.translationType === PGTT_NESTED;
    walk.guestPages = walk.nested ? guestPages(t, pasidEntry) : 0;
    return walk;
  }
}

/** What of a good context entry is held against a request of this kind, in the order of the checks. */
function checksOfRequest({ request, hasPasid }: Translation): Condition[] {
  const isMemoryWalk = request === 'untranslated' || request === 'translation';
  const checks = isMemoryWalk && hasPasid ? [] : [SCT_4_3];
  if (request === 'translation' || request === 'translated') checks.push(SCT_5);
  if (request === 'page-request') checks.push(SCT_8);
  if (!hasPasid) return checks;
  checks.push(request === 'translated' ? SCT_10 : SCT_6);
  if (request !== 'page-request') checks.push(SGN_10);
  return [...checks, SCT_7, SCT_9];
}

/** What of the programming of a PASID-table entry counts for the stages that it uses. */
function checksOfStages(usesFirst: boolean, usesSecond: boolean): Condition[] {
  return [...(usesSecond ? [SPT_4_1] : []), ...(usesFirst ? [SPT_4_3] : []), ...(usesFirst && usesSecond ? [SPT_4_4] : [])];
}

/** Pages below 2^X. */
function guestPages({ capabilities }: Translation, entry: PasidEntry): number {
  return capabilities.guestPages[entry.aw] as number;
}

/** Whether the unit has the translation type (§9.6, SPT.4.2). */
function isSupported({ capabilities }: Translation, pgtt: number): boolean {
  switch (pgtt) {
    case PGTT_FIRST_STAGE:
      return capabilities.firstStage;
    case PGTT_SECOND_STAGE:
      return capabilities.secondStage;
    case PGTT_NESTED:
      return capabilities.nested;
    case PGTT_PASS_THROUGH:
      return capabilities.passThrough;
    default:
      return false;
  }
}
