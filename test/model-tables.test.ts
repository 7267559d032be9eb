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
  placedRegisters,
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
    for (const { register, offset, name } of placedRegisters(claims)) {
      for (let at = offset; at < offset + register.bytes; at++) {
        expect(bytes.has(at), name).toBe(false);
        bytes.add(at);
      }
    }
  }
});

test('every fault condition has its row in the catalogue of requirements', () => {
  for (const { condition, code } of CONDITIONS) {
    if (code === null) continue;
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

/** Table 30 (§7.1.3), cell by cell: condition, fault reason, qualified, then the eight request kinds in its order; abbreviated as below. */
const TABLE_30 = `
LRT.1 08 no UR NA CA NA UR NA NA NA
LRT.2 01 no UR NA UR NA UR NA NA NA
LRT.3 0a no UR NA CA NA UR NA NA NA
LCT.1 09 no UR NA CA NA UR NA NA NA
LCT.2 02 yes UR NA UR NA UR NA NA NA
LCT.3 0b yes UR NA CA NA UR NA NA NA
LCT.4.1 03 yes UR NA CA NA UR NA NA NA
LCT.4.2 03 yes UR NA CA NA UR NA NA NA
LCT.4.3 03 yes UR NA CA NA NA NA NA NA
LCT.5 0d yes NA NA UR NA UR NA NA NA
LSS.1 07 yes UR NA CA NA NA NA NA NA
LSS.2 0c yes UR NA CA NA NA NA NA NA
LGN.1.1 04 yes UR NA Z NA NA NA NA NA
LGN.1.2 04 yes NA NA NA NA UR NA NA NA
LGN.1.3 04 yes UR NA NA NA NA NA NA NA
LGN.2 05 yes UR NA EF NA NA NA NA NA
LGN.3 06 yes UR NA EF NA NA NA NA NA
LGN.4 0e yes UR NA CA NA UR NA NA NA
RTA.1.1 30 no UR UR CA CA UR UR IR DROP
RTA.1.2 30 no UR UR CA CA UR UR IR DROP
RTA.1.3 30 no UR UR CA CA UR UR IR DROP
RTA.1.4 30 no UR NA CA NA UR NA NA NA
RTA.2 31 no NA UR NA UR NA UR NA NA
RTA.3 32 no NA NA NA NA NA NA IR DROP
RTA.4 33 no UR UR UR UR UR UR IR DROP
RTA.5 34 no NA UR NA UR NA UR NA NA
SRT.1 38 no UR UR CA CA UR UR IR DROP
SRT.2 39 no UR UR UR UR UR UR IR DROP
SRT.3 3a no UR UR CA CA UR UR IR DROP
SCT.1 40 no UR UR CA CA UR UR IR DROP
SCT.2 41 yes UR UR UR UR UR UR IR DROP
SCT.3 42 yes UR UR CA CA UR UR IR DROP
SCT.4.1 43 yes UR UR CA CA UR UR IR DROP
SCT.4.2 43 yes UR UR CA CA UR UR IR DROP
SCT.4.3 43 yes UR NA CA NA UR UR IR DROP
SCT.5 44 yes NA NA UR UR UR UR NA NA
SCT.6 45 yes NA UR NA UR NA NA IR DROP
SCT.7 46 yes NA UR NA UR NA UR IR DROP
SCT.8 47 yes NA NA NA NA NA NA IR DROP
SCT.9 48 yes NA UR NA UR NA UR IR DROP
SCT.10 49 yes NA NA NA NA NA UR NA NA
SPD.1 50 no UR UR CA CA CA CA IR DROP
SPD.2 51 yes UR UR Z Z UR UR IR DROP
SPD.3 52 yes UR UR CA CA CA CA IR DROP
SPT.1 58 no UR UR CA CA CA CA IR DROP
SPT.2 59 yes UR UR Z Z UR UR IR DROP
SPT.3 5a yes UR UR CA CA CA CA IR DROP
SPT.4.1 5b yes UR UR CA CA CA CA IR DROP
SPT.4.2 5b yes UR UR CA CA CA CA IR DROP
SPT.4.3 5b yes UR UR CA CA CA CA IR DROP
SPT.4.4 5b yes UR UR CA CA CA CA IR DROP
SPT.5 5c yes NA UR NA Z NA NA NA NA
SPT.6 5d yes UR UR Z Z NA NA NA NA
SPT.9 60 yes NA NA NA NA UR UR NA NA
SFS.1 70 yes UR UR Z Z NA NA NA NA
SFS.2 71 yes UR UR Z Z NA NA NA NA
SFS.3 72 yes UR UR Z Z NA NA NA NA
SFS.4 73 yes UR UR Z Z NA NA NA NA
SFS.5 74 yes UR UR Z Z NA NA NA NA
SFS.6 75 yes UR UR Z Z NA NA NA NA
SFS.7 76 yes UR UR Z Z NA NA NA NA
SFS.8 77 yes UR UR Z Z NA NA NA NA
SFS.9 90 yes UR UR Z Z NA NA NA NA
SFS.10 91 yes UR UR ZF ZF NA NA NA NA
SSS.1 78 yes UR UR CA CA NA NA NA NA
SSS.2 79 yes UR UR Z Z NA NA NA NA
SSS.3 7a yes UR UR CA CA NA NA NA NA
SSS.4 7b yes UR UR CA CA NA NA NA NA
SSS.5 7c yes UR UR CA CA NA NA NA NA
SSS.6 7d yes UR UR CA CA NA NA NA NA
SGN.1 80 yes UR UR Z Z NA NA NA NA
SGN.2 81 yes UR UR Z Z NA NA NA NA
SGN.4.1 83 yes NA NA NA NA UR UR NA NA
SGN.4.2 83 yes UR UR Z Z NA NA NA NA
SGN.5 84 yes UR UR Z Z NA NA NA NA
SGN.6 85 yes UR UR EF EF NA NA NA NA
SGN.7 86 yes UR UR EF EF NA NA NA NA
SGN.8.1 87 yes UR UR NA NA NA NA NA NA
SGN.8.2 87 yes NA NA CA CA NA NA NA NA
SGN.8.3 87 yes NA NA NA NA UR UR NA NA
SGN.10 89 yes NA UR NA UR NA UR NA NA
S.1 - no NA NA WU NA NA NA NA NA
S.2 - no NA NA Z NA NA NA NA NA
HPT.1 a0 yes NA NA NA NA CA CA NA NA
HPT.2 a1 yes NA NA NA NA CA CA NA NA
HPT.3 a2 yes NA NA NA NA CA CA NA NA
HPT.4 a3 yes NA NA NA NA UR UR NA NA
HPT.5 a4 yes NA NA NA NA UR UR NA NA
HPT.6 a5 yes NA NA NA NA UR UR NA NA
29h 29 no UR NA NA NA NA NA NA NA
`;

const ABBREVIATED: Readonly<Record<string, string>> = {
  SUCCESS_ZERO: 'Z',
  SUCCESS_ZERO_AND_FAULT: 'ZF',
  SUCCESS_EFFECTIVE: 'EF',
  SUCCESS_WRITE_UNTRANSLATED_ONLY: 'WU',
};

test('the fault conditions are the rows of the tables', () => {
  const rows = CONDITIONS.map(({ condition, code, qualified, responses }) =>
    [
      condition,
      code === null ? '-' : code.toString(16).padStart(2, '0'),
      qualified ? 'yes' : 'no',
      ...(Object.values(responses) as string[]).map((response) => ABBREVIATED[response] ?? response),
    ].join(' '),
  );
  const expected = TABLE_30.trim()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  expect(rows).toEqual(expected);
});
