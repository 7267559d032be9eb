/** Legacy mode: from the root table to the output address (§3.4.2, §9.1, §9.3, DMA-110). */
import {
  LCT_1,
  LCT_2,
  LCT_3,
  LCT_4_1,
  LCT_4_2,
  LCT_4_3,
  LGN_1_1,
  LGN_1_3,
  LGN_2,
  LGN_3,
  LGN_4,
  LRT_1,
  LRT_2,
  LRT_3,
  LSS_1,
  LSS_2,
} from '../faults/conditions.js';
import type { Condition } from '../faults/conditions.js';
import { TT_PASS_THROUGH, TT_SECOND_STAGE, TT_SECOND_STAGE_ATS } from '../structures/context-entry.js';
import { pageNumber } from '../words.js';
import { isInterruptPage } from './interrupt-range.js';
import { walkSecondStage } from './second-stage.js';
import type { SecondStageConditions } from './second-stage.js';
import type { Translation } from './translation.js';

const P = 0x1;
const FPD = 0x2;

const CONDITIONS: SecondStageConditions = {
  topAccess: LCT_4_3,
  lowerAccess: LSS_1,
  reserved: LSS_2,
  writePermission: LGN_2,
  readPermission: LGN_3,
};

/**
 * Translates an untranslated request of legacy mode. On success `t.outputPage` holds the page and undefined is
 * returned, else the condition met; the steps stand in the order of Table 30.
 */
export function translateLegacy(t: Translation, rootTablePage: number): Condition | undefined {
  const { memory, capabilities } = t;

  // 1. The root entry of the request's bus.
  const bus = t.sourceId >>> 8;
  const roots = memory.fetch(rootTablePage, 16 * bus, 16);
  t.tellWideEntry('root-entry', rootTablePage, bus, roots);
  if (roots === undefined) return LRT_1;
  // 2. Present: otherwise every other bit is ignored.
  if (((roots[4 * bus] as number) & P) === 0) return LRT_2;
  // 3. Reserved bits.
  if (hasReservedBits(roots, 4 * bus, t.rootReserved)) return LRT_3;

  // 4. The context entry of the request's device and function.
  const devfn = t.sourceId & 0xff;
  const contextPage = pageNumber(roots[4 * bus + 1] as number, roots[4 * bus] as number);
  const contexts = memory.fetch(contextPage, 16 * devfn, 16);
  t.tellWideEntry('context-entry', contextPage, devfn, contexts);
  if (contexts === undefined) return LCT_1;
  const lo = contexts[4 * devfn] as number;
  // FPD counts even in an entry that is not present (§9.3).
  if ((lo & FPD) !== 0) t.faultProcessingDisabled = true;
  // 5. Present.
  if ((lo & P) === 0) return LCT_2;
  // 6. Reserved bits.
  if (hasReservedBits(contexts, 4 * devfn, t.contextReserved)) return LCT_3;
  // 7. Programming: address width, then translation type.
  const aw = (contexts[4 * devfn + 2] as number) & 7;
  if (!capabilities.supportsAddressWidth(aw)) return LCT_4_1;
  const tt = (lo >>> 2) & 3;
  const supported =
    tt === TT_SECOND_STAGE ||
    (tt === TT_SECOND_STAGE_ATS && capabilities.deviceTlb) ||
    (tt === TT_PASS_THROUGH && capabilities.passThrough);
  if (!supported) return LCT_4_2;

  if (tt === TT_PASS_THROUGH) {
    // 8. Pass-through: the address is the output address, if the host has it.
    if (exceeds(t.addressHi, t.addressLo, capabilities.haw)) return LGN_1_3;
    t.outputPage = pageNumber(t.addressHi, t.addressLo);
    t.pageBytes = 0;
  } else {
    // 9. The address within X, the smaller of MGAW and the width that AW selects.
    const agaw = 30 + 9 * aw;
    if (exceeds(t.addressHi, t.addressLo, Math.min(capabilities.guestAddressWidth, agaw))) return LGN_1_1;
    // 10. The second-stage walk from SSPTPTR.
    const tablePage = pageNumber(contexts[4 * devfn + 1] as number, lo);
    const condition = walkSecondStage(t, tablePage, aw + 2, CONDITIONS);
    if (condition !== undefined) return condition;
  }
  // 11. No output in the interrupt address range (§3.15).
  return isInterruptPage(t.outputPage) ? LGN_4 : undefined;
}

function hasReservedBits(entries: Uint32Array, at: number, reserved: Uint32Array): boolean {
  return (
    (((entries[at] as number) & (reserved[0] as number)) |
      ((entries[at + 1] as number) & (reserved[1] as number)) |
      ((entries[at + 2] as number) & (reserved[2] as number)) |
      ((entries[at + 3] as number) & (reserved[3] as number))) !==
    0
  );
}

/** Whether an address is above 2^bits − 1, for 1 to 63 bits. */
function exceeds(hi: number, lo: number, bits: number): boolean {
  return bits >= 32 ? hi >>> (bits - 32) !== 0 : hi !== 0 || lo >>> bits !== 0;
}
