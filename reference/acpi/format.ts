/** Numbers of the DMAR table: types, lengths and flag positions (§8.1 to §8.9; ACPI-01 to ACPI-24). */
import type { DeviceScopeFlag, DeviceScopeType, DmarFlag, RemappingStructure } from './dmar.js';

/** Bytes before the first remapping structure (§8.1). */
export const HEADER_BYTES = 48;

export type StructureName = Exclude<RemappingStructure['structure'], 'unknown'>;

export interface StructureFormat {
  readonly name: StructureName;
  readonly title: string;
  readonly section: string;
  readonly type: number;
  /** Bytes before device scope or object name. */
  readonly bytes: number;
  readonly hasDeviceScope: boolean;
}

/** By type, ascending: the order in which they stand in a table (§8.2). */
export const STRUCTURE_FORMATS: readonly StructureFormat[] = [
  { name: 'DRHD', title: 'DMA Remapping Hardware Unit Definition', section: '8.3', type: 0, bytes: 16, hasDeviceScope: true },
  { name: 'RMRR', title: 'Reserved Memory Region Reporting', section: '8.4', type: 1, bytes: 24, hasDeviceScope: true },
  { name: 'ATSR', title: 'Root Port ATS Capability Reporting', section: '8.5', type: 2, bytes: 8, hasDeviceScope: true },
  { name: 'RHSA', title: 'Remapping Hardware Static Affinity', section: '8.6', type: 3, bytes: 20, hasDeviceScope: false },
  { name: 'ANDD', title: 'ACPI Name-space Device Declaration', section: '8.7', type: 4, bytes: 8, hasDeviceScope: false },
  { name: 'SATC', title: 'SoC Integrated Address Translation Cache Reporting', section: '8.8', type: 5, bytes: 8, hasDeviceScope: true },
  { name: 'SIDP', title: 'SoC Integrated Device Property Reporting', section: '8.9', type: 6, bytes: 8, hasDeviceScope: true },
];

/** The format of a structure. */
export function formatOf(name: StructureName): StructureFormat {
  return STRUCTURE_FORMATS.find((format) => format.name === name) as StructureFormat;
}

/** Device scope types by number, from 1 on (§8.3.1). */
export const SCOPE_TYPES: readonly DeviceScopeType[] = [
  'PCI Endpoint Device',
  'PCI Sub-hierarchy',
  'IOAPIC',
  'MSI_CAPABLE_HPET',
  'ACPI_NAMESPACE_DEVICE',
];

/** Bytes of a device scope entry before its path (§8.3.1). */
export const SCOPE_BYTES = 6;

/** Flags by bit, from bit 0 on. */
export const DMAR_FLAGS: readonly DmarFlag[] = ['INTR_REMAP', 'X2APIC_OPT_OUT', 'DMA_CTRL_PLATFORM_OPT_IN_FLAG'];
export const DRHD_FLAGS = ['INCLUDE_PCI_ALL'] as const;
export const ATSR_FLAGS = ['ALL_PORTS'] as const;
export const SATC_FLAGS = ['ATC_REQUIRED'] as const;
export const SCOPE_FLAGS: readonly DeviceScopeFlag[] = [
  'REQ_WO_PASID_NESTED_NOTALLOWED',
  'REQ_WO_PASID_PWSNP_NOTALLOWED',
  'REQ_WO_PASID_PGSNP_NOTALLOWED',
  'ATC_HARDENED',
  'ATC_REQUIRED',
];
