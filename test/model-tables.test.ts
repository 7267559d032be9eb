/** The model's tables are complete: bits covered once, sections and requirements stated. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHOICE_POINTS,
  CONDITIONS,
  Capabilities,
  REGISTERS,
  STRUCTURES,
  bitsOf,
  extract,
  insert,
  registerOffset,
} from '../reference/index.js';
import type { Field } from '../reference/index.js';
import { loadProfiles } from '../runner/profiles.js';
import { loadRequirements } from '../runner/requirements.js';

const requirements = loadRequirements();
const tables: readonly { name: string; section: string; requirement: string; bits: number; fields: readonly Field[] }[] = [
  ...STRUCTURES,
  ...REGISTERS.map((register) => ({ ...register, bits: 8 * register.bytes })),
];

describe.each(tables)('$name', ({ section, requirement, bits, fields }) => {
  test('cites a section and a known requirement', () => {
    expect(section).toMatch(/^\d+(\.\d+)+$/);
    expect(requirements.has(requirement)).toBe(true);
  });

  test('has each of its bits in exactly one field', () => {
    const covered = fields.reduce((mask, field) => {
      expect(mask & bitsOf({ high: Math.min(field.high, bits - 1), low: field.low })).toBe(0n);
      return mask | (((1n << BigInt(field.high - field.low + 1)) - 1n) << BigInt(field.low));
    }, 0n);
    expect(covered).toBe((1n << BigInt(bits)) - 1n);
  });

  test('gives back what was put into a field and changes no other', () => {
    for (const field of fields) {
      const width = field.high - field.low + 1;
      fc.assert(
        fc.property(
          fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }),
          fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n }),
          (value, content) => {
            const changed = insert(value, field, content);
            const outside = ~(((1n << BigInt(width)) - 1n) << BigInt(field.low));
            return extract(changed, field) === content && (changed & outside) === (value & outside);
          },
        ),
        { numRuns: 20 },
      );
    }
  });
});

test('no two registers of a profile share an offset', () => {
  for (const { capabilities } of loadProfiles()) {
    const claims = new Capabilities(capabilities);
    const bytes = new Set<number>();
    for (const register of REGISTERS) {
      for (let index = 0; index < (register.count?.(claims) ?? 1); index++) {
        for (let at = 0; at < register.bytes; at++) {
          const offset = registerOffset(register, claims, index) + at;
          expect(bytes.has(offset)).toBe(false);
          bytes.add(offset);
        }
      }
    }
  }
});

test('every fault condition has its row in the catalogue of requirements', () => {
  for (const { condition, code } of CONDITIONS) {
    const id = `FLT-C${code.toString(16).toUpperCase().padStart(2, '0')}`;
    expect(requirements.has(id) || requirements.has(`${id}:${condition}`), `${id}:${condition}`).toBe(true);
  }
});

test('every choice point cites a known requirement and has at least two options', () => {
  for (const { requirement, options } of Object.values(CHOICE_POINTS)) {
    expect(requirements.has(requirement)).toBe(true);
    expect(Object.keys(options).length).toBeGreaterThan(1);
  }
});
