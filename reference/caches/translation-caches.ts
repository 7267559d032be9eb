/**
 * The set of all that a conforming unit could hold now (INV-150, INV-154): nothing is dropped but by an invalidation
 * that demands it, and at each look-up a policy decides between the objects found and memory. A unit with smaller
 * caches is one that decides for memory more often.
 */
import type { Memory } from '../memory.js';
import type { CacheName, CachedEntry, Contents, Tags } from './entry.js';
import { neverCached } from './policy.js';
import type { CachePolicy } from './policy.js';
import { Trail } from './trail.js';

export const CACHE_NAMES: readonly CacheName[] = [
  'context',
  'pasid',
  'iotlb',
  'second-stage-tables',
  'first-stage-tables',
  'second-stage-leaves',
  'interrupt',
  'host-permission',
  'host-permission-tables',
];

export class TranslationCaches {
  policy: CachePolicy = neverCached;
  /** What the request at hand has read so far. */
  trail = Trail.from(0);
  /** Objects that an invalidation under way has selected are not used (INV-169). */
  avoidsCondemned = false;
  /** The request at hand used such an object: what comes of it is as old, and goes with it (INV-172). */
  private usedCondemned = false;
  private readonly entries = new Map<CacheName, CachedEntry[]>(CACHE_NAMES.map((name) => [name, []]));

  constructor(
    private readonly memory: Memory,
    /** CAP.CM: entries that meet a fault condition may be held too. */
    readonly cachesFaults: boolean,
  ) {}

  /** After a reset nothing is cached (INV-14). */
  clear(): void {
    for (const list of this.entries.values()) list.length = 0;
  }

  /** A request begins, with the latched table of this number. */
  begin(root: number): void {
    this.trail = Trail.from(root);
    this.usedCondemned = false;
  }

  /** Everything held in one cache, oldest first. */
  held<Name extends CacheName>(cache: Name): readonly CachedEntry<Name>[] {
    return this.entries.get(cache) as unknown as readonly CachedEntry<Name>[];
  }

  /** Number of objects held in all caches. */
  get size(): number {
    let size = 0;
    for (const list of this.entries.values()) size += list.length;
    return size;
  }

  /**
   * The object that the policy takes among those of a cache that match, or undefined for memory. `anchors` are the table
   * pointers that a walk would begin with now. What is taken counts as read.
   */
  take<Name extends CacheName>(
    cache: Name,
    matches: (tags: Tags, content: Contents[Name]) => boolean,
    anchors: readonly number[] = [],
  ): CachedEntry<Name> | undefined {
    // Most often there is none.
    let candidates: CachedEntry<Name>[] | undefined;
    for (const entry of this.held(cache)) {
      if (this.avoidsCondemned && entry.isCondemned) continue;
      if (matches(entry.tags, entry.content) && !this.isCurrent(entry, anchors)) (candidates ??= []).push(entry);
    }
    if (candidates === undefined) return undefined;
    const taken = candidates[this.policy(candidates) - 1];
    if (taken === undefined) return undefined;
    this.trail.append(taken.trail);
    if (taken.isCondemned) this.usedCondemned = true;
    return taken;
  }

  /** Adds an object, unless one like it is held already: that one is as good as new then. */
  add<Name extends CacheName>(
    cache: Name,
    tags: Partial<Tags>,
    content: Contents[Name],
    trail: Trail,
    anchors: readonly number[] = [],
  ): void {
    const list = this.entries.get(cache) as unknown as CachedEntry<Name>[];
    const all = complete(tags);
    const at = list.findIndex((each) => isAlike(each, all, content, anchors));
    const before = at < 0 ? undefined : list[at];
    const isCondemned = this.usedCondemned && before?.isCondemned !== false;
    if (before !== undefined && this.isCurrent(before, anchors)) {
      before.isCondemned = isCondemned;
      return;
    }
    const entry: CachedEntry<Name> = { cache, tags: all, content, trail, anchors, isCondemned };
    if (before === undefined) list.push(entry);
    else list[at] = entry;
  }

  /** Selects what an invalidation must remove. It may still be used until the invalidation is known to be complete. */
  condemn(cache: CacheName, selects: (tags: Tags) => boolean): void {
    for (const entry of this.entries.get(cache) ?? []) {
      if (selects(entry.tags)) entry.isCondemned = true;
    }
  }

  /** Takes pages firstPage to lastPage out of every selected object; what is left of a larger page stays (INV-168). */
  condemnPages(cache: CacheName, firstPage: number, lastPage: number, selects: (tags: Tags) => boolean): void {
    const list = this.entries.get(cache) ?? [];
    const rest: CachedEntry[] = [];
    for (const entry of list) {
      const { tags } = entry;
      if (!selects(tags) || tags.lastPage < firstPage || tags.firstPage > lastPage) continue;
      if (tags.firstPage < firstPage) rest.push(part(entry, tags.firstPage, firstPage - 1));
      if (tags.lastPage > lastPage) rest.push(part(entry, lastPage + 1, tags.lastPage));
      entry.isCondemned = true;
    }
    list.push(...rest);
  }

  /** Invalidations before are complete: what they selected is gone (INV-67). */
  complete(): void {
    for (const list of this.entries.values()) {
      let kept = 0;
      for (const entry of list) if (!entry.isCondemned) list[kept++] = entry;
      list.length = kept;
    }
  }

  private isCurrent(entry: CachedEntry, anchors: readonly number[]): boolean {
    if (entry.trail.root !== this.trail.root) return false;
    if (entry.anchors.some((anchor, i) => anchor !== anchors[i])) return false;
    return entry.trail.holds(this.memory);
  }
}

function part(entry: CachedEntry, firstPage: number, lastPage: number): CachedEntry {
  const tags = { ...entry.tags, firstPage, lastPage };
  return { ...entry, tags, isCondemned: false };
}

/** Whether no request could tell an entry from an object with these tags, content and anchors. (Texts to compare would take a tenth of an exploration.) */
function isAlike(entry: CachedEntry, tags: Tags, content: object, anchors: readonly number[]): boolean {
  return haveSameTags(entry.tags, tags) && haveSameNumbers(entry.anchors, anchors) && haveSame(entry.content, content);
}

/** Tags with 0 for those that a cache has no use for. */
function complete(tags: Partial<Tags>): Tags {
  return {
    sourceId: tags.sourceId ?? 0,
    domain: tags.domain ?? 0,
    pasid: tags.pasid ?? 0,
    hasPasid: tags.hasPasid ?? false,
    translationType: tags.translationType ?? 0,
    level: tags.level ?? 0,
    firstPage: tags.firstPage ?? 0,
    lastPage: tags.lastPage ?? 0,
  };
}

/** Most objects differ in their pages: those first. */
function haveSameTags(one: Tags, other: Tags): boolean {
  return (
    one.firstPage === other.firstPage &&
    one.lastPage === other.lastPage &&
    one.level === other.level &&
    one.sourceId === other.sourceId &&
    one.domain === other.domain &&
    one.pasid === other.pasid &&
    one.hasPasid === other.hasPasid &&
    one.translationType === other.translationType
  );
}

/** Whether two objects with the same names hold the same numbers, words and conditions. */
function haveSame(one: object, other: object): boolean {
  for (const name in other) {
    const a = (one as Readonly<Record<string, unknown>>)[name];
    const b = (other as Readonly<Record<string, unknown>>)[name];
    if (a !== b && !(a instanceof Uint32Array && b instanceof Uint32Array && haveSameNumbers(a, b))) return false;
  }
  return true;
}

/** Entries of legacy and of scalable mode are of different lengths. */
function haveSameNumbers(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
