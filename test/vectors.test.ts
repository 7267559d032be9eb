/** The model meets every vector of the suite, on every profile that has the capabilities, down every permitted outcome. */
import { describe, expect, test } from 'vitest';
import { CHOICE_POINTS } from '../reference/index.js';
import { ReferenceAdapter } from '../runner/adapters/reference.js';
import { executeVector } from '../runner/execute.js';
import { compileExpression } from '../runner/expression.js';
import { lowerVector } from '../runner/lower/lower.js';
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

describe.each(profiles)('profile $name', ({ capabilities, claims }) => {
  test.each([...topics])('%s', async (_, vectors) => {
    const adapter = new ReferenceAdapter('test', capabilities);
    const info = await adapter.start();
    const unmet: unknown[] = [];
    for (const vector of vectors) {
      const applies = vector.requires === '' || compileExpression(vector.requires)(claims);
      if (!applies) continue;
      const lowered = lowerVector(vector, claims);
      const result = await executeVector(vector, lowered, {
        adapter,
        info,
        capabilities: claims,
        isReference: true,
        timeout: 1000,
        known: undefined,
      });
      if (result.outcome !== 'pass') unmet.push(result);
    }
    expect(unmet).toEqual([]);
  });
});

/** Every single deviation from the model's defaults: a unit that takes it conforms just as well. */
const freedoms = Object.values(CHOICE_POINTS).flatMap(({ name, options }) =>
  Object.keys(options)
    .slice(1)
    .map((option) => ({ name, option })),
);

describe.each(freedoms)('a unit that takes $name: $option', ({ name, option }) => {
  test.each(profiles)('is never accused, profile $name', async ({ capabilities, claims }) => {
    const adapter = new ReferenceAdapter('test', capabilities, { choices: { [name]: option } });
    const info = await adapter.start();
    const accused: string[] = [];
    for (const vector of suite.vectors) {
      if (vector.requires !== '' && !compileExpression(vector.requires)(claims)) continue;
      const lowered = lowerVector(vector, claims);
      const result = await executeVector(vector, lowered, {
        adapter,
        info,
        capabilities: claims,
        isReference: false,
        timeout: 1000,
        known: undefined,
      });
      if (result.outcome !== 'pass') accused.push(`${vector.id}: ${result.reason ?? result.differences?.[0]?.what ?? ''}`);
    }
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
