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

/** Table 30 (§7.1.3), cell by cell: condition, fault reason, qualified, then the eight request kinds in its order. */
const TABLE_30 = `
LRT.1   08 no  UR NA CA NA UR NA NA NA
LRT.2   01 no  UR NA UR NA UR NA NA NA
LRT.3   0a no  UR NA CA NA UR NA NA NA
LCT.1   09 no  UR NA CA NA UR NA NA NA
LCT.2   02 yes UR NA UR NA UR NA NA NA
LCT.3   0b yes UR NA CA NA UR NA NA NA
LCT.4.1 03 yes UR NA CA NA UR NA NA NA
LCT.4.2 03 yes UR NA CA NA UR NA NA NA
LCT.4.3 03 yes UR NA CA NA NA NA NA NA
LSS.1   07 yes UR NA CA NA NA NA NA NA
LSS.2   0c yes UR NA CA NA NA NA NA NA
LGN.1.1 04 yes UR NA SUCCESS_ZERO NA NA NA NA NA
LGN.1.3 04 yes UR NA NA NA NA NA NA NA
LGN.2   05 yes UR NA SUCCESS_EFFECTIVE NA NA NA NA NA
LGN.3   06 yes UR NA SUCCESS_EFFECTIVE NA NA NA NA NA
LGN.4   0e yes UR NA CA NA UR NA NA NA
RTA.1.1 30 no  UR UR CA CA UR UR IR DROP
RTA.1.2 30 no  UR UR CA CA UR UR IR DROP
RTA.1.3 30 no  UR UR CA CA UR UR IR DROP
RTA.1.4 30 no  UR NA CA NA UR NA NA NA
RTA.4   33 no  UR UR UR UR UR UR IR DROP
29h     29 no  UR NA NA NA NA NA NA NA
`;

test('the fault conditions are the rows of the tables', () => {
  const rows = CONDITIONS.map(({ condition, code, qualified, responses }) =>
    [condition, code.toString(16).padStart(2, '0'), qualified ? 'yes' : 'no', ...(Object.values(responses) as string[])].join(' '),
  );
  const expected = TABLE_30.trim()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  expect(rows).toEqual(expected);
});
