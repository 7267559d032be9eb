/**
 * The architected state of a unit: which bits of which registers two conforming units must agree on after
 * the same history. Fields the architecture leaves undefined are masked out.
 */
import { TABLE_15, bitsOf, placedRegisters } from '../reference/index.js';
import type { Capabilities, Iommu, PlacedRegister, RegisterDefinition } from '../reference/index.js';
import { comparableCounterBits, isComparableResponse } from './architected-counters.js';

/** One aligned access to an architected register, the bits that count, and their value. */
export interface ArchitectedValue {
  /** Register name, with `[n]` for an element and `.high` for the upper half of a 128-bit register. */
  readonly name: string;
  readonly offset: number;
  readonly size: 4 | 8;
  readonly mask: bigint;
  readonly value: bigint;
  /** Index of the unit, on a platform of several. */
  readonly unit?: number;
}

const PPF = 0x02;

/** Every register of the unit, as 32- or 64-bit reads; `unit` is its index, on a platform of several. */
export function architectedState(iommu: Iommu, unit?: number): ArchitectedValue[] {
  const { capabilities } = iommu;
  const state: ArchitectedValue[] = [];
  const which = unit === undefined ? {} : { unit };
  for (const placed of placedRegisters(capabilities)) {
    const { register, name, offset } = placed;
    const mask = comparableBits(placed, iommu);
    for (let at = 0; at < register.bytes; at += 8) {
      const size = register.bytes === 4 ? 4 : 8;
      const part = (mask >> BigInt(8 * at)) & bitsOf({ high: 8 * size - 1, low: 0 });
      if (part === 0n) continue;
      const value = iommu.readRegister(offset + at, size) & part;
      state.push({ name: at === 0 ? name : `${name}.high`, offset: offset + at, size, mask: part, value, ...which });
    }
  }
  return state;
}

function comparableBits(placed: PlacedRegister, iommu: Iommu): bigint {
  const { register, name, offset } = placed;
  const { capabilities } = iommu;
  const word = (at: number): number => Number(iommu.readRegister(at, 4));
  let mask = 0n;
  for (const field of register.fields) {
    if (isComparable(register, field, capabilities, offset, word)) mask |= bitsOf(field);
  }
  // A register of claims that the implementation does not state is neither assumed nor compared.
  if (register.claim === true && !capabilities.states(name)) return 0n;
  // §11.4.5, §11.4.8: address bits at and above HAW may be left unimplemented (REG-10).
  if (['RTADDR', 'IQA', 'PQA', 'IRTA'].includes(register.name) || register.name.startsWith('PHM'))
    mask &= bitsOf({ high: capabilities.haw - 1, low: 0 });
  // §11.4.8.2: how many low bits of base and limit exist is up to the implementation (REG-57); regions of up to 16 MiB are allowed for.
  if (/^P[LH]M(BASE|LIMIT)$/.test(register.name)) mask &= ~bitsOf({ high: 23, low: 0 });
  // §11.4.7.5: FEUADDR and its like may be absent without extended interrupt mode.
  if (/^([FIP]E|PERFINTR)UADDR$/.test(register.name) && capabilities.get('ECAP', 'EIM') === 0) return 0n;
  return comparableCounterBits(placed, iommu, mask);
}

function isComparable(
  register: RegisterDefinition,
  field: RegisterDefinition['fields'][number],
  capabilities: Capabilities,
  offset: number,
  word: (at: number) => number,
): boolean {
  // §11.3: the value read from a write-only field is undefined; RsvdP fields are left to the implementation (see FECTL).
  if (field.access === 'WO' || field.access === 'RsvdP') return false;
  // A field without a defined value after reset holds anything until it is written; PERFCAP bits 63:60 are reserved.
  if ((field.access === 'RW' && field.reset === undefined) || field.kind === 'ignored') return false;
  switch (register.name) {
    case 'GSTS':
      // §11.4.4.2: CFIS is valid with IRES=1 and EIME=0 only.
      if (field.name === 'CFIS' && ((word(offset) & IRES) === 0 || (word(IRTA) & EIME) !== 0)) return false;
      return field.supported === undefined || field.supported(capabilities);
    case 'GCMD':
      return field.supported === undefined || field.supported(capabilities);
    case 'FSTS':
      // §11.4.7.1: FRI is undefined while PPF is 0.
      return field.name !== 'FRI' || (word(offset) & PPF) !== 0;
    case 'FRCD':
      // §11.4.7.6: a record's fields mean something only while F is set; FI of fault reason 29h is undefined (FLT-44).
      if (field.name === 'F') return true;
      if ((word(offset + 12) & 0x80000000) === 0) return false;
      if (!isDefinedOfRequest(field.name, word(offset + 8), word(offset + 12))) return false;
      // With SAGAW = 0 the text gives no width for the fault info (§11.4.7.6).
      if (field.name === 'FI' && capabilities.largestAgaw === 0) return false;
      return isDefinedOfInterrupt(field.name, word(offset + 12) & 0xff);
    case 'IQERCD':
      // §11.4.9.9: each part is valid with its status field, and IQEI may give no information.
      return false;
    case 'CCMD':
    case 'IOTLB':
      // §11.4.6: the granularity performed may be coarser than the model's, and is unknown before the first command.
      return field.name !== 'CAIG' && field.name !== 'IAIG';
    case 'ECRSP':
    case 'VCRSP':
      return isComparableResponse(register.name, field, word(offset), word(offset - 0x10) & 0xff);
    default:
      return true;
  }
}

/** Of an interrupt fault type, address type and PASID mean nothing, and the fault info only where it holds the index (FLT-44, IR-73). */
function isDefinedOfInterrupt(field: string, reason: number): boolean {
  const condition = TABLE_15.find(({ code }) => code === reason);
  if (condition === undefined) return true;
  return !['T1', 'T2', 'AT', 'PP', 'PV', 'PRIV', 'EXE'].includes(field) && (condition.recordsIndex || field !== 'FI');
}

const IRES = 0x02000000;
const IRTA = 0xb8;
const EIME = 0x800;
const PP = 0x80000000;
const T1 = 0x40000000;
const T2 = 0x10000000;
const TRANSLATION = 0x10000000;

/**
 * §11.4.7.6: PV and PRIV are valid with PP=1, EXE for reads only; of a page request the address type means nothing, of a
 * translation request the type bits are not defined (FLT-45, FLT-46). `upper` and `top` are words 2 and 3 of the record.
 */
function isDefinedOfRequest(field: string, upper: number, top: number): boolean {
  const isPageRequest = (top & T1) === 0 && (upper & T2) !== 0;
  switch (field) {
    case 'PV':
    case 'PRIV':
      return (upper & PP) !== 0;
    case 'EXE':
      return (upper & PP) !== 0 && (top & T1) !== 0 && (upper & T2) === 0;
    case 'AT':
      return !isPageRequest;
    case 'T1':
    case 'T2':
      return (top & 0x30000000) !== TRANSLATION;
    default:
      return true;
  }
}
