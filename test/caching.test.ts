/** Judging units that cache: whatever a unit may keep is accepted, whatever it must not keep is found. */
import { describe, expect, test } from 'vitest';
import { INVALIDATION_RULES, alwaysCached, neverCached, randomlyCached } from '../reference/index.js';
import type { Capabilities, Decision } from '../reference/index.js';
import type { ModelBehaviour } from '../runner/adapters/model-behaviour.js';
import { ReferenceAdapter } from '../runner/adapters/reference.js';
import { executeVector } from '../runner/execute.js';
import { compileExpression } from '../runner/expression.js';
import { lowerVector } from '../runner/lower/lower.js';
import type { LoweredVector } from '../runner/lower/lowered.js';
import { modelFor, waysOf } from '../runner/permitted.js';
import { loadProfiles } from '../runner/profiles.js';
import { loadSuite } from '../runner/vectors/load.js';

interface Task {
  readonly lowered: LoweredVector;
  readonly claims: Capabilities;
  readonly profile: number;
  /** How many ways the model has through it. */
  readonly ways: number;
}

const profiles = loadProfiles();

/** Every vector that lets caches go more than one way, on every profile that it fits. */
const tasks: Task[] = loadSuite().vectors.flatMap((vector) =>
  profiles.flatMap(({ claims }, profile) => {
    if (vector.requires !== '' && !compileExpression(vector.requires)(claims)) return [];
    const lowered = lowerVector(vector, claims);
    let ways = 0;
    let decided: readonly Decision[] = [];
    for (const { decisions } of waysOf(modelFor(claims), lowered.operations, lowered.outcomes[0]?.choices ?? {})) {
      ways++;
      decided = decisions;
      if (ways > 1 || decided.length === 0) break;
    }
    return ways > 1 || vector.id.startsWith('caching/') ? [{ lowered, claims, profile, ways }] : [];
  }),
);

const adapters = new Map<string, ReferenceAdapter>();

/** IDs of the vectors that accuse a unit that behaves so. */
async function accusing(behaviour: ModelBehaviour, among = tasks): Promise<string[]> {
  const ids: string[] = [];
  for (const { lowered, claims } of among) {
    const adapter = new ReferenceAdapter('test', claims.raw, behaviour);
    const info = await adapter.start();
    const environment = { adapter, info, capabilities: claims, isReference: false, timeout: 1000, known: undefined };
    const { outcome } = await executeVector(lowered.source, lowered, environment);
    if (outcome !== 'pass') ids.push(lowered.source.id);
  }
  return ids;
}
void adapters;

describe('a unit that caches', () => {
  test('there are vectors that caches matter to', () => {
    expect(tasks.length).toBeGreaterThan(60);
  });

  test('nothing is never accused', async () => {
    expect(await accusing({ caches: () => neverCached })).toEqual([]);
  });

  test('everything is never accused', async () => {
    expect(await accusing({ caches: () => alwaysCached })).toEqual([]);
  });

  test.each(Array.from({ length: 10 }, (_, i) => 100 * i))('by chance is never accused, 100 seeds from %i', async (first) => {
    const accused: string[] = [];
    for (let seed = first; seed < first + 100; seed++) accused.push(...(await accusing({ caches: () => randomlyCached(seed) })));
    expect(accused).toEqual([]);
  });
});

describe('a unit that ignores one rule of invalidation is accused:', () => {
  test.each(INVALIDATION_RULES.map(({ name }) => name))('%s', async (name) => {
    const rules = INVALIDATION_RULES.filter((rule) => rule.name !== name);
    const behaviour: ModelBehaviour = { caches: () => alwaysCached, rules };
    for (const task of tasks) {
      if ((await accusing(behaviour, [task])).length > 0) return;
    }
    expect.fail('no vector tells this unit from a conforming one');
  });
});
