/** The first-stage paging-structure caches, and the combined ones of nested translation (§6.2.5.1, §6.2.5.4, INV-157). */
import type { FirstStageWalk } from '../dma/first-stage.js';
import type { Translation } from '../dma/translation.js';
import { pageNumber } from '../words.js';
import type { CachedTable } from './entry.js';
import { regionOf } from './region.js';
import type { TranslationCaches } from './translation-caches.js';

/** Flags of first-stage entries that hardware sets: A, D, EA (§3.6.2). */
const FLAGS = 0x460;

interface Passed extends CachedTable {
  readonly level: number;
  readonly until: number;
}

export class FirstStageCache {
  private passed: Passed[] = [];
  private from = 0;

  constructor(private readonly walk: FirstStageWalk) {}

  /** The table that the walk is to go on with, and the level of the entry that names it. */
  find(t: Translation, caches: TranslationCaches): (CachedTable & { level: number }) | undefined {
    this.passed = [];
    this.from = caches.trail.length;
    const { domain, pasid, translationType } = t;
    const page = pageNumber(t.addressHi, t.addressLo);
    const { levels } = this.walk;
    const taken = caches.take(
      'first-stage-tables',
      (tags) =>
        tags.domain === domain &&
        tags.pasid === pasid &&
        tags.translationType === translationType &&
        tags.level <= levels &&
        tags.firstPage <= page &&
        page <= tags.lastPage,
      this.anchors(t),
    );
    return taken === undefined ? undefined : { ...taken.content, level: taken.tags.level };
  }

  /** An entry was read, and found at word `at` of the memory. */
  read(t: Translation, caches: TranslationCaches, page: number, index: number, at: number): void {
    caches.trail.note(t.memory, page, 2 * index, 2, at, FLAGS);
  }

  /** The entry of a level names a table, which lies in this host page. */
  descend(caches: TranslationCaches, level: number, table: number, guestTable: number, permissions: number): void {
    this.passed.push({ level, table, guestTable, permissions, until: caches.trail.length });
  }

  /** Adds the entries whose accessed flags are set (INV-10). */
  remember(t: Translation, caches: TranslationCaches): void {
    const { domain, pasid, translationType } = t;
    for (const { level, until, ...content } of this.passed) {
      if (!this.walk.isAccessed(level)) continue;
      const tags = { domain, pasid, translationType, level, ...regionOf(pageNumber(t.addressHi, t.addressLo), level) };
      caches.add('first-stage-tables', tags, content, caches.trail.slice(this.from, until), this.anchors(t));
    }
  }

  private anchors(t: Translation): number[] {
    return this.walk.nested ? [this.walk.tablePage, t.tableStage.tablePage] : [this.walk.tablePage];
  }
}
