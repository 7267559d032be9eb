/** The reserved bits of every structure on one implementation, as words: worked out once from the layouts. */
import type { Capabilities } from '../capabilities.js';
import { CONTEXT_ENTRY } from '../structures/context-entry.js';
import { FS_PDE, FS_PDE_2M, FS_PDPE, FS_PDPE_1G, FS_PML4E, FS_PML5E, FS_PTE } from '../structures/first-stage-entries.js';
import { HPT_L1E, HPT_L2E, HPT_L3E, HPT_L4E } from '../structures/host-permission-entries.js';
import { maskWords, reservedMask } from '../structures/layout.js';
import type { Layout } from '../structures/layout.js';
import { PASID_DIRECTORY_ENTRY, PASID_TABLE_ENTRY } from '../structures/pasid-entries.js';
import { ROOT_ENTRY } from '../structures/root-entry.js';
import { SCALABLE_CONTEXT_ENTRY } from '../structures/scalable-context-entry.js';
import { SCALABLE_ROOT_ENTRY } from '../structures/scalable-root-entry.js';
import { SS_PDE, SS_PDE_2M, SS_PDPE, SS_PDPE_1G, SS_PML4E, SS_PML5E, SS_PTE } from '../structures/second-stage-entries.js';

/** One form of paging entry and its reserved bits. */
export interface EntryForm {
  readonly structure: string;
  readonly reservedHi: number;
  readonly reservedLo: number;
}

/** The forms an entry of one level takes; `leaf` is absent where no page can be mapped, `table` at the last level. */
export interface LevelForms {
  readonly table: EntryForm | undefined;
  readonly leaf: EntryForm | undefined;
}

export class ReservedBits {
  readonly root: Uint32Array;
  readonly context: Uint32Array;
  readonly scalableRoot: Uint32Array;
  readonly scalableContext: Uint32Array;
  readonly pasidDirectory: Uint32Array;
  readonly pasidTable: Uint32Array;
  /** The same while HPTE is 0: HPTDID, with whatever width, is then ignored (§9.6). */
  readonly pasidTableWithoutHpt: Uint32Array;
  /** Indexed by level, 1 to 4. */
  readonly hostPermission: readonly Uint32Array[];
  /** Indexed by level: 1 = page table, 5 = PML5. */
  readonly firstStage: readonly LevelForms[];
  readonly secondStage: readonly LevelForms[];

  constructor(capabilities: Capabilities) {
    const words = (layout: Layout): Uint32Array => maskWords(reservedMask(layout, capabilities), layout.bits / 32);
    const form = (layout: Layout): EntryForm => {
      const [reservedLo, reservedHi] = words(layout) as unknown as [number, number];
      return { structure: layout.name, reservedHi, reservedLo };
    };
    this.root = words(ROOT_ENTRY);
    this.context = words(CONTEXT_ENTRY);
    this.scalableRoot = words(SCALABLE_ROOT_ENTRY);
    this.scalableContext = words(SCALABLE_CONTEXT_ENTRY);
    this.pasidDirectory = words(PASID_DIRECTORY_ENTRY);
    this.pasidTable = words(PASID_TABLE_ENTRY);
    this.pasidTableWithoutHpt = Uint32Array.from(this.pasidTable);
    // Bits 335:320; without host permission tables they stay reserved.
    if (capabilities.has('ECAP', 'HPTS')) this.pasidTableWithoutHpt[10] = (this.pasidTable[10] as number) & 0xffff0000;
    this.hostPermission = [HPT_L1E, HPT_L1E, HPT_L2E, HPT_L3E, HPT_L4E].map(words);
    this.firstStage = [
      { table: undefined, leaf: undefined },
      { table: undefined, leaf: form(FS_PTE) },
      { table: form(FS_PDE), leaf: form(FS_PDE_2M) },
      { table: form(FS_PDPE), leaf: form(FS_PDPE_1G) },
      { table: form(FS_PML4E), leaf: undefined },
      { table: form(FS_PML5E), leaf: undefined },
    ];
    this.secondStage = [
      { table: undefined, leaf: undefined },
      { table: undefined, leaf: form(SS_PTE) },
      { table: form(SS_PDE), leaf: form(SS_PDE_2M) },
      { table: form(SS_PDPE), leaf: form(SS_PDPE_1G) },
      { table: form(SS_PML4E), leaf: undefined },
      { table: form(SS_PML5E), leaf: undefined },
    ];
  }
}

/** Whether an entry that begins at word `at` of its page has a reserved bit set. */
export function hasReservedBits(words: Uint32Array, at: number, reserved: Uint32Array): boolean {
  for (let i = 0; i < reserved.length; i++) {
    if (((words[at + i] as number) & (reserved[i] as number)) !== 0) return true;
  }
  return false;
}
