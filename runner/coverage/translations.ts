/** Which condition of Table 30 may stop which kind of request in which kind of translation: the cells that a suite can cover. */
import type { Condition, RequestColumn } from '../../reference/index.js';

/** What a request goes through, as far as its tables have told. */
export const TRANSLATIONS = {
  off: 'remapping off',
  mode: 'translation table mode',
  'legacy-tables': 'legacy root and context tables',
  'legacy-second-stage': 'legacy second-stage',
  'legacy-pass-through': 'legacy pass-through',
  'scalable-tables': 'scalable-mode root, context and PASID tables',
  'first-stage': 'first-stage',
  'second-stage': 'second-stage',
  nested: 'nested',
  'pass-through': 'pass-through',
  translated: 'translated address, used as it is',
  'host-permission': 'translated address under host permission tables',
  interrupt: 'interrupt remapping and posting',
} as const;

export type Translation = keyof typeof TRANSLATIONS;

/** A kind of request: a column of Table 30, or an interrupt request. */
export type RequestKind = RequestColumn | 'interrupt';

export const REQUEST_KINDS: Readonly<Record<RequestKind, string>> = {
  untranslated: 'untranslated',
  untranslatedPasid: 'untranslated with PASID',
  translation: 'translation',
  translationPasid: 'translation with PASID',
  translated: 'translated',
  translatedPasid: 'translated with PASID',
  pageRequest: 'page request, last in group',
  pageRequestNoResponse: 'page request, not last',
  interrupt: 'interrupt',
};

/** Classes and single conditions, the longest name that fits first; what stands here for a class holds for all of it. */
const OF_CONDITION: readonly (readonly [prefix: string, translations: readonly Translation[]])[] = [
  ['RTA', ['mode']],
  ['LRT', ['legacy-tables']],
  ['LCT', ['legacy-tables']],
  ['LSS', ['legacy-second-stage']],
  ['LGN.1.2', ['translated']],
  ['LGN.1.3', ['legacy-pass-through']],
  ['LGN.4', ['legacy-second-stage', 'translated']],
  ['LGN', ['legacy-second-stage']],
  ['SRT', ['scalable-tables']],
  ['SCT', ['scalable-tables']],
  ['SPD', ['scalable-tables']],
  ['SPT.9', ['host-permission']],
  ['SPT', ['scalable-tables']],
  ['SFS.5', ['nested']],
  ['SFS.6', ['nested']],
  ['SFS.7', ['nested']],
  ['SFS.8', ['nested']],
  ['SFS', ['first-stage', 'nested']],
  ['SSS', ['second-stage', 'nested']],
  ['SGN.10', ['scalable-tables']],
  ['SGN.1', ['first-stage', 'nested']],
  ['SGN.2', ['first-stage', 'nested']],
  ['SGN.4.1', ['translated']],
  ['SGN.4.2', ['pass-through']],
  ['SGN.5', ['second-stage']],
  ['SGN.6', ['first-stage', 'second-stage', 'nested']],
  ['SGN.7', ['second-stage', 'nested']],
  ['SGN.8.1', ['first-stage', 'second-stage', 'nested', 'pass-through']],
  ['SGN.8.2', ['first-stage', 'second-stage', 'nested']],
  ['SGN.8.3', ['translated']],
  ['S.', ['legacy-second-stage', 'first-stage', 'second-stage', 'nested', 'pass-through']],
  ['HPT', ['host-permission']],
];

/** Successful requests by translation. */
const SUCCESSES: Readonly<Record<Translation, readonly RequestKind[]>> = {
  off: ['untranslated', 'untranslatedPasid'],
  mode: [],
  'legacy-tables': [],
  'legacy-second-stage': ['untranslated', 'translation'],
  'legacy-pass-through': ['untranslated'],
  'scalable-tables': ['pageRequest', 'pageRequestNoResponse'],
  'first-stage': ['untranslated', 'untranslatedPasid', 'translation', 'translationPasid'],
  'second-stage': ['untranslated', 'untranslatedPasid', 'translation', 'translationPasid'],
  nested: ['untranslated', 'untranslatedPasid', 'translation', 'translationPasid'],
  'pass-through': ['untranslated', 'untranslatedPasid', 'translation', 'translationPasid'],
  translated: ['translated', 'translatedPasid'],
  'host-permission': ['translated', 'translatedPasid'],
  interrupt: ['interrupt'],
};

/** The translations in which a condition of Table 30 can arise. */
export function translationsOf(condition: string): readonly Translation[] {
  return OF_CONDITION.find(([prefix]) => condition.startsWith(prefix))?.[1] ?? [];
}

/** The request kinds that a condition can stop in a translation. */
export function kindsOf({ condition, responses }: Condition, translation: Translation): RequestKind[] {
  const kinds = (Object.keys(responses) as RequestColumn[]).filter((kind) => responses[kind] !== 'NA');
  return kinds.filter((kind) => canMeet(condition, translation, kind));
}

function canMeet(condition: string, translation: Translation, kind: RequestKind): boolean {
  // A unit without scalable mode serves neither PASIDs nor page requests.
  if (condition === 'RTA.1.3') return !kind.endsWith('Pasid') && !kind.startsWith('pageRequest');
  // One row of the table for what comes out of the tables and for what a device has translated.
  if (condition === 'LGN.4') return (translation === 'translated') === (kind === 'translated');
  // §3.15: without a PASID an untranslated address in the interrupt range is told from DMA before pass-through could return it.
  return condition !== 'SGN.8.1' || translation !== 'pass-through' || kind !== 'untranslated';
}

/** The request kinds that can succeed in a translation. */
export function successesOf(translation: Translation): readonly RequestKind[] {
  return SUCCESSES[translation];
}
