/** Each answer of Table 30 is met by a vector: every condition with every kind of request, recorded and suppressed. */
import { describe, expect, test, vi } from 'vitest';
import { DmaRemapping } from '../reference/dma/remapping.js';
import type { Condition, RequestColumn, Response } from '../reference/faults/condition.js';
import { CONDITIONS } from '../reference/faults/table-30.js';
import { ReferenceAdapter } from '../runner/adapters/reference.js';
import { executeVector } from '../runner/execute.js';
import { compileExpression } from '../runner/expression.js';
import { lowerVector } from '../runner/lower/lower.js';
import { loadProfiles } from '../runner/profiles.js';
import { loadSuite } from '../runner/vectors/load.js';

const ASKS_FOR_NOTHING = 'a translation request asks for no permission; its completion grants what there is';
const HAS_NO_PASID = 'PASID, PASIDs in translated requests and page requests need scalable mode (§11.4.3)';

/** What cannot come about as a condition, and why. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  'LGN.2 translation': ASKS_FOR_NOTHING,
  'SGN.6 translation': ASKS_FOR_NOTHING,
  'SGN.6 translationPasid': ASKS_FOR_NOTHING,
  'SGN.7 translation': ASKS_FOR_NOTHING,
  'SGN.7 translationPasid': ASKS_FOR_NOTHING,
  'RTA.1.3 untranslatedPasid': HAS_NO_PASID,
  'RTA.1.3 translationPasid': HAS_NO_PASID,
  'RTA.1.3 translatedPasid': HAS_NO_PASID,
  'RTA.1.3 pageRequest': HAS_NO_PASID,
  'RTA.1.3 pageRequestNoResponse': HAS_NO_PASID,
};

interface Answering {
  respond: (condition: Condition, column: RequestColumn, ...rest: unknown[]) => unknown;
  t: { faultProcessingDisabled: boolean };
}

const met = new Set<string>();

async function runSuite(): Promise<void> {
  const prototype = DmaRemapping.prototype as unknown as Answering;
  const original = prototype.respond;
  const spy = vi.spyOn(prototype, 'respond').mockImplementation(function (this: Answering, condition, column, ...rest) {
    const suppressed = condition.qualified && this.t.faultProcessingDisabled;
    met.add(`${condition.condition} ${column}${suppressed ? ' suppressed' : ''}`);
    return original.call(this, condition, column, ...rest);
  });
  const { vectors } = loadSuite();
  for (const { capabilities, claims } of loadProfiles()) {
    const adapter = new ReferenceAdapter('test', capabilities);
    const info = await adapter.start();
    for (const vector of vectors) {
      if (vector.requires !== '' && !compileExpression(vector.requires)(claims)) continue;
      await executeVector(vector, lowerVector(vector, claims), {
        adapter,
        info,
        capabilities: claims,
        isReference: true,
        timeout: 1000,
        known: undefined,
      });
    }
  }
  spy.mockRestore();
}

describe('Table 30', () => {
  test('every cell that applies is met by a vector, with FPD too where it counts', async () => {
    await runSuite();
    const unmet = CONDITIONS.flatMap(({ condition, qualified, responses }) =>
      (Object.entries(responses) as [RequestColumn, Response][])
        .filter(([, response]) => response !== 'NA')
        .flatMap(([column, response]) => {
          const cell = `${condition} ${column}`;
          const canBeSuppressed = qualified && !['SUCCESS_ZERO', 'SUCCESS_EFFECTIVE'].includes(response);
          return canBeSuppressed ? [cell, `${cell} suppressed`] : [cell];
        }),
    ).filter((cell) => !met.has(cell) && UNREACHABLE[cell] === undefined);
    expect(unmet).toEqual([]);
  });

  test('nothing is called unreachable that was reached', () => {
    expect(Object.keys(UNREACHABLE).filter((cell) => met.has(cell))).toEqual([]);
  });
});
