/** What a vector says is permitted is exactly what the model can be led to. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ModuleAdapter } from '../runner/adapters/module.js';
import { provideAdapter } from '../runner/adapters/open.js';
import { diffSubjects } from '../runner/diff/diff.js';
import { compileExpression } from '../runner/expression.js';
import { lowerVector } from '../runner/lower/lower.js';
import { permittedSet } from '../runner/outcomes.js';
import { loadProfiles } from '../runner/profiles.js';
import { loadSuite } from '../runner/vectors/load.js';
import type { SourceVector } from '../runner/vectors/source.js';
import { referenceModule } from './fixtures/reference-module.js';

const suite = loadSuite();
const profiles = loadProfiles();

function vtd(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('node', ['dist/runner/cli.js', ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

function setOf(vector: SourceVector): ReturnType<typeof permittedSet> {
  const profile = profiles.find(({ claims }) => vector.requires === '' || compileExpression(vector.requires)(claims));
  if (profile === undefined) throw new Error(`no profile for ${vector.id}`);
  return permittedSet(lowerVector(vector, profile.claims), profile.claims);
}

describe('the permitted set', () => {
  test('holds nothing that its vector does not name, through all choices and caches', { timeout: 120_000 }, () => {
    const beyond = suite.vectors.filter((vector) => {
      const { observations, complete } = setOf(vector);
      return !complete || observations.some(({ outcomes }) => outcomes.length === 0);
    });
    expect(beyond.map(({ id }) => id)).toEqual([]);
  });

  test('at least 60 vectors name stale outcomes, and each is found', () => {
    const stale = suite.vectors.filter(({ id, outcomes }) => id.startsWith('caching/') && Object.keys(outcomes).length > 1);
    expect(stale.length).toBeGreaterThanOrEqual(60);
    for (const vector of stale) {
      const found = new Set(setOf(vector).observations.flatMap(({ outcomes }) => outcomes));
      expect([...found].sort(), vector.id).toEqual(Object.keys(vector.outcomes).sort());
    }
  });
});

describe('vtd outcomes', () => {
  test('tells each outcome and the cache that leads there', () => {
    const { status, stdout } = vtd('outcomes', 'caching/legacy-tables/page-table-contents');
    expect(status).toBe(0);
    expect(stdout).toContain('3 permitted outcomes');
    expect(stdout).toMatch(/old-table: .*\n.*\n {4}because of what the second-stage paging-structure cache may still hold/);
  });

  test('as JSON', () => {
    const { observations, complete } = JSON.parse(vtd('outcomes', 'caching/legacy-leaf/frame-changed', '--json').stdout) as {
      observations: { outcomes: string[]; reasons: { point: string }[] }[];
      complete: boolean;
    };
    expect(complete).toBe(true);
    expect(observations.map(({ outcomes, reasons }) => [outcomes, reasons.map(({ point }) => point)])).toEqual([
      [['fresh'], []],
      [['stale'], ['iotlb']],
    ]);
  });

  test('an unknown vector is an error of usage', () => {
    expect(vtd('outcomes', 'no/such/vector')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no vector is called') as string,
    });
  });
});

describe('vtd diff', () => {
  const leaf = 'caching/legacy-leaf/frame-changed';

  test('two units that differ and are both permitted', () => {
    const { status, stdout } = vtd('diff', '-a', 'reference:caches=always', '-b', 'reference', leaf);
    expect(stdout).toContain(`${leaf}  both permitted`);
    expect(stdout).toContain('1 differ (1 of them both permitted)');
    expect(status).toBe(0);
  });

  test('a unit that does what none may', async () => {
    provideAdapter('blind', () => {
      const unit = referenceModule();
      return new ModuleAdapter('blind', () => Promise.resolve({ ...unit, dma: () => ({ status: 'success', data: new Uint8Array(8) }) }));
    });
    const vectors = suite.vectors.filter(({ id }) => id === 'dma/legacy/translation/write-first-byte');
    const { comparisons } = await diffSubjects({ a: 'reference', b: 'blind', vectors, timeout: 1000 });
    expect(comparisons).toMatchObject([{ outcome: 'differ', permitted: { a: true, b: false } }]);
  });

  test('as JSON', () => {
    const { summary } = JSON.parse(vtd('diff', '-a', 'reference', '-b', 'reference', leaf, '--json').stdout) as { summary: object };
    expect(summary).toMatchObject({ same: 1, differ: 0, total: 1 });
  });

  test('one subject alone is an error of usage', () => {
    expect(vtd('diff', '-a', 'reference').status).toBe(2);
  });
});
