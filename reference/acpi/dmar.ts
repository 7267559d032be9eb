/**
 * The DMAR table of ACPI, by which firmware tells what remapping units a platform has and which devices each of them
 * serves (chapter 8), as values. Fields are named as the text names them; flags that are set stand in lists by name.
 */

/** Flags of the table (§8.1). */
export type DmarFlag = 'INTR_REMAP' | 'X2APIC_OPT_OUT' | 'DMA_CTRL_PLATFORM_OPT_IN_FLAG';

/** Kinds of device scope entries (§8.3.1). */
export type DeviceScopeType = 'PCI Endpoint Device' | 'PCI Sub-hierarchy' | 'IOAPIC' | 'MSI_CAPABLE_HPET' | 'ACPI_NAMESPACE_DEVICE';

/** Flags of a device scope entry; they mean something in an SIDP structure, for endpoints and namespace devices, only (§8.3.1). */
export type DeviceScopeFlag =
  'REQ_WO_PASID_NESTED_NOTALLOWED' | 'REQ_WO_PASID_PWSNP_NOTALLOWED' | 'REQ_WO_PASID_PGSNP_NOTALLOWED' | 'ATC_HARDENED' | 'ATC_REQUIRED';

/** One step of a path: device 0 to 31, function 0 to 7; the bytes may hold more. */
export interface PathElement {
  readonly device: number;
  readonly function: number;
}

/** §8.3.1 */
export interface DeviceScopeEntry {
  /** A number where the type is reserved. */
  readonly type: DeviceScopeType | number;
  readonly flags: readonly DeviceScopeFlag[];
  /** ID of an I/O APIC in the MADT, number of an HPET, ACPI device number of an ANDD structure; 8 bits, otherwise reserved. */
  readonly enumerationId: number;
  /** Bus on which the path starts, or the bus of the source-id of an HPET or namespace device. */
  readonly startBusNumber: number;
  /** At least one element. */
  readonly path: readonly PathElement[];
}

/** DMA Remapping Hardware Unit Definition (§8.3). */
export interface Drhd {
  readonly structure: 'DRHD';
  readonly flags: readonly 'INCLUDE_PCI_ALL'[];
  /** The register set has 2^Size pages of 4 KiB; 4 bits. */
  readonly size: number;
  readonly segmentNumber: number;
  readonly registerBaseAddress: bigint;
  readonly deviceScope: readonly DeviceScopeEntry[];
}

/** Reserved Memory Region Reporting (§8.4). */
export interface Rmrr {
  readonly structure: 'RMRR';
  readonly segmentNumber: number;
  readonly reservedMemoryRegionBaseAddress: bigint;
  /** The last byte of the region. */
  readonly reservedMemoryRegionLimitAddress: bigint;
  readonly deviceScope: readonly DeviceScopeEntry[];
}

/** Root Port ATS Capability Reporting (§8.5). */
export interface Atsr {
  readonly structure: 'ATSR';
  readonly flags: readonly 'ALL_PORTS'[];
  readonly segmentNumber: number;
  readonly deviceScope: readonly DeviceScopeEntry[];
}

/** Remapping Hardware Static Affinity (§8.6). */
export interface Rhsa {
  readonly structure: 'RHSA';
  readonly registerBaseAddress: bigint;
  readonly proximityDomain: number;
}

/** ACPI Name-space Device Declaration (§8.7). */
export interface Andd {
  readonly structure: 'ANDD';
  readonly acpiDeviceNumber: number;
  /** Without the NUL that ends it; one character a byte. */
  readonly acpiObjectName: string;
}

/** SoC Integrated Address Translation Cache Reporting (§8.8). */
export interface Satc {
  readonly structure: 'SATC';
  readonly flags: readonly 'ATC_REQUIRED'[];
  readonly segmentNumber: number;
  readonly deviceScope: readonly DeviceScopeEntry[];
}

/** SoC Integrated Device Property Reporting (§8.9). */
export interface Sidp {
  readonly structure: 'SIDP';
  readonly segmentNumber: number;
  readonly deviceScope: readonly DeviceScopeEntry[];
}

/** A structure of a reserved type, which software skips by its length (§8.2). */
export interface UnknownStructure {
  readonly structure: 'unknown';
  readonly type: number;
  /** What follows Type and Length. */
  readonly content: Uint8Array;
}

export type RemappingStructure = Drhd | Rmrr | Atsr | Rhsa | Andd | Satc | Sidp | UnknownStructure;

/** §8.1. Length and Checksum follow from the rest. */
export interface DmarTable {
  readonly revision: number;
  /** Text of 6, 8 and 4 bytes, one character a byte, without the NULs that fill it up. */
  readonly oemId: string;
  readonly oemTableId: string;
  readonly creatorId: string;
  readonly oemRevision: number;
  readonly creatorRevision: number;
  /** HAW in bits; the table holds one less. */
  readonly hostAddressWidth: number;
  readonly flags: readonly DmarFlag[];
  readonly remappingStructures: readonly RemappingStructure[];
}

/** A table that cannot be read: where it goes wrong, what should stand there, and what does. */
export class DmarError extends Error {
  override readonly name = 'DmarError';

  constructor(
    /** Byte offset from the start of the table. */
    readonly offset: number,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`DMAR table, byte ${String(offset)}: expected ${expected}, found ${found}`);
  }
}

/** The remapping units of a table, in its order. */
export function unitsOf({ remappingStructures }: Pick<DmarTable, 'remappingStructures'>): Drhd[] {
  return remappingStructures.filter((each) => each.structure === 'DRHD');
}
