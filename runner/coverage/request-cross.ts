/** Request kind × translation × condition of Table 30 and Table 15. */
import { TABLE_15, TABLE_30 } from '../../reference/index.js';
import type { RequestCell } from './coverage.js';
import { countBy } from './observations.js';
import type { Observation } from './observations.js';
import { ILLEGAL, SUCCESS, requestKey } from './request-facts.js';
import { TRANSLATIONS, kindsOf, successesOf, translationsOf } from './translations.js';
import type { RequestKind, Translation } from './translations.js';

/** Every cell that a suite can cover, by translation, then as the tables list the conditions. */
export function requestCross(observations: readonly Observation[]): RequestCell[] {
  const counts = countBy(observations, ({ requests }) => requests.keys());
  const operations = operationsByKey(observations);
  return possibleCells().map(({ translation, condition, reason, kind }) => {
    const key = requestKey(translation, condition, kind);
    const { vectors, passed } = counts.get(key) ?? { vectors: 0, passed: 0 };
    return {
      translation,
      class: condition === SUCCESS ? SUCCESS : (/^[A-Z]+/.exec(condition)?.[0] ?? 'IR'),
      condition,
      reason,
      kind,
      vectors,
      passed,
      operations: [...(operations.get(key) ?? [])].sort(),
    };
  });
}

interface PossibleCell {
  readonly translation: Translation;
  readonly condition: string;
  readonly reason: number | null;
  readonly kind: RequestKind;
}

function possibleCells(): PossibleCell[] {
  return (Object.keys(TRANSLATIONS) as Translation[]).flatMap((translation): PossibleCell[] => [
    ...successesOf(translation).map((kind) => ({ translation, condition: SUCCESS, reason: null, kind })),
    ...TABLE_30.filter(({ condition }) => translationsOf(condition).includes(translation)).flatMap((row) =>
      kindsOf(row, translation).map((kind) => ({ translation, condition: row.condition, reason: row.code, kind })),
    ),
    ...(translation === 'interrupt'
      ? TABLE_15.map(({ condition, code }) => ({
          translation,
          condition,
          reason: code,
          kind: condition === ILLEGAL ? ('untranslated' as const) : ('interrupt' as const),
        }))
      : []),
  ]);
}

/** Which operations met a key in vectors that passed. */
function operationsByKey(observations: readonly Observation[]): Map<string, Set<string>> {
  const operations = new Map<string, Set<string>>();
  for (const { passed, requests } of observations) {
    if (!passed) continue;
    for (const [key, own] of requests) operations.set(key, new Set([...(operations.get(key) ?? []), ...own]));
  }
  return operations;
}
