/** What the descriptors of the invalidation queue ask for (§6.5.2.1 to §6.5.2.8, INV-L1 to INV-LA). */
import type { Capabilities } from '../capabilities.js';
import { pageNumber } from '../words.js';
import { blockOf, invalidation } from './command.js';
import type { InvalidationCommand, InvalidationKind } from './command.js';

const CONTEXT_CACHE = 1;
const IOTLB = 2;
const INTERRUPT_CACHE = 4;
const PASID_IOTLB = 6;
const PASID_CACHE = 7;
const HPT_CACHE = 10;

/** Kinds by type and G; empty where no cache of the unit is meant or the value is reserved. */
const KINDS: Readonly<Record<number, readonly (InvalidationKind | undefined)[]>> = {
  [CONTEXT_CACHE]: [undefined, 'context-global', 'context-domain', 'context-device'],
  [IOTLB]: [undefined, 'iotlb-global', 'iotlb-domain', 'iotlb-page'],
  [PASID_IOTLB]: [undefined, undefined, 'pasid-iotlb-selective', 'pasid-iotlb-page'],
  [PASID_CACHE]: ['pasid-domain', 'pasid-selective', undefined, 'pasid-global'],
  [HPT_CACHE]: [undefined, 'host-permission-global', 'host-permission-domain', 'host-permission-page'],
};

/** The invalidation that a valid descriptor asks for; undefined if it concerns no cache of the unit. */
export function commandOf(
  type: number,
  words: Uint32Array,
  capabilities: Capabilities,
  isLegacy: boolean,
): InvalidationCommand | undefined {
  const [word0, word1, word2, word3] = words as unknown as [number, number, number, number];
  const granularity = (word0 >>> 4) & 3;
  if (type === INTERRUPT_CACHE) {
    if ((granularity & 1) === 0) return invalidation('interrupt-global');
    return invalidation('interrupt-index', { index: word1 & 0xffff, indexMask: word0 >>> 27 });
  }
  const kind = KINDS[type]?.[granularity];
  if (kind === undefined) return undefined;
  const isContext = type === CONTEXT_CACHE;
  // ADDR bits from MGAW or HAW on, and DID bits that the unit does not implement, do not count.
  const hint = (word2 >>> 6) & 3;
  return invalidation(kind, {
    isLegacy,
    domain: (word0 >>> 16) & capabilities.domainIdMask,
    ...(isContext
      ? { sourceId: word1 & 0xffff, functionMask: (word1 >>> 16) & 3 }
      : { pasid: word1 & 0xfffff, ...blockOf(addressPage(type, word3, word2, capabilities), word2 & 0x3f) }),
    leavesOnly: (hint & 1) !== 0,
    levels: hint + 1,
  });
}

function addressPage(type: number, hi: number, lo: number, capabilities: Capabilities): number {
  const page = pageNumber(hi, lo);
  if (type === PASID_IOTLB) return page;
  const width = type === HPT_CACHE ? capabilities.haw : capabilities.guestAddressWidth;
  return page % 2 ** (width - 12);
}
