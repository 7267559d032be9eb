/** Legacy mode: from the root table to the output address (§3.4.2, §9.1, §9.3, DMA-110). */
import { addContext, addContextFault, takeContext } from '../caches/entry-caches.js';
import { WITHOUT_STAGES, addTranslation, addTranslationFault, lookUpTranslation } from '../caches/iotlb.js';
import type { Condition } from '../faults/condition.js';
import {
  LCT_1,
  LCT_2,
  LCT_3,
  LCT_4_1,
  LCT_4_2,
  LCT_5,
  LGN_1_1,
  LGN_1_2,
  LGN_1_3,
  LGN_4,
  LRT_1,
  LRT_2,
  LRT_3,
} from '../faults/conditions.js';
import { TT_PASS_THROUGH, TT_SECOND_STAGE, TT_SECOND_STAGE_ATS } from '../structures/context-entry.js';
import { pageNumber } from '../words.js';
import { isInterruptPage, overlapsInterruptRange } from './interrupt-range.js';
import { exceeds } from './paging.js';
import { hasReservedBits } from './reserved-bits.js';
import { LEGACY_CONDITIONS } from './legacy-conditions.js';
import { specialCondition } from './special-conditions.js';
import type { Translation } from './translation.js';

const P = 0x1;
const FPD = 0x2;

/** What is looked at of each entry, in this order. */
const ROOT_CHECKS: readonly Condition[] = [LRT_1, LRT_2, LRT_3];
const CONTEXT_CHECKS: readonly Condition[] = [LCT_1, LCT_2, LCT_3, LCT_4_1, LCT_4_2];

const NO_WORDS = new Uint32Array(4);

export class LegacyTranslation {
  // The context entry in use: it begins at word `at`, and is not changed before its fields were read.
  private context: Uint32Array = NO_WORDS;
  private at = 0;

  /**
   * Translates a request, which in legacy mode has no PASID. On success `t.outputPage` holds the page and undefined is
   * returned, else the condition met; the steps stand in the order of Table 30.
   */
  translate(t: Translation, rootTablePage: number): Condition | undefined {
    if (t.caches === undefined) return this.lookUpContext(t, rootTablePage) ?? this.walk(t);
    // §6.2.7: a unit that has caches may know the translation, or the context entry.
    if (t.request !== 'translated') {
      const cached = lookUpTranslation(t, t.caches);
      if (cached !== undefined) return cached === 'delivered' ? undefined : cached;
    }
    const cached = takeContext(t);
    if (cached !== undefined && 'condition' in cached) {
      t.faultProcessingDisabled = cached.faultProcessingDisabled;
      return cached.condition;
    }
    if (cached !== undefined) return this.checkContext(t, cached.words, 0) ?? this.walk(t);
    const condition = this.lookUpContext(t, rootTablePage);
    if (condition !== undefined) {
      addContextFault(t, condition);
      return condition;
    }
    addContext(t, this.context, this.at, 4);
    return this.walk(t);
  }

  /** Root entry and context entry, read from memory (§9.1, §9.3). */
  private lookUpContext(t: Translation, rootTablePage: number): Condition | undefined {
    const { memory, reserved } = t;

    // 1. The root entry of the request's bus.
    const bus = t.sourceId >>> 8;
    const root = memory.fetch(rootTablePage, 16 * bus, 16);
    if (t.listener !== undefined) t.tell('root-entry', rootTablePage, bus, 128, root, ROOT_CHECKS);
    t.caches?.trail.note(memory, rootTablePage, 4 * bus, 4, root);
    if (root < 0) return LRT_1;
    const { words } = memory;
    // 2. Present: otherwise every other bit is ignored.
    if (((words[root] as number) & P) === 0) return LRT_2;
    // 3. Reserved bits.
    if (hasReservedBits(words, root, reserved.root)) return LRT_3;

    // 4. The context entry of the request's device and function.
    const devfn = t.sourceId & 0xff;
    const contextPage = pageNumber(words[root + 1] as number, words[root] as number);
    const at = memory.fetch(contextPage, 16 * devfn, 16);
    if (t.listener !== undefined) t.tell('context-entry', contextPage, devfn, 128, at, CONTEXT_CHECKS);
    t.caches?.trail.note(memory, contextPage, 4 * devfn, 4, at);
    // The array may be another one than that of the root entry: memory that loads pages when they are read can have grown.
    return at < 0 ? LCT_1 : this.checkContext(t, memory.words, at);
  }

  /** What makes a context entry, which begins at word `at`, unfit for any request. */
  private checkContext(t: Translation, contexts: Uint32Array, at: number): Condition | undefined {
    const { capabilities, reserved } = t;
    this.context = contexts;
    this.at = at;
    const lo = contexts[at] as number;
    // FPD counts even in an entry that is not present (§9.3).
    if ((lo & FPD) !== 0) t.faultProcessingDisabled = true;
    // 5. Present.
    if ((lo & P) === 0) return LCT_2;
    // 6. Reserved bits.
    if (hasReservedBits(contexts, at, reserved.context)) return LCT_3;
    // 7. Programming: address width, then translation type.
    const upper = contexts[at + 2] as number;
    if (!capabilities.supportsAddressWidth(upper & 7)) return LCT_4_1;
    t.domain = (upper >>> 8) & 0xffff;
    const tt = (lo >>> 2) & 3;
    const supported =
      tt === TT_SECOND_STAGE ||
      (tt === TT_SECOND_STAGE_ATS && capabilities.deviceTlb) ||
      (tt === TT_PASS_THROUGH && capabilities.passThrough);
    return supported ? undefined : LCT_4_2;
  }

  /** From a valid context entry to the output address. */
  private walk(t: Translation): Condition | undefined {
    const { capabilities } = t;
    const { context, at } = this;
    const lo = context[at] as number;
    const aw = (context[at + 2] as number) & 7;
    const tt = (lo >>> 2) & 3;
    // 8. Only TT=01b serves device-TLBs (§4.2).
    if (t.listener !== undefined && t.request !== 'untranslated') t.tellChecks([LCT_5]);
    if (t.request !== 'untranslated' && tt !== TT_SECOND_STAGE_ATS) return LCT_5;

    t.outputPage = pageNumber(t.addressHi, t.addressLo);
    if (t.request === 'translated') {
      // 9T. A translated address is the output address, if the host has it and it is no interrupt address (§4.2.5).
      if (t.listener !== undefined) t.tellChecks([LGN_1_2, LGN_4]);
      if (exceeds(t.addressHi, t.addressLo, capabilities.haw)) return LGN_1_2;
      return isInterruptPage(t.outputPage) ? LGN_4 : undefined;
    }
    if (tt === TT_PASS_THROUGH) {
      // 9P. Pass-through: the address is the output address, if the host has it.
      if (t.listener !== undefined) t.tellChecks([LGN_1_3, LGN_4]);
      if (exceeds(t.addressHi, t.addressLo, capabilities.haw)) return LGN_1_3;
      if (isInterruptPage(t.outputPage)) return LGN_4;
      if (t.caches !== undefined) addTranslation(t, t.caches, { ...WITHOUT_STAGES, deviceTlb: false });
      return undefined;
    }
    // §4.2.3: a translation request for an interrupt address is a special condition, whatever the tables map there.
    const special = specialCondition(t);
    if (special !== undefined) return special;
    // 9. The address within X, the smaller of MGAW and the width that AW selects.
    if (t.listener !== undefined) t.tellChecks([LGN_1_1]);
    if (exceeds(t.addressHi, t.addressLo, Math.min(capabilities.guestAddressWidth, 30 + 9 * aw))) return LGN_1_1;
    // 10. The second-stage walk from SSPTPTR.
    const walk = t.secondStage;
    walk.tablePage = pageNumber(context[at + 1] as number, lo);
    walk.levels = aw + 2;
    walk.setsFlags = false;
    walk.isNested = false;
    const condition = walk.walk(t, t.addressHi, t.addressLo, t.needs, LEGACY_CONDITIONS);
    t.granted = walk.granted;
    if (condition !== undefined) {
      if (t.caches !== undefined && walk.isEntryFault(condition, LEGACY_CONDITIONS)) addTranslationFault(t, t.caches, condition);
      return condition;
    }
    t.outputPage = walk.outputPage;
    t.pageBytes = 4096 * walk.span;
    t.secondStageLeaf = walk.leaf;
    // 11. No output in the interrupt address range (§3.15); for a translation request none of the page.
    if (t.listener !== undefined) t.tellChecks([LGN_4]);
    const reaches = t.request === 'translation' ? overlapsInterruptRange(walk.outputPage, walk.span) : isInterruptPage(walk.outputPage);
    if (reaches) return LGN_4;
    if (t.caches !== undefined)
      addTranslation(t, t.caches, { ...WITHOUT_STAGES, secondStage: walk.granted, deviceTlb: tt === TT_SECOND_STAGE_ATS });
    return undefined;
  }
}
