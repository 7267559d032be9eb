/** Scalable mode: from the root table to the output address (§3.4.3, §9.2 to §9.6, DMA-120 to DMA-151). */
import { WITHOUT_STAGES, addTranslation, addTranslationFault, lookUpTranslation } from '../caches/iotlb.js';
import type { Found } from '../caches/iotlb.js';
import type { Condition } from '../faults/condition.js';
import { SGN_4_1, SGN_4_2, SGN_5, SGN_8_1, SGN_8_2, SGN_8_3 } from '../faults/scalable-conditions.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED, PGTT_PASS_THROUGH, PGTT_SECOND_STAGE } from '../structures/pasid-entries.js';
import { highWordOfPage, lowWordOfPage, pageNumber } from '../words.js';
import { FirstStageWalk, SECOND_STAGE } from './first-stage.js';
import { walkHostPermissions } from './host-permission.js';
import { isInterruptPage, overlapsInterruptRange } from './interrupt-range.js';
import { READ, WRITE, exceeds } from './paging.js';
import { ScalableTables } from './scalable-tables.js';
import { specialCondition } from './special-conditions.js';
import type { Translation } from './translation.js';

export class ScalableTranslation {
  private readonly tables = new ScalableTables();
  private readonly firstStage = new FirstStageWalk();

  /** Translates a request of scalable mode. On success sets what was found and returns undefined, else the condition met. */
  translate(t: Translation, rootTablePage: number): Condition | undefined {
    // §6.2.7: a unit that has caches may know the translation.
    if (t.caches !== undefined && t.request !== 'translated') {
      const cached = lookUpTranslation(t, t.caches);
      if (cached !== undefined) return cached === 'delivered' ? undefined : cached;
    }
    const context = this.tables.lookUpContext(t, rootTablePage);
    if (context !== undefined) return context;
    return t.request === 'translated' ? this.translated(t) : this.walk(t);
  }

  /** §7.4.1: a page request is looked up down to its PASID-table entry and no further (PRQ-08). */
  pageRequest(t: Translation, rootTablePage: number): Condition | undefined {
    return this.tables.lookUpContext(t, rootTablePage) ?? this.tables.lookUpPasid(t);
  }

  /** §4.2.5: a translated address is the output address, if the host has it and, with HPTE, the table permits it. */
  private translated(t: Translation): Condition | undefined {
    t.outputPage = pageNumber(t.addressHi, t.addressLo);
    if (t.listener !== undefined) t.tellChecks([SGN_4_1, SGN_8_3]);
    if (exceeds(t.addressHi, t.addressLo, t.capabilities.haw)) return SGN_4_1;
    if (isInterruptPage(t.outputPage)) return SGN_8_3;
    if (!this.tables.checksHostPermissions) return undefined;
    const pasid = this.tables.lookUpPasid(t);
    const { hostPermissionTable, hptsz } = this.tables.pasidEntry;
    return pasid ?? walkHostPermissions(t, hostPermissionTable, hptsz);
  }

  /** The translation that PGTT asks for. */
  private walk(t: Translation): Condition | undefined {
    const lookup = this.tables.lookUpPasid(t) ?? specialCondition(t);
    if (lookup !== undefined) return lookup;
    switch (t.translationType) {
      case PGTT_FIRST_STAGE:
        return this.firstStageOnly(t);
      case PGTT_SECOND_STAGE:
        return this.secondStageOnly(t);
      case PGTT_NESTED:
        return this.nested(t);
      default:
        return this.passThrough(t);
    }
  }

  /** §3.6. */
  private firstStageOnly(t: Translation): Condition | undefined {
    const walk = this.tables.useFirstStage(this.firstStage, t);
    const condition = walk.walk(t);
    t.granted = walk.granted;
    if (condition !== undefined) return condition;
    t.outputPage = walk.outputPage;
    t.pageBytes = 4096 * walk.span;
    const ending = interruptRange(t, walk.span) ?? walk.setFlagsOfWalk(t, isDirty(t));
    if (ending !== undefined) return ending;
    const { attributes, isDirty: dirty } = walk;
    this.found(t, { attributes, dirty, secondStage: READ | WRITE });
    return undefined;
  }

  /** §3.7. */
  private secondStageOnly(t: Translation): Condition | undefined {
    const walk = t.secondStage;
    this.tables.useSecondStage(walk);
    // The address within X, the smaller of MGAW and the width that AW selects.
    if (t.listener !== undefined) t.tellChecks([SGN_5]);
    if (exceeds(t.addressHi, t.addressLo, this.tables.guestWidth(t))) return SGN_5;
    const condition = walk.walk(t, t.addressHi, t.addressLo, t.needs, SECOND_STAGE);
    t.granted = walk.granted;
    if (condition !== undefined) return this.secondStageFault(t, condition);
    t.outputPage = walk.outputPage;
    t.pageBytes = 4096 * walk.span;
    t.secondStageLeaf = walk.leaf;
    const ending = interruptRange(t, walk.span) ?? walk.setFlagsOfWalk(t, isDirty(t));
    if (ending !== undefined) return ending;
    this.found(t, { attributes: WITHOUT_STAGES.attributes, secondStage: walk.granted, dirty: walk.isDirty });
    return undefined;
  }

  /** §3.8: the first stage, each of whose tables the second stage maps, then the page itself through the second stage. */
  private nested(t: Translation): Condition | undefined {
    const first = this.tables.useFirstStage(this.firstStage, t);
    const second = t.secondStage;
    this.tables.useSecondStage(t.tableStage);
    this.tables.useSecondStage(second);
    t.granted = 0;
    const walked = first.walk(t);
    if (walked !== undefined) return this.secondStageFault(t, walked, t.tableStage);
    const mapped = second.walk(t, highWordOfPage(first.outputPage), lowWordOfPage(first.outputPage), t.needs, SECOND_STAGE);
    t.granted = first.granted & second.granted;
    if (mapped !== undefined) return this.secondStageFault(t, mapped);
    const span = Math.min(first.span, second.span);
    t.outputPage = second.outputPage;
    t.pageBytes = 4096 * span;
    t.secondStageLeaf = second.leaf;
    const ending = interruptRange(t, span) ?? first.setFlagsOfWalk(t, isDirty(t)) ?? second.setFlagsOfWalk(t, isDirty(t));
    if (ending !== undefined) return ending;
    this.found(t, { attributes: first.attributes, secondStage: second.granted, dirty: first.isDirty && second.isDirty });
    return undefined;
  }

  /** §3.9. */
  private passThrough(t: Translation): Condition | undefined {
    t.translationType = PGTT_PASS_THROUGH;
    t.outputPage = pageNumber(t.addressHi, t.addressLo);
    if (t.listener !== undefined) t.tellChecks(t.request === 'untranslated' ? [SGN_4_2, SGN_8_1] : [SGN_4_2]);
    if (exceeds(t.addressHi, t.addressLo, t.capabilities.haw)) return SGN_4_2;
    if (t.request === 'untranslated' && isInterruptPage(t.outputPage)) return SGN_8_1;
    this.found(t, WITHOUT_STAGES);
    return undefined;
  }

  /** The translation is known; a unit that has an IOTLB may keep it (§6.2.4). */
  private found(t: Translation, { attributes, secondStage, dirty }: Pick<Found, 'attributes' | 'secondStage' | 'dirty'>): void {
    if (t.caches === undefined) return;
    const { deviceTlb, pasidEntry } = this.tables;
    const { sre: supervisorRequests, wpe: writeProtect } = pasidEntry;
    addTranslation(t, t.caches, { attributes, secondStage, dirty, deviceTlb, supervisorRequests, writeProtect });
  }

  /** A fault of the second stage, which a unit with CAP.CM=1 may keep. */
  private secondStageFault(t: Translation, condition: Condition, walk = t.secondStage): Condition {
    if (t.caches !== undefined && isSecondStageFault(condition) && walk.isEntryFault(condition, SECOND_STAGE))
      addTranslationFault(t, t.caches, condition);
    return condition;
  }
}

/** Whether a condition is one of the second stage's own (§7.1.3). */
function isSecondStageFault(condition: Condition): boolean {
  const { topAccess, lowerAccess, reserved, neither } = SECOND_STAGE;
  return [topAccess, lowerAccess, reserved, neither].includes(condition);
}

/** §3.15: no output in the interrupt address range; for a translation request no part of the page. */
function interruptRange(t: Translation, span: number): Condition | undefined {
  if (t.listener !== undefined) t.tellChecks([t.request === 'translation' ? SGN_8_2 : SGN_8_1]);
  if (t.request === 'translation') return overlapsInterruptRange(t.outputPage, span) ? SGN_8_2 : undefined;
  return isInterruptPage(t.outputPage) ? SGN_8_1 : undefined;
}

/** Whether the dirty flag is to be set: by a write, and by a translation that grants writing (§3.6.2, §4.2.3.1, PGT-59). */
function isDirty(t: Translation): boolean {
  return t.marksDirty && (t.granted & WRITE) !== 0;
}
