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

/** A way through the decisions of a run: for each that was put, which candidate was taken, 0 for memory. */
export interface Decision {
  readonly taken: number;
  readonly candidates: readonly CachedEntry[];
}

/**
 * Depth first through all ways that the decisions of a run can go: yields the policy of each way, which is to be followed
 * once before the next is asked for, and the list that it fills with its decisions.
 */
export function* everyWay(): Generator<{ readonly policy: CachePolicy; readonly decisions: readonly Decision[] }> {
  let path: { taken: number; ways: number }[] = [];
  do {
    const decisions: Decision[] = [];
    yield {
      policy: (candidates) => {
        const depth = decisions.length;
        const step = (path[depth] ??= { taken: 0, ways: candidates.length + 1 });
        decisions.push({ taken: step.taken, candidates });
        return step.taken;
      },
      decisions,
    };
    // The deepest decision that has a further way takes it; those below are made anew.
    path = path.slice(0, decisions.length);
    for (let last = path.pop(); last !== undefined; last = path.pop()) {
      if (last.taken + 1 === last.ways) continue;
      path.push({ taken: last.taken + 1, ways: last.ways });
      break;
    }
  } while (path.length > 0);
}
