/** Scalable mode: from the root table to the output address (§3.4.3, §9.2 to §9.6, DMA-120 to DMA-151). */
import type { Condition } from '../faults/condition.js';
import { SGN_4_1, SGN_4_2, SGN_5, SGN_8_1, SGN_8_2, SGN_8_3 } from '../faults/scalable-conditions.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED, PGTT_PASS_THROUGH, PGTT_SECOND_STAGE } from '../structures/pasid-entries.js';
import { highWordOfPage, lowWordOfPage, pageNumber } from '../words.js';
import { FirstStageWalk, SECOND_STAGE } from './first-stage.js';
import { walkHostPermissions } from './host-permission.js';
import { isInterruptPage, overlapsInterruptRange } from './interrupt-range.js';
import { WRITE, exceeds } from './paging.js';
import { ScalableTables } from './scalable-tables.js';
import { specialCondition } from './special-conditions.js';
import type { Translation } from './translation.js';

export class ScalableTranslation {
  private readonly tables = new ScalableTables();
  private readonly firstStage = new FirstStageWalk();

  /** Translates a request of scalable mode. On success sets what was found and returns undefined, else the condition met. */
  translate(t: Translation, rootTablePage: number): Condition | undefined {
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
        return passThrough(t);
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
    return interruptRange(t, walk.span) ?? walk.setFlagsOfWalk(t, isDirty(t));
  }

  /** §3.7. */
  private secondStageOnly(t: Translation): Condition | undefined {
    const walk = t.secondStage;
    this.tables.useSecondStage(walk);
    // The address within X, the smaller of MGAW and the width that AW selects.
    if (exceeds(t.addressHi, t.addressLo, this.tables.guestWidth(t))) return SGN_5;
    const condition = walk.walk(t, t.addressHi, t.addressLo, t.needs, SECOND_STAGE);
    t.granted = walk.granted;
    if (condition !== undefined) return condition;
    t.outputPage = walk.outputPage;
    t.pageBytes = 4096 * walk.span;
    t.secondStageLeaf = walk.leaf;
    return interruptRange(t, walk.span) ?? walk.setFlagsOfWalk(t, isDirty(t));
  }

  /** §3.8: the first stage, each of whose tables the second stage maps, then the page itself through the second stage. */
  private nested(t: Translation): Condition | undefined {
    const first = this.tables.useFirstStage(this.firstStage, t);
    const second = t.secondStage;
    this.tables.useSecondStage(t.tableStage);
    this.tables.useSecondStage(second);
    t.granted = 0;
    const walked = first.walk(t);
    if (walked !== undefined) return walked;
    const mapped = second.walk(t, highWordOfPage(first.outputPage), lowWordOfPage(first.outputPage), t.needs, SECOND_STAGE);
    t.granted = first.granted & second.granted;
    if (mapped !== undefined) return mapped;
    const span = Math.min(first.span, second.span);
    t.outputPage = second.outputPage;
    t.pageBytes = 4096 * span;
    t.secondStageLeaf = second.leaf;
    return interruptRange(t, span) ?? first.setFlagsOfWalk(t, isDirty(t)) ?? second.setFlagsOfWalk(t, isDirty(t));
  }
}

/** §3.9. */
function passThrough(t: Translation): Condition | undefined {
  t.translationType = PGTT_PASS_THROUGH;
  t.outputPage = pageNumber(t.addressHi, t.addressLo);
  if (exceeds(t.addressHi, t.addressLo, t.capabilities.haw)) return SGN_4_2;
  return t.request === 'untranslated' && isInterruptPage(t.outputPage) ? SGN_8_1 : undefined;
}

/** §3.15: no output in the interrupt address range; for a translation request no part of the page. */
function interruptRange(t: Translation, span: number): Condition | undefined {
  if (t.request === 'translation') return overlapsInterruptRange(t.outputPage, span) ? SGN_8_2 : undefined;
  return isInterruptPage(t.outputPage) ? SGN_8_1 : undefined;
}

/** Whether the dirty flag is to be set: by a write, and by a translation that grants writing (§3.6.2, §4.2.3.1, PGT-59). */
function isDirty(t: Translation): boolean {
  return t.marksDirty && (t.granted & WRITE) !== 0;
}
