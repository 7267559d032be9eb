/** The IOTLB (§6.2.4): whole translations of one source, used without consulting any table (§6.2.7, INV-177). */
import { SECOND_STAGE, allowsWrite, lackOfFirstStage } from '../dma/first-stage.js';
import { isInterruptPage, overlapsInterruptRange } from '../dma/interrupt-range.js';
import { LEGACY_CONDITIONS } from '../dma/legacy-conditions.js';
import { READ, WRITE } from '../dma/paging.js';
import { lackOfPermission } from '../dma/second-stage.js';
import type { Translation } from '../dma/translation.js';
import type { Condition } from '../faults/condition.js';
import { LGN_4 } from '../faults/conditions.js';
import { SGN_8_1, SGN_8_2 } from '../faults/scalable-conditions.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED, PGTT_PASS_THROUGH } from '../structures/pasid-entries.js';
import { pageNumber } from '../words.js';
import type { CachedFault, CachedTranslation } from './entry.js';
import type { TranslationCaches } from './translation-caches.js';

/** What the walk that found a translation knows of it beyond what stands in `t`. */
export type Found = Pick<CachedTranslation, 'attributes' | 'secondStage' | 'dirty' | 'deviceTlb' | 'supervisorRequests' | 'writeProtect'>;

/** Of a translation that no stage took part in. */
export const WITHOUT_STAGES: Found = {
  attributes: 0xffffffff,
  secondStage: READ | WRITE,
  dirty: true,
  deviceTlb: true,
  supervisorRequests: true,
  writeProtect: true,
};

/**
 * The cached translation that is taken for a request, judged by it: undefined if none is taken, `delivered` if `t` now
 * holds the translation, else the condition met. One whose dirty flag a write has to set is of no use to that write.
 */
export function lookUpTranslation(t: Translation, caches: TranslationCaches): Condition | 'delivered' | undefined {
  const { sourceId, hasPasid, pasid } = t;
  const page = pageNumber(t.addressHi, t.addressLo);
  const writes = (t.needs & WRITE) !== 0 || t.marksDirty;
  const taken = caches.take('iotlb', (tags, content) => {
    if (tags.sourceId !== sourceId || tags.hasPasid !== hasPasid || (hasPasid && tags.pasid !== pasid)) return false;
    if (tags.firstPage > page || tags.lastPage < page) return false;
    return 'condition' in content || content.dirty || !writes || !grantsWrite(t, content);
  });
  if (taken === undefined) return undefined;
  const { content, tags } = taken;
  t.faultProcessingDisabled = content.faultProcessingDisabled;
  if ('condition' in content) return content.condition;
  // The context and PASID-table entry that it was made with did not let such requests pass: tables decide.
  if (t.request === 'translation' && !content.deviceTlb) return undefined;
  if (t.hasPasid && t.privileged && !content.supervisorRequests) return undefined;
  t.domain = tags.domain;
  t.translationType = tags.translationType;
  return deliver(t, content, page) ?? 'delivered';
}

function grantsWrite(t: Translation, { attributes, secondStage, writeProtect }: CachedTranslation): boolean {
  return (secondStage & WRITE) !== 0 && allowsWrite(t, attributes, writeProtect);
}

/** Rights are those of the cached entry; a fault has the code that a walk would give it (INV-11). */
function deliver(t: Translation, content: CachedTranslation, page: number): Condition | undefined {
  const { attributes, secondStage, writeProtect, span } = content;
  if (!t.hasPasid) t.privileged = content.privileged;
  const isFirst = t.translationType === PGTT_FIRST_STAGE || t.translationType === PGTT_NESTED;
  t.pasidAttributes = content.pasidAttributes;
  t.pageAttributeTable = content.pageAttributeTable;
  t.patIndex = content.patIndex;
  t.secondStageLeaf = content.secondStageLeaf;
  t.outputPage = content.page + (page % span);
  t.pageBytes = content.mapsPage ? 4096 * span : 0;
  t.granted = (isFirst ? READ | (allowsWrite(t, attributes, writeProtect) ? WRITE : 0) : READ | WRITE) & secondStage;
  if (isFirst) {
    const lack = lackOfFirstStage(t, attributes, writeProtect);
    if (lack !== undefined) return lack;
  }
  const isLegacy = t.translationType === 0;
  const lack = lackOfPermission(t, t.needs, secondStage, isLegacy ? LEGACY_CONDITIONS : SECOND_STAGE);
  if (lack !== undefined) return lack;
  if (t.request === 'translation' && t.translationType === PGTT_PASS_THROUGH) return undefined;
  const condition = isLegacy ? LGN_4 : t.request === 'translation' ? SGN_8_2 : SGN_8_1;
  if (t.listener !== undefined) t.tellChecks([condition]);
  const reaches = t.request === 'translation' ? overlapsInterruptRange(t.outputPage, span) : isInterruptPage(t.outputPage);
  return reaches ? condition : undefined;
}

/** Adds the translation that was found for the request. */
export function addTranslation(t: Translation, caches: TranslationCaches, found: Found): void {
  const page = pageNumber(t.addressHi, t.addressLo);
  const span = t.pageBytes === 0 ? 1 : t.pageBytes / 4096;
  const { attributes, secondStage, dirty, deviceTlb, supervisorRequests, writeProtect } = found;
  const content: CachedTranslation = {
    attributes,
    secondStage,
    dirty,
    deviceTlb,
    supervisorRequests,
    writeProtect,
    page: t.outputPage - (t.outputPage % span),
    span,
    patIndex: t.patIndex,
    secondStageLeaf: t.secondStageLeaf,
    pasidAttributes: t.pasidAttributes,
    pageAttributeTable: t.pageAttributeTable,
    mapsPage: t.pageBytes !== 0,
    privileged: t.hasPasid ? false : t.privileged,
    faultProcessingDisabled: t.faultProcessingDisabled,
  };
  caches.add('iotlb', tagsOf(t, page, span), content, caches.trail.slice(0));
}

/** With CAP.CM=1 a second-stage fault may be held for the page that met it (INV-160). */
export function addTranslationFault(t: Translation, caches: TranslationCaches, condition: Condition): void {
  if (!caches.cachesFaults) return;
  const fault: CachedFault = { condition, faultProcessingDisabled: t.faultProcessingDisabled };
  caches.add('iotlb', tagsOf(t, pageNumber(t.addressHi, t.addressLo), 1), fault, caches.trail.slice(0));
}

function tagsOf(t: Translation, page: number, span: number): object {
  const { sourceId, domain, pasid, hasPasid, translationType } = t;
  const firstPage = page - (page % span);
  return { sourceId, domain, pasid, hasPasid, translationType, level: 1, firstPage, lastPage: firstPage + span - 1 };
}
