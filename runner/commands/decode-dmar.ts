/** `vtd decode dmar`: a DMAR table as firmware left it, with what its fields mean and remarks on what the text rules out. */
import { readFileSync } from 'node:fs';
import { DmarError, STRUCTURE_FORMATS, parseDmar, reviewDmar } from '../../reference/index.js';
import type { DeviceScopeEntry, Extent, ParsedDmar, RemappingStructure, Remark } from '../../reference/index.js';
import { InputError, printable } from '../errors.js';
import { formatSource, hex, hexBytes } from '../hex.js';
import { printJson, printRows } from './output.js';

/** What each flag says when it is set (§8.1 to §8.9). */
const FLAG_MEANINGS: Readonly<Record<string, string>> = {
  INTR_REMAP: 'the platform supports interrupt remapping',
  X2APIC_OPT_OUT: 'firmware asks software not to enable x2APIC',
  DMA_CTRL_PLATFORM_OPT_IN_FLAG: "the platform's own DMA goes to reserved regions only",
  INCLUDE_PCI_ALL: 'serves every PCI device of the segment that no other unit lists',
  ALL_PORTS: 'all root ports of the segment support ATS',
  'SATC.ATC_REQUIRED': 'the devices work only with their translation caches enabled',
  REQ_WO_PASID_NESTED_NOTALLOWED: 'requests without PASID should not be translated nested',
  REQ_WO_PASID_PWSNP_NOTALLOWED: 'PWSNP must be 0 for requests without PASID',
  REQ_WO_PASID_PGSNP_NOTALLOWED: 'PGSNP must be 0 for requests without PASID, SNP in its second-stage leaves too',
  ATC_HARDENED: 'its translation cache was validated and should be enabled',
  ATC_REQUIRED: 'it works only with its translation cache enabled',
};

/** Prints a table. `-` is standard input. Throws an InputError for a file that cannot be read or is no table. */
export function decodeDmarCommand(file: string, options: { readonly json?: boolean }): void {
  const bytes = readTable(file);
  const parsed = parse(bytes, file);
  const remarks = reviewDmar(parsed);
  if (options.json === true) printJson(asJson(bytes, parsed, remarks));
  else print(bytes, parsed, remarks);
}

function readTable(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError({
      file,
      expected: 'a readable file with a DMAR table',
      found: code ?? String(error),
      ...(code === 'EACCES' ? { hint: `reading it may need root: sudo cat ${file} | vtd decode dmar -` } : {}),
    });
  }
}

function parse(bytes: Uint8Array, file: string): ParsedDmar {
  try {
    return parseDmar(bytes);
  } catch (error) {
    if (!(error instanceof DmarError)) throw error;
    const { offset, expected, found } = error;
    throw new InputError({ file: `${file}, byte ${String(offset)}`, expected, found: printable(found) });
  }
}

function asJson(bytes: Uint8Array, { table, places }: ParsedDmar, remarks: readonly Remark[]): unknown {
  const structures = table.remappingStructures.map((structure, i) => {
    const { offset, length, deviceScope } = places[i] as ParsedDmar['places'][number];
    const values = Object.fromEntries(Object.entries(structure).map(([key, value]) => [key, plain(value)]));
    if (!('deviceScope' in structure)) return { offset, length, ...values };
    const scopes = structure.deviceScope.map((entry, j) => ({ ...(deviceScope[j] as Extent), ...entry }));
    return { offset, length, ...values, deviceScope: scopes };
  });
  return { length: new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true), ...table, remappingStructures: structures, remarks };
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return hex(value);
  return value instanceof Uint8Array ? hexBytes(value) : value;
}

function print(bytes: Uint8Array, { table, places }: ParsedDmar, remarks: readonly Remark[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  process.stdout.write('DMAR table (§8.1)\n');
  printFields([
    ['Length', String(view.getUint32(4, true)), 'bytes'],
    ['Revision', String(table.revision), ''],
    ['Checksum', hex(view.getUint8(9)), ''],
    ['OEMID', quoted(table.oemId), ''],
    ['OEM Table ID', quoted(table.oemTableId), `revision ${hex(table.oemRevision)}`],
    ['Creator ID', quoted(table.creatorId), `revision ${hex(table.creatorRevision)}`],
    ['Host Address Width', String(table.hostAddressWidth), 'bits of a host physical address'],
    ...flagRows(table.flags),
  ]);
  for (const [i, structure] of table.remappingStructures.entries())
    printStructure(structure, places[i] as ParsedDmar['places'][number], table.remappingStructures);
  if (remarks.length === 0) {
    process.stdout.write('\nNothing in the table goes against the specification.\n');
    return;
  }
  process.stdout.write('\nRemarks\n');
  printRows(
    remarks.map(({ kind, offset, requirement, section, text }) => [
      `  byte ${String(offset)}`,
      kind,
      `${printable(text)} (§${section}, ${requirement})`,
    ]),
  );
}

function printStructure(
  structure: RemappingStructure,
  { offset, length, deviceScope }: ParsedDmar['places'][number],
  all: readonly RemappingStructure[],
): void {
  const format = STRUCTURE_FORMATS.find(({ name }) => name === structure.structure);
  const title = format === undefined ? 'a structure of a reserved type, skipped (§8.2)' : `${format.title} (§${format.section})`;
  const name = structure.structure === 'unknown' ? `type ${String(structure.type)}` : structure.structure;
  process.stdout.write(`\nbyte ${String(offset)}: ${name}, ${title}, ${String(length)} bytes\n`);
  printFields(fieldsOf(structure));
  if (!('deviceScope' in structure)) return;
  printRows(
    structure.deviceScope.map((entry, i) => [
      `    byte ${String(deviceScope[i]?.offset)}`,
      typeof entry.type === 'number' ? `reserved type ${String(entry.type)}` : entry.type,
      placeText(entry),
      [scopeMeaning(entry, all), ...entry.flags.map((flag) => `${flag}: ${FLAG_MEANINGS[flag] ?? ''}`)]
        .filter((text) => text !== '')
        .join('; '),
    ]),
  );
}

type Row = [name: string, value: string, meaning: string];

function printFields(rows: readonly Row[]): void {
  printRows(rows.map(([name, value, meaning]) => [`  ${name}`, value, meaning]));
}

function fieldsOf(structure: RemappingStructure): Row[] {
  const segment: Row[] = 'segmentNumber' in structure ? [['Segment Number', String(structure.segmentNumber), 'PCI segment']] : [];
  switch (structure.structure) {
    case 'DRHD':
      return [
        ...flagRows(structure.flags),
        ['Size', String(structure.size), `${String(4 * 2 ** structure.size)} KiB of registers`],
        ...segment,
        ['Register Base Address', hex(structure.registerBaseAddress), ''],
      ];
    case 'RMRR':
      return [
        ...segment,
        ['Reserved Memory Region Base Address', hex(structure.reservedMemoryRegionBaseAddress), ''],
        ['Reserved Memory Region Limit Address', hex(structure.reservedMemoryRegionLimitAddress), 'its last byte'],
      ];
    case 'ATSR':
      return [...flagRows(structure.flags), ...segment];
    case 'RHSA':
      return [
        ['Register Base Address', hex(structure.registerBaseAddress), 'the unit'],
        ['Proximity Domain', String(structure.proximityDomain), ''],
      ];
    case 'ANDD':
      return [
        ['ACPI Device Number', String(structure.acpiDeviceNumber), ''],
        ['ACPI Object Name', printable(structure.acpiObjectName), ''],
      ];
    case 'SATC':
      return [...flagRows(structure.flags, 'SATC.'), ...segment];
    case 'SIDP':
      return segment;
    case 'unknown':
      return [['Content', hexBytes(structure.content), '']];
  }
}

function flagRows(flags: readonly string[], prefix = ''): Row[] {
  if (flags.length === 0) return [['Flags', 'none', '']];
  return flags.map((flag, i): Row => [i === 0 ? 'Flags' : '', flag, FLAG_MEANINGS[prefix + flag] ?? FLAG_MEANINGS[flag] ?? '']);
}

/** The function, where the entry alone tells it; else the way to it through bridges. */
function placeText({ startBusNumber, path }: DeviceScopeEntry): string {
  return path
    .map(({ device, function: number }, i) => {
      const place = formatSource((startBusNumber << 8) | ((device & 0x1f) << 3) | (number & 7));
      return i === 0 ? place : place.slice(3);
    })
    .join(' > ');
}

function scopeMeaning({ type, enumerationId, path }: DeviceScopeEntry, all: readonly RemappingStructure[]): string {
  switch (type) {
    case 'PCI Endpoint Device':
      return path.length === 1 ? 'this function' : 'the last function of this path through bridges';
    case 'PCI Sub-hierarchy':
      return 'this bridge and everything below it';
    case 'IOAPIC':
      return `I/O APIC with ID ${String(enumerationId)} of the MADT`;
    case 'MSI_CAPABLE_HPET':
      return `HPET number ${String(enumerationId)}`;
    case 'ACPI_NAMESPACE_DEVICE': {
      const named = all.find((each) => each.structure === 'ANDD' && each.acpiDeviceNumber === enumerationId);
      const name = named?.structure === 'ANDD' ? printable(named.acpiObjectName) : 'which no ANDD declares';
      return `ACPI device number ${String(enumerationId)}, ${name}`;
    }
    default:
      return '';
  }
}

function quoted(text: string): string {
  return `"${printable(text)}"`;
}
