/**
 * `npm run mutation:proofs`: for every testable must-requirement a mutant of the model that a vector which cites the
 * requirement notices. Exits with 1 if a requirement has none and `unproven.json` does not say why, or says so without need.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadRequirements } from '../../runner/requirements.js';
import type { Requirement } from '../../runner/requirements.js';
import { loadCases } from './cases.js';
import type { Case, Cases } from './cases.js';
import { instrument } from './instrument.js';
import type { Mutant } from './instrument.js';
import { inAll, pageOf } from './proofs-page.js';
import type { Proof } from './proofs-page.js';
import { measureReach, notices } from './reach.js';
import { nearnessTo } from './sections.js';

const FOLDER = '.stryker-tmp/proofs';
const PAGE = 'docs/proofs.md';
const UNPROVEN = JSON.parse(readFileSync('scripts/mutation/unproven.json', 'utf8')) as Readonly<Record<string, string>>;
/** The model, of the DMAR table only how devices find their unit: the rest is judged by tests of its own, not by vectors. */
const MUTATED = ['reference/**/*.ts', '!reference/acpi/!(routing).ts', '!reference/index.ts', '!reference/walk-events.ts'];
/** Pairs of mutant and vector that are tried for one requirement. */
const MOST_TRIES = 4000;

interface Candidate {
  readonly mutant: Mutant;
  readonly vectors: readonly Case[];
  /** Whether the code that is changed names the requirement (2) or its section (1). */
  readonly nearness: 0 | 1 | 2;
  /** Vectors that reach the mutant: the fewer, the closer it is to what they are about. */
  readonly reachedBy: number;
}

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

tell('building the mutants in');
const mutants = await instrument(FOLDER, MUTATED);
const cases = await loadCases(FOLDER);
tell(`${mutants.length} mutants; running ${cases.all.length} vectors to see which they reach`);
const reach = measureReach(cases);
const required = [...loadRequirements().values()].filter(({ testable, level }) => testable && level === 'must');
const proofs = new Map<string, Proof>();
for (const [i, requirement] of required.entries()) {
  const proof = proofOf(requirement, cases);
  if (proof !== undefined) proofs.set(requirement.id, proof);
  if (i % 100 === 99) tell(`${i + 1} of ${required.length} requirements, ${proofs.size} proven`);
}

const missing = required.filter(({ id }) => !proofs.has(id) && !(id in UNPROVEN)).map(({ id }) => id);
const needless = Object.keys(UNPROVEN).filter((id) => proofs.has(id) || !required.some((each) => each.id === id));
for (const id of missing) tell(`${id}: no vector that cites it notices any of the mutants that it reaches`);
for (const id of needless) tell(`${id} stands in unproven.json without need`);
if (process.argv.includes('--update')) writeFileSync(PAGE, await pageOf(required, proofs, UNPROVEN));
tell(inAll(required, proofs));
process.exitCode = missing.length + needless.length > 0 ? 1 : 0;

/**
 * The first mutant that a vector notices: those in code that names the requirement or its section before others, small
 * changes before a body that is left out, and those that few vectors reach before those that many reach.
 */
function proofOf(requirement: Requirement, subject: Cases): Proof | undefined {
  let tries = 0;
  for (const { mutant, vectors, nearness } of candidatesFor(requirement)) {
    for (const vector of vectors) {
      if (++tries > MOST_TRIES) return undefined;
      if (notices(subject, vector, mutant.id, reach)) return { mutant, vector: vector.id, nearness };
    }
  }
  return undefined;
}

function candidatesFor(requirement: Requirement): Candidate[] {
  const nearness = nearnessTo(requirement);
  return mutants
    .flatMap((mutant): Candidate[] => {
      if (reach.whileLoading.has(mutant.id)) return [];
      const all = reach.vectorsOf.get(mutant.id) ?? [];
      const vectors = all.filter(({ requirements }) => requirements.includes(requirement.id)).slice(0, 20);
      return vectors.length === 0 ? [] : [{ mutant, vectors, nearness: nearness(mutant), reachedBy: all.length }];
    })
    .sort((a, b) => b.nearness - a.nearness || leavesOut(a.mutant) - leavesOut(b.mutant) || a.reachedBy - b.reachedBy);
}

/** 1 for a mutant that leaves out a body. */
function leavesOut({ original, replacement }: Mutant): number {
  return original.startsWith('{') && replacement === '{}' ? 1 : 0;
}
