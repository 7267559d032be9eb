/** The context-cache and the PASID-cache (§6.2.2, §6.2.3): entries as they were read, or with CAP.CM=1 the fault met instead. */
import type { Translation } from '../dma/translation.js';
import type { Condition } from '../faults/condition.js';
import type { CachedFault, CachedWords } from './entry.js';

/** The context entry that is taken for the source, or its fault. */
export function takeContext(t: Translation): CachedWords | CachedFault | undefined {
  const { caches, sourceId } = t;
  return caches?.take('context', (tags) => tags.sourceId === sourceId)?.content;
}

/** Adds the `count` words of a context entry that begins at word `at`. Its domain is a tag in legacy mode only. */
export function addContext(t: Translation, words: Uint32Array, at: number, count: number): void {
  t.caches?.add('context', { sourceId: t.sourceId, domain: t.domain }, { words: words.slice(at, at + count) }, t.caches.trail.slice(0));
}

/** A fault is tagged with domain 0 (INV-07). */
export function addContextFault(t: Translation, condition: Condition): void {
  if (t.caches?.cachesFaults === true) t.caches.add('context', { sourceId: t.sourceId }, faultOf(t, condition), t.caches.trail.slice(0));
}

/** The PASID-table entry that is taken for source and PASID, or its fault. `directory` is what the context entry points to now. */
export function takePasidEntry(t: Translation, directory: number): CachedWords | CachedFault | undefined {
  const { caches, sourceId, pasid } = t;
  return caches?.take('pasid', (tags) => tags.sourceId === sourceId && tags.pasid === pasid, [directory])?.content;
}

/** Adds the 16 words of a PASID-table entry. */
export function addPasidEntry(t: Translation, directory: number, words: Uint32Array, at: number): void {
  const { caches, sourceId, pasid, domain } = t;
  caches?.add('pasid', { sourceId, pasid, domain }, { words: words.slice(at, at + 16) }, caches.trail.slice(0), [directory]);
}

export function addPasidFault(t: Translation, directory: number, condition: Condition): void {
  const { caches, sourceId, pasid } = t;
  if (caches?.cachesFaults === true) caches.add('pasid', { sourceId, pasid }, faultOf(t, condition), caches.trail.slice(0), [directory]);
}

function faultOf(t: Translation, condition: Condition): CachedFault {
  return { condition, faultProcessingDisabled: t.faultProcessingDisabled };
}
