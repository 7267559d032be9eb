/** The model meets every vector of the suite, on every profile that has the capabilities, down every permitted outcome. */
import { describe, expect, test } from 'vitest';
import { CHOICE_POINTS } from '../reference/index.js';
import type { Capabilities, Choices } from '../reference/index.js';
import type { Adapter } from '../runner/adapters/adapter.js';
import { ReferenceAdapter } from '../runner/adapters/reference.js';
import { executeVector } from '../runner/execute.js';
import { compileExpression } from '../runner/expression.js';
import { lowerVector } from '../runner/lower/lower.js';
import { modelFor, permittedEnds } from '../runner/permitted.js';
import { loadProfiles } from '../runner/profiles.js';
import { loadSuite } from '../runner/vectors/load.js';
import type { SourceVector } from '../runner/vectors/source.js';

const suite = loadSuite();
const profiles = loadProfiles();
const topics = groupByTopic(suite.vectors);

function groupByTopic(vectors: readonly SourceVector[]): Map<string, SourceVector[]> {
  const groups = new Map<string, SourceVector[]>();
  for (const vector of vectors) {
    const topic = vector.id.slice(0, vector.id.lastIndexOf('/'));
    groups.set(topic, [...(groups.get(topic) ?? []), vector]);
  }
  return groups;
}

/** Every single deviation from the model's defaults: a unit that takes it conforms just as well. */
const freedoms = Object.values(CHOICE_POINTS).flatMap(({ name, options }) =>
  Object.keys(options)
    .slice(1)
    .map((option) => ({ name, option })),
);

function unitThatTakes(claims: Capabilities, choices: Choices): Adapter {
  return {
    start: () => Promise.reject(new Error('the unit runs from the start')),
    run: ({ operations, platform }) => ({ kind: 'results', ...modelFor(claims, platform).run(operations, choices) }),
    stop: () => Promise.resolve(),
  };
}

describe.each(profiles)('profile $name', ({ capabilities, claims }) => {
  const reference = new ReferenceAdapter('test', capabilities);
  // All units are one model that is told what to do at each run: a model of its own for each would cost more than its vectors.
  const units = freedoms.map(({ name, option }) => ({ what: `${name}=${option}`, adapter: unitThatTakes(claims, { [name]: option }) }));

  // Lowering and exploring cost far more than running, so each is done once for all units.
  test.each([...topics])('%s: the model meets it, and no unit that takes a freedom is accused', async (_, vectors) => {
    const info = await reference.start();
    const common = { info, capabilities: claims, timeout: 1000, known: undefined };
    const unmet: unknown[] = [];
    const accused: string[] = [];
    for (const vector of vectors) {
      const applies = vector.requires === '' || compileExpression(vector.requires)(claims);
      if (!applies) continue;
      const lowered = lowerVector(vector, claims);
      const permitted = permittedEnds(lowered, claims);
      const result = await executeVector(vector, lowered, { ...common, adapter: reference, isReference: true, permitted });
      if (result.outcome !== 'pass') unmet.push(result);
      for (const { what, adapter } of units) {
        const { outcome, reason, differences } = await executeVector(vector, lowered, {
          ...common,
          adapter,
          isReference: false,
          permitted,
        });
        if (outcome !== 'pass') accused.push(`${vector.id}, ${what}: ${reason ?? differences?.[0]?.what ?? ''}`);
      }
    }
    expect(unmet).toEqual([]);
    expect(accused).toEqual([]);
  });
});

describe('the suite', () => {
  test('every vector runs on at least one profile', () => {
    const homeless = suite.vectors.filter(
      ({ requires }) => requires !== '' && !profiles.some(({ claims }) => compileExpression(requires)(claims)),
    );
    expect(homeless.map(({ id }) => id)).toEqual([]);
  });

  test('titles are statements without a full stop', () => {
    expect(suite.vectors.filter(({ title }) => !/^[A-Z].*[^.]$/.test(title)).map(({ id }) => id)).toEqual([]);
  });

  test('a vector cites only requirements that can be tested', () => {
    const untestable = suite.vectors.flatMap(({ id, requirements }) =>
      requirements
        .filter((requirement) => suite.requirements.get(requirement)?.testable === false)
        .map((requirement) => `${id}: ${requirement}`),
    );
    expect(untestable).toEqual([]);
  });
});
