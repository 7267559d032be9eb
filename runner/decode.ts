/** Values as named fields, for failures and for `vtd decode`. */
import { REGISTERS, bitsOf, extract } from '../reference/index.js';
import type { Field, RegisterDefinition } from '../reference/index.js';
import type { ArchitectedValue } from './architected-state.js';
import { hex } from './hex.js';

/** An access within a register: bit 0 of the access is bit `lowBit` of the register. */
export interface AccessPlace {
  readonly register: RegisterDefinition;
  readonly lowBit: number;
}

/** The fields in which two values differ under a mask, decoded. */
export function decodeDifference(
  expected: bigint,
  found: bigint,
  mask: bigint,
  where: AccessPlace | undefined,
): { name: string; expected: string; found: string }[] {
  if (where === undefined) return [];
  const low = BigInt(where.lowBit);
  const differing = ((expected ^ found) & mask) << low;
  return where.register.fields
    .filter((field) => (differing & bitsOf(field)) !== 0n)
    .map((field) => ({
      name: field.name,
      expected: show(field, expected << low, mask << low),
      found: show(field, found << low, mask << low),
    }));
}

/** A field's content; bits that do not count read 0. */
function show(field: Field, value: bigint, mask: bigint): string {
  return hex(extract(value & mask, field));
}

/** The register that an element of the architected state belongs to. */
export function placeOf(state: ArchitectedValue): AccessPlace | undefined {
  const register = REGISTERS.find((candidate) => candidate.name === /^[A-Z0-9_]+/.exec(state.name)?.[0]);
  return register === undefined ? undefined : { register, lowBit: state.name.endsWith('.high') ? 64 : 0 };
}
