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

/** One form of paging entry and its reserved bits, as integers of 32 bits. */
export interface EntryForm {
  readonly structure: string;
  readonly reservedHi: number;
  readonly reservedLo: number;
}

/** The forms that the entries of one stage take, indexed by level: 1 = page table, 5 = PML5. */
export interface PagingForms {
  /** Of entries that name a table; none at level 1. */
  readonly tables: readonly EntryForm[];
  /** Of entries that map a page, levels 1 to 3. */
  readonly leaves: readonly EntryForm[];
}

const NO_FORM: EntryForm = { structure: '', reservedHi: 0, reservedLo: 0 };

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
  readonly firstStage: PagingForms;
  readonly secondStage: PagingForms;

  constructor(capabilities: Capabilities) {
    const words = (layout: Layout): Uint32Array => maskWords(reservedMask(layout, capabilities), layout.bits / 32);
    const form = (layout: Layout): EntryForm => {
      const [reservedLo, reservedHi] = words(layout) as unknown as [number, number];
      return { structure: layout.name, reservedHi: reservedHi | 0, reservedLo: reservedLo | 0 };
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
    const forms = (tables: readonly Layout[], leaves: readonly Layout[]): PagingForms => ({
      tables: [NO_FORM, NO_FORM, ...tables.map(form)],
      leaves: [NO_FORM, ...leaves.map(form), NO_FORM, NO_FORM],
    });
    this.firstStage = forms([FS_PDE, FS_PDPE, FS_PML4E, FS_PML5E], [FS_PTE, FS_PDE_2M, FS_PDPE_1G]);
    this.secondStage = forms([SS_PDE, SS_PDPE, SS_PML4E, SS_PML5E], [SS_PTE, SS_PDE_2M, SS_PDPE_1G]);
  }
}

/** Whether an entry that begins at word `at` of its page has a reserved bit set. */
export function hasReservedBits(words: Uint32Array, at: number, reserved: Uint32Array): boolean {
  for (let i = 0; i < reserved.length; i++) {
    if (((words[at + i] as number) & (reserved[i] as number)) !== 0) return true;
  }
  return false;
}
