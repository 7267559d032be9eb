/** Which vectors reach which mutants, and whether a vector notices one. */
import { books } from './cases.js';
import type { Case, Cases } from './cases.js';

export interface Reach {
  /** Vectors that reach a mutant, by its ID. */
  readonly vectorsOf: ReadonlyMap<string, readonly Case[]>;
  /** How often a vector passes through a mutant at most: if it is far more often while one is active, a loop has become endless. */
  readonly mostPasses: ReadonlyMap<string, number>;
  /** Mutants that act while modules load: switching them on later changes nothing. */
  readonly whileLoading: ReadonlySet<string>;
}

/** Runs every vector once on the unchanged model. Throws an error if one fails. */
export function measureReach({ all, failureOf }: Cases): Reach {
  const vectorsOf = new Map<string, Case[]>();
  const mostPasses = new Map<string, number>();
  const whileLoading = new Set(Object.keys(books.mutantCoverage?.static ?? {}));
  for (const each of all) {
    books.currentTestId = each.id;
    const failure = failureOf(each);
    delete books.currentTestId;
    if (failure !== undefined) throw new Error(`the vectors must pass on the unchanged model: ${failure}`);
    for (const [mutant, passes] of Object.entries(books.mutantCoverage?.perTest[each.id] ?? {})) {
      mostPasses.set(mutant, Math.max(passes, mostPasses.get(mutant) ?? 0));
      const vectors = vectorsOf.get(mutant);
      if (vectors === undefined) vectorsOf.set(mutant, [each]);
      else vectors.push(each);
    }
    delete books.mutantCoverage?.perTest[each.id];
  }
  Object.assign(books, { countsNothing: true });
  return { vectorsOf, mostPasses, whileLoading };
}

/** The mutant whose models there are. */
let last: string | undefined;

/** Milliseconds that a vector may take with a mutant, hundreds of times what any takes without. */
const MOST_TIME = 5000;

/** Whether a vector fails while a mutant is active, or does not come to an end. */
export function notices({ failureOf, forgetModels }: Cases, each: Case, mutant: string, { mostPasses }: Reach): boolean {
  // The changed code compares IDs everywhere, which is fast for the one string that all mean: a property's name.
  const [activeMutant] = Object.keys({ [mutant]: true });
  const hitLimit = 1000 + 10 * (mostPasses.get(mutant) ?? 0);
  Object.assign(books, { activeMutant, hitCount: 0, hitLimit, deadline: performance.now() + MOST_TIME });
  if (last !== mutant) forgetModels();
  last = mutant;
  // Building a model takes longer than most vectors. What one remembers of other vectors does not count, though.
  const isNoticed = failureOf(each, 'keeps-model') !== undefined && failureOf(each) !== undefined;
  delete books.activeMutant;
  delete books.hitCount;
  delete books.hitLimit;
  const lasting = isNoticed ? failureOf(each) : undefined;
  if (lasting !== undefined) throw new Error(`mutant ${mutant} left something behind: ${lasting}`);
  return isNoticed;
}
