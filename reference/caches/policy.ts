/** Who decides, each time the unit may use a cached object instead of memory (INV-150 to INV-152). */
import type { CachedEntry } from './entry.js';

/**
 * Chooses between memory, 0, and the candidates, 1 to their number, oldest first. Only candidates that differ from what
 * memory holds are ever put to the choice.
 */
export type CachePolicy = (candidates: readonly CachedEntry[]) => number;

/** A unit without caches. */
export const neverCached: CachePolicy = () => 0;

/** A unit whose caches never lose anything by themselves: what came first stays until it is invalidated. */
export const alwaysCached: CachePolicy = () => 1;

/** A unit that loses and refills its caches by chance. The same seed, a 32-bit number, gives the same decisions. */
export function randomlyCached(seed: number): CachePolicy {
  // Mulberry32: a 32-bit counter and two multiplications, enough for choices among a handful.
  let state = seed | 0;
  return (candidates) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % (candidates.length + 1);
  };
}

/** Depth first through all decisions: calls `act` once for each way that it can go, with the policy that leads there. */
export function everyWay(act: (policy: CachePolicy) => void): void {
  const path: { taken: number; ways: number }[] = [];
  do {
    let depth = 0;
    act((candidates) => {
      path[depth] ??= { taken: 0, ways: candidates.length + 1 };
      return (path[depth++] as { taken: number }).taken;
    });
    path.length = depth;
    // The deepest decision that has a further way takes it; those below are made anew.
    while (path.length > 0) {
      const last = path[path.length - 1] as { taken: number; ways: number };
      if (++last.taken < last.ways) break;
      path.pop();
    }
  } while (path.length > 0);
}
