/** What two conforming units must agree on in the registers of performance counters and of the command interfaces. */
import { bitsOf, countsSettledEvents, placedRegisters } from '../reference/index.js';
import type { Capabilities, Iommu, PlacedRegister } from '../reference/index.js';

type Field = PlacedRegister['register']['fields'][number];

const COUNTERS_PER_WORD = 64;

/** Of the bits of a register that count in general, those that count in its present state. */
export function comparableCounterBits({ register, index }: PlacedRegister, iommu: Iommu, mask: bigint): bigint {
  switch (register.name) {
    case 'PERFCNTR':
      return isFree(iommu, index) ? 0n : mask;
    case 'PERFOVFSTS':
      return mask & ~freeBits(iommu, index);
    case 'PERFCNTR_ATFLTR':
      return mask & ~missingAddressTypes(iommu.capabilities);
    default:
      return mask;
  }
}

/** Whether a field of a response register counts: results that are reserved, or the implementation's choice, do not. */
export function isComparableResponse(register: string, field: Field, response: number, command: number): boolean {
  if (field.name !== 'RSLT') return true;
  // §11.4.14.3: the results of all enhanced commands are reserved; §11.4.16.3: which PASID is handed out is open (REG-110).
  return register === 'VCRSP' && !(command === ALLOCATE_PASID && (response & 0xfe) !== UNDEFINED_COMMAND);
}

const ALLOCATE_PASID = 1;
/** SC = 1, in place. */
const UNDEFINED_COMMAND = 0x02;

/** Whether a counter is set up for an event whose occurrence is up to the implementation (§10.7, REG-113). */
function isFree(iommu: Iommu, counter: number): boolean {
  const configuration = placedRegisters(iommu.capabilities).find(({ name }) => name === `PERFCNTRCFG[${String(counter)}]`);
  if (configuration === undefined) return false;
  const value = iommu.readRegister(configuration.offset, 8);
  return !countsSettledEvents(Number((value >> 8n) & 0xfn), Number((value >> 32n) & 0xfffffffn));
}

/** The bits of such counters in a word of overflow status. */
function freeBits(iommu: Iommu, word: number): bigint {
  const counters = iommu.capabilities.get('PERFCAP', 'NCNTR');
  let bits = 0n;
  for (let bit = 0; bit < COUNTERS_PER_WORD && COUNTERS_PER_WORD * word + bit < counters; bit++) {
    if (isFree(iommu, COUNTERS_PER_WORD * word + bit)) bits |= 1n << BigInt(bit);
  }
  return bits;
}

/** §11.4.13.19: bit 3 of the address types is reserved; those of requests that the unit does not take may be. */
function missingAddressTypes(capabilities: Capabilities): bigint {
  let bits = 1n << 3n;
  if (!capabilities.has('ECAP', 'DT')) bits |= bitsOf({ high: 2, low: 1 });
  if (!capabilities.has('ECAP', 'HPTS')) bits |= 1n << 4n;
  return bits;
}
