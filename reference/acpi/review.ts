/** What the text demands of a DMAR table beyond its form (§8.2 to §8.9, ACPI-34). */
import { unitsOf } from './dmar.js';
import type { Andd, Drhd, Rhsa, Rmrr } from './dmar.js';
import { formatOf } from './format.js';
import type { ParsedDmar } from './parse.js';
import { only } from './placed.js';
import type { Placed } from './placed.js';
import { Remarks } from './remarks.js';
import type { Remark } from './remarks.js';
import { reviewScopes } from './review-scopes.js';

const PAGE_BYTES = 4096n;

/**
 * Remarks on a whole table, by offset: those of the parser, and what can be told from the values alone. Whether the table
 * fits the machine (its I/O APICs, its memory map, the units' registers) cannot.
 */
export function reviewDmar(parsed: ParsedDmar): Remark[] {
  const { table, places } = parsed;
  const placed = table.remappingStructures.map((structure, i): Placed => ({ structure, place: places[i] as Placed['place'] }));
  const remarks = new Remarks();
  reviewHeader(parsed, remarks);
  reviewOrder(placed, remarks);
  reviewSegments(placed, remarks);
  reviewUnits(only(placed, 'DRHD'), remarks);
  reviewRegions(only(placed, 'RMRR'), table.hostAddressWidth, remarks);
  reviewRootPorts(placed, remarks);
  reviewAffinity(only(placed, 'RHSA'), unitsOf(table), remarks);
  reviewNames(only(placed, 'ANDD'), remarks);
  reviewIntegrated(placed, remarks);
  reviewScopes(placed, table.flags.includes('INTR_REMAP'), remarks);
  return [...parsed.remarks, ...remarks.list].sort((a, b) => a.offset - b.offset);
}

/** §8.1: a unit at least; the opt-out is valid with interrupt remapping only. */
function reviewHeader({ table }: ParsedDmar, remarks: Remarks): void {
  const { flags, hostAddressWidth } = table;
  if (unitsOf(table).length === 0) remarks.violation(4, 'ACPI-11', '8.1', 'there is no DRHD structure');
  if (flags.includes('X2APIC_OPT_OUT') && !flags.includes('INTR_REMAP'))
    remarks.note(37, 'ACPI-01', '8.1', 'X2APIC_OPT_OUT means nothing while INTR_REMAP is clear');
  if (hostAddressWidth > 64) remarks.violation(36, 'ACPI-02', '8.1', `a host address has ${String(hostAddressWidth)} bits`);
}

/** §8.2: types ascend. */
function reviewOrder(placed: readonly Placed[], remarks: Remarks): void {
  const typeOf = ({ structure }: Placed): number =>
    structure.structure === 'unknown' ? structure.type : formatOf(structure.structure).type;
  for (const [i, each] of placed.entries()) {
    const before = placed[i - 1];
    if (before === undefined || typeOf(before) <= typeOf(each)) continue;
    remarks.violation(each.place.offset, 'ACPI-04', '8.2', `${name(each)} stands after ${name(before)}; types must ascend`);
  }
}

/** §8.3: every segment has a unit. */
function reviewSegments(placed: readonly Placed[], remarks: Remarks): void {
  const served = new Set(only(placed, 'DRHD').map(({ structure }) => structure.segmentNumber));
  const told = new Set<number>();
  for (const each of placed) {
    if (!('segmentNumber' in each.structure)) continue;
    const { segmentNumber } = each.structure;
    if (served.has(segmentNumber) || told.has(segmentNumber)) continue;
    told.add(segmentNumber);
    remarks.violation(each.place.offset, 'ACPI-11', '8.3', `${name(each)} is for segment ${String(segmentNumber)}, which no DRHD serves`);
  }
}

/** §8.3: the include-all unit is the last of its segment, registers are aligned to their size and nobody else's. */
function reviewUnits(units: readonly Placed<Drhd>[], remarks: Remarks): void {
  for (const [i, unit] of units.entries()) {
    const { segmentNumber, registerBaseAddress: base, deviceScope } = unit.structure;
    const { offset } = unit.place;
    const before = units.slice(0, i).find(({ structure }) => structure.segmentNumber === segmentNumber && includesAll(structure));
    if (before !== undefined) {
      const what = `stands after the DRHD at byte ${String(before.place.offset)}, which has INCLUDE_PCI_ALL for segment ${String(segmentNumber)}`;
      remarks.violation(offset, 'ACPI-13', '8.3', `the DRHD ${what} and must be the last of it`);
    }
    if (base % registerBytes(unit.structure) !== 0n) {
      const bytes = registerBytes(unit.structure).toString(16);
      remarks.violation(offset + 8, 'ACPI-11', '8.3', `Register Base Address ${hex(base)} is not aligned to its 0x${bytes} bytes`);
    }
    const other = units
      .slice(0, i)
      .find(({ structure }) =>
        overlap(
          [base, base + registerBytes(unit.structure)],
          [structure.registerBaseAddress, structure.registerBaseAddress + registerBytes(structure)],
        ),
      );
    if (other !== undefined)
      remarks.violation(
        offset + 8,
        'ACPI-11',
        '8.3',
        `registers at ${hex(base)} belong to the DRHD at byte ${String(other.place.offset)} too`,
      );
    if (!includesAll(unit.structure) && deviceScope.length === 0)
      remarks.note(offset, 'ACPI-14', '8.3', 'the DRHD has neither INCLUDE_PCI_ALL nor a device scope: it serves nothing');
  }
}

function includesAll({ flags }: Drhd): boolean {
  return flags.includes('INCLUDE_PCI_ALL');
}

function registerBytes({ size }: Drhd): bigint {
  return PAGE_BYTES << BigInt(size);
}

/** §8.4: whole pages, and a device that needs them. */
function reviewRegions(regions: readonly Placed<Rmrr>[], hostAddressWidth: number, remarks: Remarks): void {
  for (const [i, { structure, place }] of regions.entries()) {
    const { reservedMemoryRegionBaseAddress: base, reservedMemoryRegionLimitAddress: limit, deviceScope } = structure;
    const violation = (at: number, text: string): void => {
      remarks.violation(place.offset + at, 'ACPI-17', '8.4', text);
    };
    if (base % PAGE_BYTES !== 0n) violation(8, `the region's base ${hex(base)} is not aligned to 4 KiB`);
    if (limit <= base) violation(16, `the region's limit ${hex(limit)} is not greater than its base ${hex(base)}`);
    else if ((limit - base + 1n) % PAGE_BYTES !== 0n)
      violation(16, `the region's size ${hex(limit - base + 1n)} is not a multiple of 4 KiB`);
    if (limit >> BigInt(hostAddressWidth) !== 0n)
      remarks.note(place.offset + 16, 'ACPI-02', '8.1', `the region's limit ${hex(limit)} lies beyond the host address width`);
    if (deviceScope.length === 0) violation(0, 'the RMRR has no device scope');
    for (const earlier of regions.slice(0, i)) {
      const { reservedMemoryRegionBaseAddress: from, reservedMemoryRegionLimitAddress: to } = earlier.structure;
      if (!overlap([base, limit + 1n], [from, to + 1n])) continue;
      const both = `${hex(base)} to ${hex(limit)} overlaps ${hex(from)} to ${hex(to)}`;
      remarks.note(place.offset + 8, 'ACPI-17', '8.4', `the region ${both} of the RMRR at byte ${String(earlier.place.offset)}`);
    }
  }
}

/** §8.5: all ports of a segment, or those of the scope. */
function reviewRootPorts(placed: readonly Placed[], remarks: Remarks): void {
  const seen = new Map<number, number>();
  for (const { structure, place } of only(placed, 'ATSR')) {
    const { flags, segmentNumber, deviceScope } = structure;
    const hasAll = flags.includes('ALL_PORTS');
    if (hasAll && deviceScope.length > 0) remarks.violation(place.offset, 'ACPI-19', '8.5', 'the ATSR has ALL_PORTS and a device scope');
    if (!hasAll && deviceScope.length === 0)
      remarks.violation(place.offset, 'ACPI-19', '8.5', 'the ATSR has neither ALL_PORTS nor a device scope');
    const first = seen.get(segmentNumber);
    if (first !== undefined)
      remarks.note(place.offset, 'ACPI-20', '8.5', `segment ${String(segmentNumber)} has an ATSR already, at byte ${String(first)}`);
    seen.set(segmentNumber, first ?? place.offset);
  }
}

/** §8.6: one for each unit, where there is any. */
function reviewAffinity(affinities: readonly Placed<Rhsa>[], units: readonly Drhd[], remarks: Remarks): void {
  const [first] = affinities;
  if (first === undefined) return;
  const bases = affinities.map(({ structure }) => structure.registerBaseAddress);
  for (const [i, { structure, place }] of affinities.entries()) {
    const base = structure.registerBaseAddress;
    if (!units.some(({ registerBaseAddress }) => registerBaseAddress === base))
      remarks.violation(place.offset + 8, 'ACPI-21', '8.6', `no DRHD has its registers at ${hex(base)}`);
    if (bases.indexOf(base) < i) remarks.violation(place.offset + 8, 'ACPI-21', '8.6', `the unit at ${hex(base)} has an RHSA already`);
  }
  for (const { registerBaseAddress: base } of units) {
    if (!bases.includes(base)) remarks.violation(first.place.offset, 'ACPI-21', '8.6', `the unit at ${hex(base)} has no RHSA, others have`);
  }
}

/** §8.7: numbers are unique, names are fully qualified. */
function reviewNames(devices: readonly Placed<Andd>[], remarks: Remarks): void {
  for (const [i, { structure, place }] of devices.entries()) {
    const { acpiDeviceNumber: number, acpiObjectName } = structure;
    const first = devices.slice(0, i).find((each) => each.structure.acpiDeviceNumber === number);
    if (first !== undefined)
      remarks.violation(
        place.offset + 7,
        'ACPI-22',
        '8.7',
        `ACPI device number ${String(number)} is that of the ANDD at byte ${String(first.place.offset)} too`,
      );
    if (!/^\\[\x21-\x7e]+$/.test(acpiObjectName))
      remarks.violation(place.offset + 8, 'ACPI-22', '8.7', `${JSON.stringify(acpiObjectName)} is no fully qualified name in ASCII`);
  }
}

/** §8.8, §8.9: one SATC for a segment and value of Flags; an SIDP replaces them all. */
function reviewIntegrated(placed: readonly Placed[], remarks: Remarks): void {
  const seen = new Map<string, number>();
  const properties = only(placed, 'SIDP')[0];
  for (const { structure, place } of only(placed, 'SATC')) {
    const key = `${String(structure.segmentNumber)} ${structure.flags.join()}`;
    const first = seen.get(key);
    if (first !== undefined) {
      const what = `the SATC at byte ${String(first)} is for the same segment and has the same Flags`;
      remarks.violation(place.offset, 'ACPI-23', '8.8', `${what}: their devices belong in one structure`);
    }
    seen.set(key, first ?? place.offset);
    if (properties !== undefined) {
      const what = `software that uses the SIDP at byte ${String(properties.place.offset)} ignores this SATC`;
      remarks.note(place.offset, 'ACPI-24', '8.9', what);
    }
  }
}

function overlap([a, b]: readonly [bigint, bigint], [c, d]: readonly [bigint, bigint]): boolean {
  return a < d && c < b;
}

function name({ structure }: Placed): string {
  return structure.structure === 'unknown' ? `a structure of type ${String(structure.type)}` : `${article(structure.structure)} structure`;
}

function article(text: string): string {
  return `${/^[AR]/.test(text) ? 'an' : 'a'} ${text}`;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
