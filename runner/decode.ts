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
  const fields = where.register.fields.filter((field) => (differing & bitsOf(field)) !== 0n);
  return [
    ...fields.map((field) => ({
      name: field.name,
      expected: show(field, expected << low, mask << low),
      found: show(field, found << low, mask << low),
    })),
    ...(isUnexpectedRecord(where, fields, found) ? wholeRecord(where, fields, found << low) : []),
  ];
}

/** Whether a fault was recorded where none should be: F is 1 and should not (§11.4.7.6). */
function isUnexpectedRecord({ register, lowBit }: AccessPlace, differing: readonly Field[], found: bigint): boolean {
  const recorded = differing.find(({ name }) => name === 'F');
  return register.name === 'FRCD' && recorded !== undefined && extract(found << BigInt(lowBit), recorded) === 1n;
}

/** What the record says besides: none of it can be expected, and it tells why the request was refused. */
function wholeRecord({ register }: AccessPlace, shown: readonly Field[], record: bigint): ReturnType<typeof decodeDifference> {
  return register.fields
    .filter((field) => ['FR', 'SID'].includes(field.name) && !shown.includes(field))
    .map((field) => ({ name: field.name, expected: 'no record', found: hex(extract(record, field)) }));
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
