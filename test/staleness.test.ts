/** Where the exploration of what caches may do is left out, because nothing cached can be out of date. */
import { describe, expect, test } from 'vitest';
import { everyWay } from '../reference/index.js';
import type { Operation } from '../runner/adapters/adapter.js';
import { compileExpression } from '../runner/expression.js';
import { lowerVector } from '../runner/lower/lower.js';
import { NotApplicable } from '../runner/lower/lowered.js';
import { modelFor } from '../runner/permitted.js';
import { loadProfiles } from '../runner/profiles.js';
import { mayBeStale, probesOf } from '../runner/staleness.js';
import { loadSuite } from '../runner/vectors/load.js';

const FSTS = 0x34;
const GCMD = 0x18;
const IQT = 0x88;

const load = (address: bigint, length = 8): Operation => ({ op: 'load', address, bytes: new Uint8Array(length) });
const write = (offset: number, value: bigint, size: 4 | 8 = 4): Operation => ({ op: 'write', offset, size, value });
const dma = (request: 'read' | 'write'): Operation => ({
  op: 'dma',
  request,
  source: 0x18,
  address: 0x1000n,
  length: 8,
  addressType: 'untranslated',
});

const enable = write(GCMD, 0x80000000n);
const tables = load(0x100000n, 16);

describe('something cached may be out of date', () => {
  test.each<[string, Operation[]]>([
    ['after a load over what was loaded', [tables, enable, load(0x100008n), dma('read')]],
    ['after a load beside it, in the same page', [tables, enable, load(0x100ff8n), dma('read')]],
    ['after a load that ends in that', [tables, enable, load(0xffff0n, 24), dma('read')]],
    ['after a load where a device may have written', [tables, enable, dma('write'), load(0x200000n), dma('read')]],
    [
      'after a load where the unit may have written',
      [tables, enable, { op: 'interrupt', source: 0x18, address: 0xfee00000n, data: 0 }, load(0x200000n), dma('read')],
    ],
    ['after another command', [tables, enable, write(GCMD, 0xc0000000n), dma('read')]],
    ['after a write that reaches the command register from below', [tables, enable, write(0x10, 0n, 8), write(0x18, 0n, 8), dma('read')]],
    ['after a new tail of the queue', [tables, enable, write(IQT, 0x10n, 8), dma('read')]],
    ['after the upper half of it', [tables, enable, write(IQT + 4, 0n), dma('read')]],
  ])('%s', (_, operations) => {
    expect(mayBeStale(operations, false)).toBe(true);
  });

  test('after a load into empty memory, where entries may be cached that are not present', () => {
    expect(mayBeStale([tables, enable, load(0x200000n), dma('read')], true)).toBe(true);
  });
});

describe('nothing cached is out of date', () => {
  test.each<[string, Operation[]]>([
    ['before remapping is on', [tables, load(0x100008n), dma('read'), enable, dma('read')]],
    ['after a load into empty memory', [tables, enable, load(0x200000n), dma('read')]],
    ['after loads into the pages next to another', [tables, enable, load(0x101000n), load(0xffff8n), dma('read')]],
    ['after a register that says nothing of translations', [tables, enable, write(FSTS, 1n), dma('read')]],
    ['where no request follows', [tables, enable, dma('read'), load(0x100008n), write(GCMD, 0n)]],
  ])('%s', (_, operations) => {
    expect(mayBeStale(operations, false)).toBe(false);
  });
});

test('vectors whose exploration is left out have one way', () => {
  const profiles = loadProfiles();
  const wrong: string[] = [];
  let leftOut = 0;
  for (const vector of loadSuite().vectors) {
    for (const { claims } of profiles.filter((each) => vector.requires === '' || compileExpression(vector.requires)(each.claims))) {
      try {
        const { operations, outcomes, platform } = lowerVector(vector, claims);
        const model = modelFor(claims, platform);
        if (mayBeStale(operations, model.cachesFaults)) continue;
        leftOut++;
        for (const { policy, decisions } of everyWay()) {
          model.run(operations, outcomes[0]?.choices ?? {}, { policy, probes: probesOf(operations) });
          if (decisions.length > 0) wrong.push(vector.id);
        }
      } catch (error) {
        if (!(error instanceof NotApplicable)) throw error;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(leftOut).toBeGreaterThan(40000);
}, 180_000);
