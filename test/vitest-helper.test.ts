/** The suite inside another project's vitest: one test a topic, failing with the text of `vtd run`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { describeConformance } from '../runner/vitest.js';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

test('a sound, a broken and an inapplicable implementation', async () => {
  const vitest = path('../node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', path('fixtures/vitest-project'), '--reporter', 'verbose'];
  const { code, text } = await new Promise<{ code: number; text: string }>((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, text: stripVTControlCharacters(stdout + stderr) });
    });
  });
  expect(code).toBe(1);
  expect(text).toMatch(/✓ iommu\.spec\.mjs > sound > dma\/legacy\/translation/);
  expect(text).toMatch(/× iommu\.spec\.mjs > broken > dma\/legacy\/translation/);
  expect(text).toMatch(/↓ iommu\.spec\.mjs > inapplicable > dma\/legacy\/translation/);
  expect(text).toContain('2 of 3 vectors not as expected');
  expect(text).toMatch(/FAIL dma\/legacy\/translation\/write-first-byte\n {2}A write to the first bytes of a mapped page/);
  expect(text).toMatch(/ {4}expected [0-9a-f]{16}\n {4}found {4}0{16}\n/);
  expect(text).not.toContain('repeat:');
});

test('a selection without vectors is an error when the tests are registered', () => {
  expect(() => {
    describeConformance('reference', { ids: ['no/such/vector'] });
  }).toThrow('no vector is called no/such/vector');
});
