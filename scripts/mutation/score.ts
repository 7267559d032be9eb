/**
 * `npm run mutation:score -- [--shard 1/2] [GLOB…]`: which mutants of the model the vectors notice, all in one process, and those
 * that live as lines of JSON in reports/mutants-alive-1.jsonl. Without the mutants that act while modules load. Exits with 1
 * if one lives for which `survivors.json` has no reason.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadCases } from './cases.js';
import type { Case } from './cases.js';
import { instrument } from './instrument.js';
import type { Mutant } from './instrument.js';
import { measureReach, notices } from './reach.js';
import { changeOf, explain, loadGroups } from './survivors.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { shard: { type: 'string', default: '1/1' } } });
const [shard = 1, shards = 1] = values.shard.split('/').map(Number);
const folder = `.stryker-tmp/score-${shard}`;
const mutants = await instrument(folder, positionals.length > 0 ? positionals : undefined);
const cases = await loadCases(folder);
const reach = measureReach(cases);
const { vectorsOf, whileLoading } = reach;
const judged = mutants.filter(({ id }, i) => !whileLoading.has(id) && i % shards === shard - 1);

interface Tally {
  killed: number;
  alive: number;
  notReached: number;
}
const tallies = new Map<string, Tally>();
const alive: Mutant[] = [];
/** Vectors that noticed something of late: what breaks one mutant often breaks its neighbours. */
let recent: Case[] = [];

/** Milliseconds after which a mutant that makes the model very slow counts as alive; all vectors together take a tenth. */
const MOST_TIME = 120_000;

const list = `reports/mutants-alive-${shard}.jsonl`;
mkdirSync('reports', { recursive: true });
writeFileSync(list, '');
const begin = performance.now();
for (const [i, mutant] of judged.entries()) {
  const tally = tallies.get(mutant.file) ?? { killed: 0, alive: 0, notReached: 0 };
  tallies.set(mutant.file, tally);
  const reaching = vectorsOf.get(mutant.id) ?? [];
  if (isNoticed(mutant, reaching)) tally.killed++;
  else {
    if (reaching.length === 0) tally.notReached++;
    else tally.alive++;
    alive.push(mutant);
    appendFileSync(list, `${JSON.stringify({ ...mutant, reachedBy: reaching.length })}\n`);
  }
  if (i % 100 === 99)
    process.stderr.write(`${i + 1} of ${judged.length}, ${alive.length} alive, ${((performance.now() - begin) / 1000).toFixed(0)} s\n`);
}
for (const [file, { killed, alive: lives, notReached }] of tallies)
  console.log(`${file}: ${killed} killed, ${lives} alive, ${notReached} not reached`);

const { unexplained, byKind } = explain(alive, loadGroups());
const explained = [...byKind].map(([kind, count]) => `${count} ${kind}`).join(', ');
console.log(
  `of ${judged.length} mutants ${alive.length} live: ${explained}${explained === '' ? '' : ', '}${unexplained.length} without a reason`,
);
for (const mutant of unexplained) console.log(`  ${mutant.file}:${mutant.line}: ${changeOf(mutant)}`);
process.exitCode = unexplained.length > 0 ? 1 : 0;

function isNoticed({ id }: Mutant, reaching: readonly Case[]): boolean {
  const known = new Set(reaching);
  const first = recent.filter((each) => known.has(each));
  const start = performance.now();
  for (const each of [...first, ...spread(reaching.filter((one) => !first.includes(one)))]) {
    if (performance.now() - start > MOST_TIME) return false;
    if (!notices(cases, each, id, reach)) continue;
    recent = [each, ...recent.filter((other) => other !== each)].slice(0, 60);
    return true;
  }
  return false;
}

/** Neighbours resemble each other: takes every 37th, then the ones between. */
function* spread<T>(all: readonly T[]): Generator<T> {
  for (let from = 0; from < 37; from++) for (let i = from; i < all.length; i += 37) yield all[i] as T;
}
