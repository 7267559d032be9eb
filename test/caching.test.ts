/** Judging units that cache: whatever a unit may keep is accepted, whatever it must not keep is found. */
import { describe, expect, test } from 'vitest';
import { INVALIDATION_RULES, alwaysCached, neverCached, randomlyCached } from '../reference/index.js';
import type { Caching } from '../reference/index.js';
import type { ModelRunner } from '../runner/adapters/reference.js';
import type { Operation } from '../runner/adapters/adapter.js';
import { compileExpression } from '../runner/expression.js';
import { judge } from '../runner/judge.js';
import type { ModelEnd } from '../runner/judge.js';
import { lowerVector } from '../runner/lower/lower.js';
import type { LoweredVector } from '../runner/lower/lowered.js';
import { modelFor, permittedEnds } from '../runner/permitted.js';
import { loadProfiles } from '../runner/profiles.js';
import { mayBeStale, probesOf } from '../runner/staleness.js';
import { loadSuite } from '../runner/vectors/load.js';

/** A vector on a unit, with all that is permitted there. */
interface Task {
  readonly lowered: LoweredVector;
  readonly unit: ModelRunner;
  readonly operations: readonly Operation[];
  readonly ends: readonly ModelEnd[];
  readonly probes: Caching['probes'];
}

/** All 1,000 take minutes: `npm run seeds`. */
const SEEDS = Number(process.env.VTD_SEEDS ?? 20);

const profiles = loadProfiles();

/** Every vector on the first profile that it fits, if caches have occasion to matter there. */
const tasks = loadSuite().vectors.flatMap((vector): Task[] => {
  const found = profiles.find(({ claims }) => vector.requires === '' || compileExpression(vector.requires)(claims));
  if (found === undefined) return [];
  const lowered = lowerVector(vector, found.claims);
  const unit = modelFor(found.claims, lowered.platform);
  if (!mayBeStale(lowered.operations, unit.cachesFaults)) return [];
  const permitted = permittedEnds(lowered, found.claims);
  if ('reason' in permitted) throw new Error(`${vector.id}: ${permitted.reason}`);
  return [{ lowered, unit, ...permitted, probes: probesOf(permitted.operations) }];
});

/** Those that say what caches may do; in the others nothing that is cached is ever out of date. */
const cachingTasks = tasks.filter(({ lowered }) => lowered.source.id.startsWith('caching/'));

function accuses({ lowered, unit, operations, ends, probes }: Task, caching: Omit<Caching, 'probes'>): boolean {
  const choices = lowered.outcomes[0]?.choices ?? {};
  return judge(lowered, unit.run(operations, choices, { ...caching, probes }), ends).fits.length === 0;
}

function accusers(among: readonly Task[], caching: Omit<Caching, 'probes'>): string[] {
  return among.filter((task) => accuses(task, caching)).map(({ lowered }) => lowered.source.id);
}

describe('a unit that caches', () => {
  test('nothing is never accused', () => {
    expect(accusers(tasks, { policy: neverCached })).toEqual([]);
  });

  test('everything is never accused', () => {
    expect(accusers(tasks, { policy: alwaysCached })).toEqual([]);
  });

  test('by chance is never accused by the whole suite', () => {
    expect(accusers(tasks, { policy: randomlyCached(1) })).toEqual([]);
  });

  test(`by chance is never accused by the vectors of caching, ${String(SEEDS)} seeds`, () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const accused = accusers(cachingTasks, { policy: randomlyCached(seed) });
      expect(accused, `seed ${String(seed)}`).toEqual([]);
    }
  }, 1_800_000);
});

test.each(INVALIDATION_RULES.map(({ name }) => name))('a unit that ignores the rule %s is accused', (name) => {
  const rules = INVALIDATION_RULES.filter((rule) => rule.name !== name);
  const isCaught = cachingTasks.some((task) => accuses(task, { policy: alwaysCached, rules }));
  expect(isCaught, 'a vector tells this unit from a conforming one').toBe(true);
});
