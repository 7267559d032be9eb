/** The second-stage paging-structure caches, and second-stage leaves within nested walks (§6.2.5.2 to §6.2.5.4, INV-157). */
import type { SecondStageConditions, SecondStageWalk } from '../dma/second-stage.js';
import type { Translation } from '../dma/translation.js';
import type { Condition } from '../faults/condition.js';
import { pageNumber } from '../words.js';
import { regionOf } from './region.js';
import type { CachedFault, CachedLeaf, CachedTable } from './entry.js';
import type { TranslationCaches } from './translation-caches.js';

/** Accessed and dirty flags of second-stage entries (§3.7.2). */
const A = 0x100;
const D = 0x200;

/** An entry that the walk went through, and the table it led to. */
interface Passed {
  readonly level: number;
  readonly table: number;
  readonly permissions: number;
  /** Length of the trail once the entry was read. */
  readonly until: number;
}

export class SecondStageCache {
  private passed: Passed[] = [];
  /** Length of the trail where the walk began. */
  private from = 0;
  private inputPage = 0;
  private lastLevel = 0;

  constructor(private readonly walk: SecondStageWalk) {}

  /** What is taken for an input address: a leaf, the table to go on with and the level of the entry that names it, or a fault. */
  find(
    t: Translation,
    caches: TranslationCaches,
    hi: number,
    lo: number,
  ): CachedLeaf | (CachedTable & { level: number }) | CachedFault | undefined {
    const page = pageNumber(hi, lo);
    const anchors = [this.walk.tablePage];
    this.passed = [];
    this.from = caches.trail.length;
    this.inputPage = page;
    this.lastLevel = this.walk.levels + 1;
    const { domain } = t;
    if (this.walk.isNested) {
      const leaf = caches.take(
        'second-stage-leaves',
        (tags) => tags.domain === domain && tags.firstPage <= page && page <= tags.lastPage,
        anchors,
      );
      if (leaf !== undefined) return leaf.content;
    }
    const { levels } = this.walk;
    const table = caches.take(
      'second-stage-tables',
      (tags) => tags.domain === domain && tags.level <= levels && tags.firstPage <= page && page <= tags.lastPage,
      anchors,
    );
    return table === undefined ? undefined : { ...table.content, level: table.tags.level };
  }

  /** An entry was read, and found at word `at` of the memory. */
  read(t: Translation, caches: TranslationCaches, level: number, page: number, index: number, at: number): void {
    caches.trail.note(t.memory, page, 2 * index, 2, at, this.walk.setsFlags ? A | D : 0);
    this.lastLevel = level;
  }

  /** The entry names a table, where the walk goes on. */
  descend(caches: TranslationCaches, level: number, table: number, permissions: number): void {
    this.passed.push({ level, table, permissions, until: caches.trail.length });
  }

  /** Adds what the walk may leave behind: the entries that need no flag any more, and with CAP.CM=1 the one that faulted. */
  remember(t: Translation, caches: TranslationCaches, condition: Condition | undefined, conditions: SecondStageConditions): void {
    const { walk } = this;
    for (const passed of this.passed) {
      if (!walk.setsFlags || walk.hasFlags(passed.level, A)) this.addTable(t, caches, passed);
    }
    if (condition === undefined && !walk.setsFlags) this.addLeaf(t, caches);
    if (condition === undefined || !caches.cachesFaults || this.lastLevel < 2 || !walk.isEntryFault(condition, conditions)) return;
    const fault = { condition, faultProcessingDisabled: t.faultProcessingDisabled };
    const tags = { domain: t.domain, level: this.lastLevel, ...regionOf(this.inputPage, this.lastLevel) };
    caches.add('second-stage-tables', tags, fault, caches.trail.slice(this.from), [walk.tablePage]);
  }

  /** The same once all flags of the walk are set (INV-10). */
  rememberFlagged(t: Translation, caches: TranslationCaches): void {
    if (this.lastLevel > this.walk.levels) return;
    for (const passed of this.passed) this.addTable(t, caches, passed);
    if (this.walk.hasFlags(this.walk.leafLevel, D)) this.addLeaf(t, caches);
  }

  private addTable(t: Translation, caches: TranslationCaches, { level, table, permissions, until }: Passed): void {
    const tags = { domain: t.domain, level, ...regionOf(this.inputPage, level) };
    const content: CachedTable = { table, guestTable: table, permissions };
    caches.add('second-stage-tables', tags, content, caches.trail.slice(this.from, until), [this.walk.tablePage]);
  }

  private addLeaf(t: Translation, caches: TranslationCaches): void {
    const { walk } = this;
    if (!walk.isNested) return;
    const { span, granted, leaf } = walk;
    const tags = { domain: t.domain, level: walk.leafLevel, ...regionOf(this.inputPage, walk.leafLevel) };
    const content: CachedLeaf = { page: walk.outputPage - (walk.outputPage % span), span, granted, leaf };
    caches.add('second-stage-leaves', tags, content, caches.trail.slice(this.from), [walk.tablePage]);
  }
}
