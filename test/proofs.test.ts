/** The page of proofs is about the requirements and vectors that there are; that each proof holds, `npm run mutation:proofs` sees. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadSuite } from '../runner/vectors/load.js';
import { nearnessTo } from '../scripts/mutation/sections.js';

const rows = readFileSync(new URL('../docs/proofs.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (requirement|-)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it('names every testable must-requirement once, with a vector that cites it', () => {
  const { requirements, vectors } = loadSuite();
  const required = [...requirements.values()].filter(({ testable, level }) => testable && level === 'must').map(({ id }) => id);
  expect(rows.map(([id]) => id).sort()).toEqual([...required].sort());
  const byId = new Map(vectors.map((vector) => [vector.id, vector]));
  const wrong = rows.filter(([id = '', , , vector = '']) => byId.get(vector)?.requirements.includes(id) !== true);
  expect(wrong).toEqual([]);
});

it('finds code that names a requirement, one of a range, or its section', () => {
  const walk = { file: 'reference/dma/paging.ts', line: 19 };
  expect(nearnessTo({ id: 'PGT-02', section: '3.6, 3.7' })(walk)).toBe(2);
  expect(nearnessTo({ id: 'PGT-2', section: '' })(walk)).toBe(0);
  expect(nearnessTo({ id: 'PGT-56', section: '0' })({ file: 'reference/dma/first-stage.ts', line: 185 })).toBe(2);
  expect(nearnessTo({ id: 'XYZ-01', section: '3.6.2' })({ file: 'reference/dma/first-stage.ts', line: 185 })).toBe(1);
  expect(nearnessTo({ id: 'XYZ-01', section: '3.6.22' })({ file: 'reference/dma/first-stage.ts', line: 185 })).toBe(0);
});
