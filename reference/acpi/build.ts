/** Makes the bytes of a DMAR table (§8.1 to §8.9): lengths, checksum and reserved bits are its own affair. */
import type { Andd, Atsr, DeviceScopeEntry, DmarTable, Drhd, Rhsa, Rmrr, Satc, Sidp, UnknownStructure } from './dmar.js';
import { ATSR_FLAGS, DMAR_FLAGS, DRHD_FLAGS, HEADER_BYTES, SATC_FLAGS, SCOPE_BYTES, SCOPE_FLAGS, SCOPE_TYPES, formatOf } from './format.js';

type Draft<T, Needed extends keyof T> = Pick<T, Needed> & Partial<Omit<T, Needed>>;

/** A device scope entry of which flags, enumeration ID and start bus may be left out: none, 0 and 0. */
export type DeviceScopeDraft = Draft<DeviceScopeEntry, 'type' | 'path'>;

type WithScope<T extends { readonly deviceScope: unknown }> = Omit<T, 'deviceScope'> & {
  readonly deviceScope?: readonly DeviceScopeDraft[];
};
type DrhdDraft = Draft<WithScope<Drhd>, 'structure' | 'registerBaseAddress'>;
type AtsrDraft = Draft<WithScope<Atsr>, 'structure'>;
type SatcDraft = Draft<WithScope<Satc>, 'structure'>;
type SidpDraft = Draft<WithScope<Sidp>, 'structure'>;
type RmrrDraft = Draft<WithScope<Rmrr>, 'structure' | 'reservedMemoryRegionBaseAddress' | 'reservedMemoryRegionLimitAddress'>;
type RhsaDraft = Draft<Rhsa, 'structure' | 'registerBaseAddress'>;

/** A structure of which flags, sizes, segments, scopes and domains may be left out: none, or 0. */
export type StructureDraft = DrhdDraft | RmrrDraft | AtsrDraft | RhsaDraft | Andd | SatcDraft | SidpDraft | UnknownStructure;

/** A table of which revision (1), identifiers (empty), their revisions (0) and flags (none) may be left out. */
export type DmarDraft = Draft<Omit<DmarTable, 'remappingStructures'>, 'hostAddressWidth'> & {
  readonly remappingStructures: readonly StructureDraft[];
};

/**
 * The bytes of a table, structures in the order given (ACPI-01, ACPI-04). Nothing stops a table that the text rules out, such
 * as one whose include-all unit is not the last: they are wanted too, and `reviewDmar` tells. Throws a RangeError for a value
 * that its field cannot hold.
 */
export function buildDmar(draft: DmarDraft): Uint8Array {
  const structures = draft.remappingStructures.flatMap((structure) => [...encodeStructure(structure)]);
  const table = Uint8Array.from([
    ...text('Signature', 'DMAR', 4),
    ...number('Length', HEADER_BYTES + structures.length, 4),
    ...number('Revision', draft.revision ?? 1, 1),
    0,
    ...text('OEMID', draft.oemId ?? '', 6),
    ...text('OEM Table ID', draft.oemTableId ?? '', 8),
    ...number('OEM Revision', draft.oemRevision ?? 0, 4),
    ...text('Creator ID', draft.creatorId ?? '', 4),
    ...number('Creator Revision', draft.creatorRevision ?? 0, 4),
    ...number('Host Address Width', draft.hostAddressWidth - 1, 1),
    flagByte(draft.flags, DMAR_FLAGS),
    ...new Uint8Array(10),
    ...structures,
  ]);
  // §8.1: the bytes of the whole table add up to 0.
  table[9] = -table.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return table;
}

function encodeStructure(draft: StructureDraft): number[] {
  if (draft.structure === 'unknown') return framed(draft.type, [...draft.content]);
  const { type } = formatOf(draft.structure);
  const segment = 'segmentNumber' in draft ? number('Segment Number', draft.segmentNumber ?? 0, 2) : [0, 0];
  const scopes = 'deviceScope' in draft ? (draft.deviceScope ?? []).flatMap(encodeScope) : [];
  switch (draft.structure) {
    case 'DRHD': {
      const size = draft.size ?? 0;
      if (size > 0xf) throw new RangeError(`Size has 4 bits, found ${String(size)}`);
      const base = number('Register Base Address', draft.registerBaseAddress, 8);
      return framed(type, [flagByte(draft.flags, DRHD_FLAGS), ...number('Size', size, 1), ...segment, ...base, ...scopes]);
    }
    case 'RMRR': {
      const base = number('Reserved Memory Region Base Address', draft.reservedMemoryRegionBaseAddress, 8);
      const limit = number('Reserved Memory Region Limit Address', draft.reservedMemoryRegionLimitAddress, 8);
      return framed(type, [0, 0, ...segment, ...base, ...limit, ...scopes]);
    }
    case 'ATSR':
      return framed(type, [flagByte(draft.flags, ATSR_FLAGS), 0, ...segment, ...scopes]);
    case 'RHSA': {
      const base = number('Register Base Address', draft.registerBaseAddress, 8);
      return framed(type, [0, 0, 0, 0, ...base, ...number('Proximity Domain', draft.proximityDomain ?? 0, 4)]);
    }
    case 'ANDD': {
      if (draft.acpiObjectName.includes('\0')) throw new RangeError('ACPI Object Name ends at its first NUL and cannot hold one');
      const name = text('ACPI Object Name', draft.acpiObjectName, draft.acpiObjectName.length + 1);
      return framed(type, [0, 0, 0, ...number('ACPI Device Number', draft.acpiDeviceNumber, 1), ...name]);
    }
    case 'SATC':
      return framed(type, [flagByte(draft.flags, SATC_FLAGS), 0, ...segment, ...scopes]);
    case 'SIDP':
      return framed(type, [0, 0, ...segment, ...scopes]);
  }
}

/** Type, Length, and what follows them (§8.2). */
function framed(type: number, content: readonly number[]): number[] {
  return [...number('Type', type, 2), ...number('Length', content.length + 4, 2), ...content];
}

/** §8.3.1, ACPI-05 */
function encodeScope({ type, flags, enumerationId = 0, startBusNumber = 0, path }: DeviceScopeDraft): number[] {
  if (path.length === 0) throw new RangeError('the Path of a device scope entry has at least one element');
  const code = typeof type === 'number' ? type : SCOPE_TYPES.indexOf(type) + 1;
  return [
    ...number('Type', code, 1),
    ...number('Length', SCOPE_BYTES + 2 * path.length, 1),
    flagByte(flags, SCOPE_FLAGS),
    0,
    ...number('Enumeration ID', enumerationId, 1),
    ...number('Start Bus Number', startBusNumber, 1),
    ...path.flatMap((element) => [...number('Device', element.device, 1), ...number('Function', element.function, 1)]),
  ];
}

function flagByte<Name extends string>(flags: readonly Name[] | undefined, names: readonly Name[]): number {
  return (flags ?? []).reduce((byte, flag) => byte | (1 << names.indexOf(flag)), 0);
}

function number(field: string, value: number | bigint, bytes: number): number[] {
  if (typeof value === 'number' && !Number.isInteger(value)) throw new RangeError(`${field} is a whole number, found ${String(value)}`);
  const whole = BigInt(value);
  if (whole < 0n || whole >> BigInt(8 * bytes) !== 0n)
    throw new RangeError(`${field} has ${String(8 * bytes)} bits, found ${String(value)}`);
  return Array.from({ length: bytes }, (_, i) => Number((whole >> BigInt(8 * i)) & 0xffn));
}

/** One byte a character, filled up with NULs. */
function text(field: string, value: string, bytes: number): number[] {
  const codes = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
  if (codes.length > bytes || codes.some((code) => code > 0xff))
    throw new RangeError(`${field} has ${String(bytes)} characters of one byte each, found ${JSON.stringify(value)}`);
  return [...codes, ...new Array<number>(bytes - codes.length).fill(0)];
}
