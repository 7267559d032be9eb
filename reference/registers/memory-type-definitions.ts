/** Memory type range registers as data (§11.4.12); they exist with ECAP.MTS. */
import { field, reserved } from './definition.js';
import type { RegisterDefinition, RegisterField, Supported } from './definition.js';
import { VARIABLE_RANGES } from './memory-type-ranges.js';

const exists: Supported = (c) => c.memoryTypes;
const FIXED = [
  '64K_00000',
  '16K_80000',
  '16K_A0000',
  '4K_C0000',
  '4K_C8000',
  '4K_D0000',
  '4K_D8000',
  '4K_E0000',
  '4K_E8000',
  '4K_F0000',
  '4K_F8000',
];

function range(name: string, title: string, section: string, offset: number, fields: RegisterDefinition['fields']): RegisterDefinition {
  return { name, title, section, requirement: 'REG-08', bytes: 8, offset, exists, fields };
}

/** Base and mask have the address bits of the host, those from HAW on are reserved. */
const addressBits: NonNullable<RegisterField['width']> = (c) => c.haw - 12;

export const MEMORY_TYPE_RANGES: readonly RegisterDefinition[] = [
  {
    // Where an implementation does not state it, the model has everything that the architecture has room for.
    ...range('MTRRCAP', 'MTRR Capability Register', '11.4.12.1', 0x100, [
      field('RO', 'VCNT', 7, 0, 'Number of variable ranges', VARIABLE_RANGES),
      field('RO', 'FIX', 8, 8, 'Fixed ranges supported', 1),
      reserved('RsvdZ', 9, 9),
      field('RO', 'WC', 10, 10, 'Write combining supported', 1),
      reserved('RsvdZ', 63, 11),
    ]),
    claim: true,
  },
  range('MTRRDEF', 'MTRR Default Type Register', '11.4.12.2', 0x108, [
    field('RW', 'TYPE', 7, 0, 'Type of addresses that no range covers', 0),
    reserved('RsvdZ', 9, 8),
    field('RW', 'FE', 10, 10, 'Fixed ranges Enable', 0),
    field('RW', 'E', 11, 11, 'MTRR Enable', 0),
    reserved('RsvdZ', 63, 12),
  ]),
  ...FIXED.map((name, i) =>
    range(
      `MTRR_FIX${name}`,
      `Fixed-range MTRR ${name}`,
      '11.4.12.3',
      0x120 + 8 * i,
      Array.from({ length: 8 }, (_, n) => field('RW', `R${String(n)}`, 8 * n + 7, 8 * n, `Type of range ${String(n)}`, 0)),
    ),
  ),
  ...Array.from({ length: VARIABLE_RANGES }, (_, n) => [
    range(`MTRR_PHYSBASE${String(n)}`, `Variable-range MTRR Base ${String(n)}`, '11.4.12.4', 0x180 + 16 * n, [
      field('RW', 'TYPE', 7, 0, 'Memory type', 0),
      reserved('RsvdZ', 11, 8),
      { ...field('RW', 'PHYSBASE', 63, 12, 'Base, bits HAW-1:12', 0), width: addressBits },
    ]),
    range(`MTRR_PHYSMASK${String(n)}`, `Variable-range MTRR Mask ${String(n)}`, '11.4.12.4', 0x188 + 16 * n, [
      reserved('RsvdZ', 10, 0),
      field('RW', 'V', 11, 11, 'Valid', 0),
      { ...field('RW', 'PHYSMASK', 63, 12, 'Mask, bits HAW-1:12', 0), width: addressBits },
    ]),
  ]).flat(),
];
