/** What the text demands of device scope entries, each by itself and all together (§8.3.1 to §8.9, ACPI-34). */
import type { DeviceScopeEntry } from './dmar.js';
import { only } from './placed.js';
import type { Placed } from './placed.js';
import type { Remarks } from './remarks.js';

/** An entry, where it lies, and the structure around it. */
interface Scope {
  readonly entry: DeviceScopeEntry;
  readonly offset: number;
  readonly around: Placed;
  readonly segment: number;
}

const PCI_TYPES: readonly DeviceScopeEntry['type'][] = ['PCI Endpoint Device', 'PCI Sub-hierarchy'];

export function reviewScopes(placed: readonly Placed[], remapsInterrupts: boolean, remarks: Remarks): void {
  const scopes = placed.flatMap(scopesOf);
  for (const scope of scopes) {
    reviewEntry(scope, remarks);
    reviewType(scope, remarks);
  }
  const served = scopes.filter(({ around }) => around.structure.structure === 'DRHD');
  reviewDuplicates(served, remarks);
  reviewRegionDevices(placed, scopes, served, remarks);
  reviewNamespaceDevices(placed, scopes, served, remarks);
  if (remapsInterrupts && placed.length > 0 && !served.some(({ entry }) => entry.type === 'IOAPIC'))
    remarks.note(37, 'ACPI-15', '8.3.1.1', 'INTR_REMAP is set and no DRHD lists an I/O APIC');
}

function scopesOf(around: Placed): Scope[] {
  const { structure, place } = around;
  if (!('deviceScope' in structure)) return [];
  return structure.deviceScope.map((entry, i) => ({
    entry,
    offset: place.deviceScope[i]?.offset ?? place.offset,
    around,
    segment: structure.segmentNumber,
  }));
}

/** §8.3.1: one entry by itself. */
function reviewEntry({ entry, offset, around }: Scope, remarks: Remarks): void {
  const { type, flags, enumerationId, path } = entry;
  if (typeof type === 'number') remarks.note(offset, 'ACPI-05', '8.3.1', `a device scope entry of the reserved type ${String(type)}`);
  if (PCI_TYPES.includes(type) && enumerationId !== 0)
    remarks.violation(offset + 4, 'ACPI-05', '8.3.1', `Enumeration ID is reserved for a ${String(type)}, found ${String(enumerationId)}`);
  const hasFlags = around.structure.structure === 'SIDP' && ['PCI Endpoint Device', 'ACPI_NAMESPACE_DEVICE'].includes(String(type));
  if (flags.length > 0 && !hasFlags)
    remarks.violation(offset + 2, 'ACPI-05', '8.3.1', `Flags are reserved here, found ${flags.join(', ')}`);
  const wrong = path.find(({ device, function: number }) => device > 31 || number > 7);
  if (wrong !== undefined) {
    const what = `the path has device ${String(wrong.device)}, function ${String(wrong.function)}; a bus has devices 0 to 31 with functions 0 to 7`;
    remarks.violation(offset + 6, 'ACPI-05', '8.3.1', what);
  }
}

/** Which types a structure may list, and with what paths. */
function reviewType({ entry, offset, around }: Scope, remarks: Remarks): void {
  const { type, path } = entry;
  const { structure } = around;
  switch (structure.structure) {
    case 'DRHD':
      if (structure.flags.includes('INCLUDE_PCI_ALL') && PCI_TYPES.includes(type))
        remarks.violation(offset, 'ACPI-12', '8.3.1', `a DRHD with INCLUDE_PCI_ALL must not list a ${String(type)}`);
      return;
    case 'ATSR':
      if (type !== 'PCI Sub-hierarchy')
        remarks.violation(offset, 'ACPI-19', '8.5', `an ATSR lists root ports, as PCI Sub-hierarchy, found ${String(type)}`);
      return;
    case 'SATC':
      if (type !== 'PCI Endpoint Device')
        remarks.violation(offset, 'ACPI-23', '8.8', `an SATC lists PCI Endpoint Devices, found ${String(type)}`);
      if (path.length > 1) remarks.violation(offset + 1, 'ACPI-23', '8.8', 'an SATC lists integrated devices, whose path has one element');
      return;
    case 'SIDP':
      if (type !== 'PCI Endpoint Device' && type !== 'ACPI_NAMESPACE_DEVICE') {
        const expected = 'an SIDP lists PCI Endpoint Devices and ACPI_NAMESPACE_DEVICEs';
        remarks.violation(offset, 'ACPI-24', '8.9', `${expected}, found ${String(type)}`);
      }
      if (path.length > 1) remarks.violation(offset + 1, 'ACPI-24', '8.9', 'an SIDP lists integrated devices, whose path has one element');
      return;
    default:
  }
}

/** §8.3: what one unit lists no other lists, and nothing is listed twice. Several namespace devices may share a source-id (§8.3.1.3). */
function reviewDuplicates(served: readonly Scope[], remarks: Remarks): void {
  const seen = new Map<string, Scope>();
  for (const scope of served) {
    const { entry, offset, segment } = scope;
    const isController = entry.type === 'IOAPIC' || entry.type === 'MSI_CAPABLE_HPET';
    const keys = [
      isController || entry.type === 'ACPI_NAMESPACE_DEVICE' ? `${entry.type} with ID ${String(entry.enumerationId)}` : undefined,
      PCI_TYPES.includes(entry.type) ? `the function ${pathText(entry)} of segment ${String(segment)}` : undefined,
    ];
    for (const key of keys) {
      if (key === undefined) continue;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, scope);
      else remarks.violation(offset, 'ACPI-10', '8.3', `${key} is listed already, at byte ${String(first.offset)}`);
    }
  }
}

/** §8.4: who needs a reserved region is served by a unit. */
function reviewRegionDevices(placed: readonly Placed[], scopes: readonly Scope[], served: readonly Scope[], remarks: Remarks): void {
  const units = only(placed, 'DRHD');
  for (const { entry, offset, around, segment } of scopes) {
    if (around.structure.structure !== 'RMRR') continue;
    const isServed =
      units.some(({ structure }) => structure.segmentNumber === segment && structure.flags.includes('INCLUDE_PCI_ALL')) ||
      served.some((other) => other.segment === segment && covers(other.entry, entry));
    if (!isServed)
      remarks.note(offset, 'ACPI-18', '8.4', `nothing shows that a DRHD serves ${pathText(entry)} of segment ${String(segment)}`);
  }
}

/** §8.3.1.3, §8.7: namespace devices are declared, and those declared are listed. */
function reviewNamespaceDevices(placed: readonly Placed[], scopes: readonly Scope[], served: readonly Scope[], remarks: Remarks): void {
  const declared = only(placed, 'ANDD');
  for (const { entry, offset } of scopes) {
    if (entry.type !== 'ACPI_NAMESPACE_DEVICE') continue;
    if (!declared.some(({ structure }) => structure.acpiDeviceNumber === entry.enumerationId))
      remarks.violation(offset + 4, 'ACPI-22', '8.7', `no ANDD declares ACPI device number ${String(entry.enumerationId)}`);
  }
  for (const { structure, place } of declared) {
    const number = structure.acpiDeviceNumber;
    if (!served.some(({ entry }) => entry.type === 'ACPI_NAMESPACE_DEVICE' && entry.enumerationId === number))
      remarks.violation(place.offset, 'ACPI-15', '8.3.1.3', `no DRHD lists ACPI device number ${String(number)}`);
  }
}

/** Whether an entry names the same function, or a bridge on the way to it. */
function covers(unit: DeviceScopeEntry, device: DeviceScopeEntry): boolean {
  if (unit.startBusNumber !== device.startBusNumber) return false;
  const isPrefix = unit.path.every((element, i) => {
    const other = device.path[i];
    return other?.device === element.device && other.function === element.function;
  });
  return isPrefix && (unit.path.length === device.path.length || unit.type === 'PCI Sub-hierarchy');
}

/** A path as start bus and device.function of each step, hexadecimal. */
export function pathText({ startBusNumber, path }: DeviceScopeEntry): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  return `${hex(startBusNumber)}:${path.map((element) => `${hex(element.device)}.${element.function.toString(16)}`).join('/')}`;
}
