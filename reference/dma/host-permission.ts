/** The host permission table: which host addresses a device may reach with translated requests (§4.2.4, §9.12, ATS-60 to ATS-66). */
import {
  addHostPermission,
  addHostPermissionTable,
  takeHostPermission,
  takeHostPermissionTable,
} from '../caches/host-permission-caches.js';
import type { Condition } from '../faults/condition.js';
import { HPT_1, HPT_2, HPT_3, HPT_4, HPT_5, HPT_6, SPT_9 } from '../faults/scalable-conditions.js';
import { pageNumber } from '../words.js';
import { READ, WRITE, exceeds } from './paging.js';
import { hasReservedBits } from './reserved-bits.js';
import type { Translation } from './translation.js';

const AV = 0x1;
const STRUCTURES = ['', 'hpt-l1e', 'hpt-l2e', 'hpt-l3e', 'hpt-l4e'] as const;
/** The lowest address bit that selects an entry of each level, and how many page permissions an entry holds. */
const ENTRY_BIT = [0, 17, 25, 33, 41] as const;
const PERMISSIONS = [0, 32, 16, 8, 0] as const;
/** The lowest address bit that selects a page permission. */
const PERMISSION_BIT = [0, 12, 21, 30, 0] as const;

/** Walks the table of size HPTSZ for a translated request. Undefined if it may go on, else the condition met. */
export function walkHostPermissions(t: Translation, tablePage: number, size: number): Condition | undefined {
  // The table covers 2^49 bytes and twice as many for each step of HPTSZ.
  if (t.listener !== undefined) t.tellChecks([SPT_9]);
  if (exceeds(t.addressHi, t.addressLo, 49 + size)) return SPT_9;
  const address = pageNumber(t.addressHi, t.addressLo);
  // §6.2.6: a unit that has caches may know the permission, or a table below the root.
  const known = takeHostPermission(t, address, tablePage);
  if (known !== undefined) return lackOfPermission(t, known);
  const start = takeHostPermissionTable(t, address, tablePage);
  // The root table may take several pages, one for each value of address bits 51:49.
  let page = start?.table ?? tablePage + Math.floor(address / 2 ** 37);
  for (let level = start === undefined ? 4 : start.level - 1; ; level--) {
    const index = bits(address, ENTRY_BIT[level] as number, 8);
    const entry = t.memory.fetch(page, 16 * index, 16);
    if (t.listener !== undefined) t.tell(STRUCTURES[level] as string, page, index, 128, entry, [level === 4 ? HPT_3 : HPT_1, HPT_2]);
    t.caches?.trail.note(t.memory, page, 4 * index, 4, entry);
    if (entry < 0) return level === 4 ? HPT_3 : HPT_1;
    const { words } = t.memory;
    if (hasReservedBits(words, entry, t.reserved.hostPermission[level] as Uint32Array)) return HPT_2;
    const count = PERMISSIONS[level] as number;
    if (count > 0) {
      // A page permission that is not 0 decides, at whatever level.
      const at = bits(address, PERMISSION_BIT[level] as number, Math.log2(count));
      const permission = ((words[entry + (at >>> 3)] as number) >>> (4 * (at & 7))) & 3;
      if (permission !== 0) {
        addHostPermission(t, address, permission, level, tablePage);
        return lackOfPermission(t, permission);
      }
    }
    const upper = words[entry + 2] as number;
    // INV-122: an entry whose permissions are all 0 and that names no table is not kept; one that has others is.
    if (level === 1 || (upper & AV) === 0) {
      const others = (words[entry] as number) | (words[entry + 1] as number);
      if (count > 0 && others !== 0) addHostPermission(t, address, 0, level, tablePage);
      return lackOfPermission(t, 0);
    }
    page = pageNumber((words[entry + 3] as number) & 0xfffff, upper);
    addHostPermissionTable(t, address, page, level, tablePage);
  }
}

/** Table 12: a read needs R, a write W, an AtomicOp both; with CAP.ZLR a zero-length read is content with W, and finding neither is HPT.4. */
function lackOfPermission(t: Translation, permission: number): Condition | undefined {
  if (t.listener !== undefined) t.tellPermission('host-permission', t.needs, permission);
  if (permission === 0 && t.passesWriteOnly) return HPT_4;
  const lacks = t.needs & ~permission;
  if (lacks === 0 || (lacks === READ && t.passesWriteOnly)) return undefined;
  if (lacks === (READ | WRITE) && t.choices['atomic-permission'] === 'read') return HPT_6;
  return (lacks & WRITE) !== 0 ? HPT_5 : HPT_6;
}

/** `width` bits of an address from bit `low` (12 or above) on, the address given as a page number. */
function bits(address: number, low: number, width: number): number {
  return Math.floor(address / 2 ** (low - 12)) % 2 ** width;
}
