/** How the page of a request is accessed: snooping (§3.10) and memory type (§3.11). */
import type { MemoryTypeRanges } from '../registers/memory-type-ranges.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED, PGTT_SECOND_STAGE } from '../structures/pasid-entries.js';
import type { AccessAttributes, MemoryType } from './request.js';
import type { Translation } from './translation.js';

const PGSNP = 0x01000000;
const CD = 0x02000000;
const EMTE = 0x04000000;
const SNP = 0x800;
const IPAT = 0x40;

/** Memory types by their encoding; 2 and 3 are reserved (§9.6). */
const TYPES: readonly (MemoryType | undefined)[] = ['UC', 'WC', undefined, undefined, 'WT', 'WP', 'WB', 'UC-'];

const NO_ATTRIBUTES: AccessAttributes = { snoop: true, memoryType: 'WB' };
const NO_SNOOP_ATTRIBUTES: AccessAttributes = { snoop: false, memoryType: 'WB' };

/** Attributes of the access that an untranslated or translated request makes. */
export function attributesOf(t: Translation, noSnoop: boolean, ranges: MemoryTypeRanges): AccessAttributes {
  const snoop = !noSnoop || (t.request === 'untranslated' && (pageSnoops(t) || leafSnoops(t)));
  const memoryType = t.request === 'untranslated' && t.translationType !== 0 ? memoryTypeOf(t, ranges) : 'WB';
  if (memoryType === 'WB') return snoop ? NO_ATTRIBUTES : NO_SNOOP_ATTRIBUTES;
  return { snoop, memoryType };
}

/** PGSNP of the PASID-table entry; reserved without ECAP.SC. */
export function pageSnoops(t: Translation): boolean {
  return (t.pasidAttributes & PGSNP) !== 0;
}

/** SNP of the second-stage leaf; reserved without ECAP.SC. */
export function leafSnoops(t: Translation): boolean {
  return (t.secondStageLeaf & SNP) !== 0;
}

/** Table 9 (§3.11.4.2). Without ECAP.MTS the fields it looks at are reserved or ignored, and all accesses are write-back. */
function memoryTypeOf(t: Translation, ranges: MemoryTypeRanges): MemoryType {
  if (!t.capabilities.memoryTypes) return 'WB';
  if ((t.pasidAttributes & CD) !== 0) return 'UC';
  const extended = (t.pasidAttributes & EMTE) !== 0;
  const emt = (t.secondStageLeaf >>> 3) & 7;
  switch (t.translationType) {
    case PGTT_FIRST_STAGE:
      return effectiveType(ranges.typeOf(t.outputPage), attributeType(t));
    case PGTT_SECOND_STAGE:
      return extended ? (TYPES[emt] ?? 'UC') : 'WB';
    case PGTT_NESTED:
      if (!extended) return effectiveType(ranges.typeOf(t.outputPage), attributeType(t));
      return (t.secondStageLeaf & IPAT) !== 0 ? (TYPES[emt] ?? 'UC') : effectiveType(emt, attributeType(t));
    default:
      return 'WB';
  }
}

/** The type that PAT of the PASID-table entry has at the index of the first-stage leaf (§3.11.1). */
function attributeType(t: Translation): MemoryType {
  return TYPES[(t.pageAttributeTable >>> (4 * t.patIndex)) & 7] ?? 'UC';
}

/** Table 7 (§3.11.3): rows by the encoding of the MTRR type or EMT, columns by the PAT type. */
const EFFECTIVE: Readonly<Record<number, Readonly<Record<MemoryType, MemoryType>>>> = {
  0: { UC: 'UC', 'UC-': 'UC', WC: 'WC', WT: 'UC', WB: 'UC', WP: 'UC' },
  1: { UC: 'UC', 'UC-': 'WC', WC: 'WC', WT: 'UC', WB: 'WC', WP: 'UC' },
  4: { UC: 'UC', 'UC-': 'UC', WC: 'WC', WT: 'WT', WB: 'WT', WP: 'WP' },
  5: { UC: 'UC', 'UC-': 'WC', WC: 'WC', WT: 'WT', WB: 'WP', WP: 'WP' },
  6: { UC: 'UC', 'UC-': 'UC', WC: 'WC', WT: 'WT', WB: 'WB', WP: 'WP' },
};

function effectiveType(range: number, attribute: MemoryType): MemoryType {
  return EFFECTIVE[range]?.[attribute] ?? 'UC';
}
