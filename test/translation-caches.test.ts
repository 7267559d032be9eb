/** What the caches take for one object and what for two. */
import { expect, test } from 'vitest';
import { Memory } from '../reference/index.js';
import { TranslationCaches } from '../reference/caches/translation-caches.js';
import { Trail } from '../reference/caches/trail.js';

const words = (...values: number[]): { words: Uint32Array } => ({ words: Uint32Array.from(values) });

test('entries of legacy and of scalable mode for one source are two, even where one begins like the other', () => {
  const caches = new TranslationCaches(new Memory(), false);
  caches.add('context', { sourceId: 8 }, words(1, 0, 0, 0, 0, 0, 0, 0), Trail.from(0));
  caches.add('context', { sourceId: 8 }, words(1, 0, 0, 0), Trail.from(0));
  expect(caches.size).toBe(2);
  caches.add('context', { sourceId: 8 }, words(1, 0, 0, 0), Trail.from(0));
  expect(caches.size).toBe(2);
});

test('objects that differ in one tag are two', () => {
  const tags = { sourceId: 1, domain: 2, pasid: 3, hasPasid: true, translationType: 4, level: 5, firstPage: 6, lastPage: 7 };
  const caches = new TranslationCaches(new Memory(), false);
  caches.add('pasid', tags, words(1), Trail.from(0));
  for (const [i, name] of Object.keys(tags).entries()) {
    caches.add('pasid', { ...tags, [name]: name === 'hasPasid' ? false : 9 }, words(1), Trail.from(0));
    expect(caches.size).toBe(i + 2);
  }
});
