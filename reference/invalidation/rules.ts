/**
 * What each invalidation must remove from which cache (§6.5.2.1 to §6.5.2.8, Tables 21 to 25; INV-41 to INV-56, INV-178),
 * one rule for each pair. More may always be removed, less never (INV-58).
 */
import type { CacheName, Tags } from '../caches/entry.js';
import type { TranslationCaches } from '../caches/translation-caches.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED } from '../structures/pasid-entries.js';
import type { InvalidationCommand, InvalidationKind } from './command.js';

export interface InvalidationRule {
  /** Kind and cache, with a word for the part of the cache if it takes several rules. */
  readonly name: string;
  readonly section: string;
  readonly requirement: string;
  readonly kind: InvalidationKind;
  readonly cache: CacheName;
  readonly selects: (tags: Tags, command: InvalidationCommand) => boolean;
  /** Only the pages of the command go: what else a larger page covers may stay (INV-168). */
  readonly byPage?: true;
}

type Selector = InvalidationRule['selects'];

const all: Selector = () => true;
const sameDomain: Selector = (tags, command) => tags.domain === command.domain;
const samePasid: Selector = (tags, command) => tags.domain === command.domain && tags.pasid === command.pasid;
const overlaps: Selector = (tags, command) => tags.firstPage <= command.lastPage && tags.lastPage >= command.firstPage;
const usesFirstStage = (tags: Tags): boolean => tags.translationType === PGTT_FIRST_STAGE || tags.translationType === PGTT_NESTED;
/** FM 0: the function itself; 1: bit 2, 2: bits 2:1, 3: bits 2:0 do not count. */
const FUNCTION_MASKS = [0xffff, 0xfffb, 0xfff9, 0xfff8] as const;

function rule(
  kind: InvalidationKind,
  cache: CacheName,
  requirement: string,
  section: string,
  selects: Selector,
  part?: string,
  byPage?: true,
): InvalidationRule {
  const name = `${kind}/${cache}${part === undefined ? '' : `/${part}`}`;
  return { name, section, requirement, kind, cache, selects, ...(byPage === undefined ? {} : { byPage }) };
}

const CONTEXT_CACHE: readonly InvalidationRule[] = [
  rule('context-global', 'context', 'INV-41', '6.5.2.1', all),
  // In scalable mode, where entries have no domain, all of them go.
  rule('context-domain', 'context', 'INV-42', '6.5.2.1', (tags, command) => !command.isLegacy || sameDomain(tags, command)),
  rule('context-device', 'context', 'INV-43', '6.5.2.1', (tags, command) => {
    const mask = FUNCTION_MASKS[command.functionMask] as number;
    return (tags.sourceId & mask) === (command.sourceId & mask) && (!command.isLegacy || sameDomain(tags, command));
  }),
];

const PASID_CACHE: readonly InvalidationRule[] = [
  rule('pasid-global', 'pasid', 'INV-45', '6.5.2.2', all),
  rule('pasid-domain', 'pasid', 'INV-45', '6.5.2.2', sameDomain),
  rule('pasid-selective', 'pasid', 'INV-45', '6.5.2.2', samePasid),
];

const IOTLB: readonly InvalidationRule[] = [
  rule('iotlb-global', 'iotlb', 'INV-46', '6.5.2.3', all),
  rule('iotlb-global', 'second-stage-leaves', 'INV-46', '6.5.2.3', all),
  rule('iotlb-global', 'second-stage-tables', 'INV-46', '6.5.2.3', all),
  rule('iotlb-global', 'first-stage-tables', 'INV-46', '6.5.2.3', all),
  rule('iotlb-domain', 'iotlb', 'INV-47', '6.5.2.3', sameDomain),
  rule('iotlb-domain', 'second-stage-leaves', 'INV-47', '6.5.2.3', sameDomain),
  rule('iotlb-domain', 'second-stage-tables', 'INV-47', '6.5.2.3', sameDomain),
  rule('iotlb-domain', 'first-stage-tables', 'INV-47', '6.5.2.3', sameDomain),
  // A page of the second stage says nothing of where first-stage translations use it: all of the domain go.
  rule('iotlb-page', 'iotlb', 'INV-48', '6.5.2.3', (tags, command) => sameDomain(tags, command) && usesFirstStage(tags), 'first-stage'),
  rule(
    'iotlb-page',
    'iotlb',
    'INV-48',
    '6.5.2.3',
    (tags, command) => sameDomain(tags, command) && !usesFirstStage(tags),
    'second-stage',
    true,
  ),
  rule('iotlb-page', 'second-stage-leaves', 'INV-48', '6.5.2.3', sameDomain, undefined, true),
  rule('iotlb-page', 'second-stage-tables', 'INV-48', '6.5.2.3', (tags, command) => {
    return !command.leavesOnly && sameDomain(tags, command) && overlaps(tags, command);
  }),
  rule('iotlb-page', 'first-stage-tables', 'INV-48', '6.5.2.3', sameDomain),
];

const PASID_IOTLB: readonly InvalidationRule[] = [
  rule('pasid-iotlb-selective', 'iotlb', 'INV-50', '6.5.2.4', samePasid),
  rule('pasid-iotlb-selective', 'first-stage-tables', 'INV-50', '6.5.2.4', samePasid),
  rule(
    'pasid-iotlb-page',
    'iotlb',
    'INV-51',
    '6.5.2.4',
    (tags, command) => samePasid(tags, command) && usesFirstStage(tags),
    undefined,
    true,
  ),
  rule('pasid-iotlb-page', 'first-stage-tables', 'INV-51', '6.5.2.4', (tags, command) => {
    return !command.leavesOnly && samePasid(tags, command) && overlaps(tags, command);
  }),
];

const INTERRUPT_CACHE: readonly InvalidationRule[] = [
  rule('interrupt-global', 'interrupt', 'INV-56', '6.5.2.8', all),
  rule('interrupt-index', 'interrupt', 'INV-56', '6.5.2.8', (tags, command) => {
    return tags.level >>> command.indexMask === command.index >>> command.indexMask;
  }),
  rule('interrupts-disabled', 'interrupt', 'INV-14', '11.4.4.1', all),
  rule('interrupt-table-set', 'interrupt', 'INV-14', '6.7', all),
];

const ofLevels: Selector = (tags, command) => sameDomain(tags, command) && tags.level <= command.levels;

const HOST_PERMISSION_CACHES: readonly InvalidationRule[] = (['host-permission', 'host-permission-tables'] as const).flatMap((cache) => [
  rule('host-permission-global', cache, 'INV-121', '6.5.2.7', all),
  rule('host-permission-domain', cache, 'INV-121', '6.5.2.7', ofLevels),
  rule('host-permission-page', cache, 'INV-121', '6.5.2.7', (tags, command) => ofLevels(tags, command) && overlaps(tags, command)),
]);

/** INV-14: everything of DMA remapping goes, device-TLBs excepted. */
const IMPLIED: readonly InvalidationRule[] = (
  [
    'context',
    'pasid',
    'iotlb',
    'second-stage-leaves',
    'second-stage-tables',
    'first-stage-tables',
    'host-permission',
    'host-permission-tables',
  ] as const
).flatMap((cache) => [rule('remapping-disabled', cache, 'INV-14', '11.4.4.1', all), rule('root-table-set', cache, 'INV-14', '6.6', all)]);

export const INVALIDATION_RULES: readonly InvalidationRule[] = [
  ...CONTEXT_CACHE,
  ...PASID_CACHE,
  ...IOTLB,
  ...PASID_IOTLB,
  ...INTERRUPT_CACHE,
  ...HOST_PERMISSION_CACHES,
  ...IMPLIED,
];

/** Selects in the caches what the rules say of a command. */
export function invalidate(caches: TranslationCaches, command: InvalidationCommand, rules = INVALIDATION_RULES): void {
  for (const { kind, cache, selects, byPage } of rules) {
    if (kind !== command.kind) continue;
    if (byPage === true) caches.condemnPages(cache, command.firstPage, command.lastPage, (tags) => selects(tags, command));
    else caches.condemn(cache, (tags) => selects(tags, command));
  }
}
