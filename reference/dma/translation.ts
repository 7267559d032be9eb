/** One request on its way through the tables: what the walk is given and what it finds. */
import type { Capabilities } from '../capabilities.js';
import { DEFAULT_CHOICES } from '../choices.js';
import type { ResolvedChoices } from '../choices.js';
import type { Memory } from '../memory.js';
import { CONTEXT_ENTRY } from '../structures/context-entry.js';
import { maskWords, reservedMask } from '../structures/layout.js';
import type { Layout } from '../structures/layout.js';
import { ROOT_ENTRY } from '../structures/root-entry.js';
import { SS_PDE, SS_PDE_2M, SS_PDPE, SS_PDPE_1G, SS_PML4E, SS_PML5E, SS_PTE } from '../structures/second-stage-entries.js';
import { addressOf, joinWords } from '../words.js';
import type { WalkListener } from '../walk-events.js';
import type { DmaKind } from './request.js';

/** Reserved bits of one form of paging entry, as words. */
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

export class Translation {
  kind: DmaKind = 'read';
  sourceId = 0;
  addressHi = 0;
  addressLo = 0;
  /** Set once an entry with FPD=1 was met: qualified faults are not recorded (§7.1.1). */
  faultProcessingDisabled = false;
  /** The 4-KiB page that the request's address maps to. */
  outputPage = 0;
  /** Size of the page that the tables map, in bytes; 0 where no table maps it: pass-through, or remapping off. */
  pageBytes = 0;
  listener: WalkListener | undefined;

  readonly rootReserved: Uint32Array;
  readonly contextReserved: Uint32Array;
  /** Indexed by level: 1 = page table, 5 = PML5. */
  readonly levels: readonly LevelForms[];
  /** The options taken where the architecture leaves freedom. */
  choices: ResolvedChoices = DEFAULT_CHOICES;

  constructor(
    readonly memory: Memory,
    readonly capabilities: Capabilities,
  ) {
    const form = (layout: Layout): EntryForm => {
      const [reservedLo, reservedHi] = maskWords(reservedMask(layout, capabilities), 2) as unknown as [number, number];
      return { structure: layout.name, reservedHi, reservedLo };
    };
    this.rootReserved = maskWords(reservedMask(ROOT_ENTRY, capabilities), 4);
    this.contextReserved = maskWords(reservedMask(CONTEXT_ENTRY, capabilities), 4);
    this.levels = [
      { table: undefined, leaf: undefined },
      { table: undefined, leaf: form(SS_PTE) },
      { table: form(SS_PDE), leaf: form(SS_PDE_2M) },
      { table: form(SS_PDPE), leaf: form(SS_PDPE_1G) },
      { table: form(SS_PML4E), leaf: undefined },
      { table: form(SS_PML5E), leaf: undefined },
    ];
  }

  /** Tells the listener which 64-bit entry was read, or that it could not be. */
  tellEntry(structure: string, page: number, index: number, words: Uint32Array | undefined): void {
    if (this.listener === undefined) return;
    const address = addressOf(page, 8 * index);
    if (words === undefined) this.listener({ type: 'access-error', structure, address });
    else {
      const value = joinWords(words[2 * index + 1] as number, words[2 * index] as number);
      this.listener({ type: 'entry', structure, address, value, bits: 64 });
    }
  }

  /** The same for a 128-bit entry. */
  tellWideEntry(structure: string, page: number, index: number, words: Uint32Array | undefined): void {
    if (this.listener === undefined) return;
    const address = addressOf(page, 16 * index);
    if (words === undefined) this.listener({ type: 'access-error', structure, address });
    else {
      const lower = joinWords(words[4 * index + 1] as number, words[4 * index] as number);
      const upper = joinWords(words[4 * index + 3] as number, words[4 * index + 2] as number);
      this.listener({ type: 'entry', structure, address, value: (upper << 64n) | lower, bits: 128 });
    }
  }
}
