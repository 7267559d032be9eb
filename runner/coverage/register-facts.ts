/** What a vector does with register fields: which it reads with an expectation, and which it writes as 0 and as something else. */
import { REGISTERS, registerElements } from '../../reference/index.js';
import type { Access, Capabilities, RegisterDefinition, RegisterField } from '../../reference/index.js';
import type { Operation } from '../adapters/adapter.js';
import type { LoweredVector } from '../lower/lowered.js';

/** `read`: with bits that are compared. `zeros` and `ones`: written as 0, and with at least one 1. */
export const REGISTER_USES = ['read', 'zeros', 'ones'] as const;
export type RegisterUse = (typeof REGISTER_USES)[number];

export function registerKey(register: string, field: string, use: RegisterUse): string {
  return `${register}.${field} ${use}`;
}

/** What shows that a field behaves as its access type says (§11.3). */
export const USES_OF_ACCESS: Readonly<Record<Access, readonly RegisterUse[]>> = {
  RO: ['read', 'ones'],
  ROS: ['read', 'ones'],
  RW: ['read', 'zeros', 'ones'],
  RWL: ['read', 'zeros', 'ones'],
  RWLV: ['read', 'zeros', 'ones'],
  RW1C: ['read', 'zeros', 'ones'],
  RW1CS: ['read', 'zeros', 'ones'],
  WO: ['zeros', 'ones'],
  RsvdP: ['read', 'ones'],
  RsvdZ: ['read', 'ones'],
};

interface Element {
  readonly register: RegisterDefinition;
  readonly offset: number;
}

const elementsByClaims = new WeakMap<Capabilities, readonly Element[]>();

/** Every register and element of an array that an implementation with these claims has. */
function elementsOf(claims: Capabilities): readonly Element[] {
  let elements = elementsByClaims.get(claims);
  if (elements === undefined) {
    elements = REGISTERS.filter(({ exists }) => exists?.(claims) ?? true).flatMap((register) =>
      registerElements(register, claims).map(({ offset }) => ({ register, offset })),
    );
    elementsByClaims.set(claims, elements);
  }
  return elements;
}

/** Keys of what the operations of a vector do, with one unit or with any of several. */
export function registerFacts({ operations, checks }: LoweredVector, claims: Capabilities): Set<string> {
  const facts = new Set<string>();
  const compared = new Map<number, bigint>();
  for (const { operation, must } of checks) {
    if (must.kind === 'value') compared.set(operation, (compared.get(operation) ?? 0n) | must.mask);
  }
  for (const [i, operation] of operations.entries()) {
    const mask = operation.op === 'poll' ? operation.mask : (compared.get(i) ?? 0n);
    for (const { register, field, bits } of touched(operation, claims)) {
      if (operation.op === 'write') facts.add(registerKey(register.name, field.name, (operation.value & bits) === 0n ? 'zeros' : 'ones'));
      else if ((mask & bits) !== 0n) facts.add(registerKey(register.name, field.name, 'read'));
    }
  }
  return facts;
}

/** The fields that an access touches, each with its bits within the accessed value. */
function* touched(
  operation: Operation,
  claims: Capabilities,
): Generator<{ readonly register: RegisterDefinition; readonly field: RegisterField; readonly bits: bigint }> {
  if (operation.op !== 'read' && operation.op !== 'poll' && operation.op !== 'write') return;
  const { offset, size } = operation;
  for (const { register, offset: start } of elementsOf(claims)) {
    if (offset + size <= start || offset >= start + register.bytes) continue;
    const shift = 8 * (offset - start);
    for (const field of register.fields) {
      const low = Math.max(0, field.low - shift);
      const high = Math.min(8 * size - 1, field.high - shift);
      if (low > high) continue;
      yield { register, field, bits: ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low) };
    }
  }
}
