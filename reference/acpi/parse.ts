/** Reads a DMAR table from its bytes (§8.1 to §8.9). All numbers are little-endian. */
import { DmarError } from './dmar.js';
import type { DeviceScopeEntry, DmarTable, PathElement, RemappingStructure } from './dmar.js';
import {
  ATSR_FLAGS,
  DMAR_FLAGS,
  DRHD_FLAGS,
  HEADER_BYTES,
  SATC_FLAGS,
  SCOPE_BYTES,
  SCOPE_FLAGS,
  SCOPE_TYPES,
  STRUCTURE_FORMATS,
} from './format.js';
import type { StructureFormat } from './format.js';
import { Remarks } from './remarks.js';
import type { Remark } from './remarks.js';

/** Where something lies in the table, in bytes. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export interface ParsedDmar {
  readonly table: DmarTable;
  /** Where each of the table's structures lies, and each of its device scope entries. */
  readonly places: readonly (Extent & { readonly deviceScope: readonly Extent[] })[];
  /** What the bytes hold that the values do not show: a wrong checksum, reserved bits that are set, structures skipped. */
  readonly remarks: readonly Remark[];
}

/**
 * Reads a table (ACPI-01, ACPI-04, ACPI-05, ACPI-11, ACPI-17, ACPI-19, ACPI-21 to ACPI-24). Structures of reserved types are
 * skipped by their length, kept as they are and remarked on (§8.2). Throws a DmarError where a signature or length leaves no
 * way to read on.
 */
export function parseDmar(bytes: Uint8Array): ParsedDmar {
  return new Parser(bytes).parse();
}

class Parser {
  private readonly view: DataView;
  private readonly remarks = new Remarks();

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  parse(): ParsedDmar {
    const end = this.checkHeader();
    const structures: RemappingStructure[] = [];
    const places: ParsedDmar['places'][number][] = [];
    for (let at = HEADER_BYTES; at < end;) {
      const { structure, length, deviceScope } = this.structure(at, end);
      structures.push(structure);
      places.push({ offset: at, length, deviceScope });
      at += length;
    }
    const table: DmarTable = {
      revision: this.byte(8),
      oemId: this.text(10, 6),
      oemTableId: this.text(16, 8),
      oemRevision: this.view.getUint32(24, true),
      creatorId: this.text(28, 4),
      creatorRevision: this.view.getUint32(32, true),
      hostAddressWidth: this.byte(36) + 1,
      flags: this.flags(37, DMAR_FLAGS, 'ACPI-01', '8.1'),
      remappingStructures: structures,
    };
    this.reserved(38, 10, 'ACPI-01', '8.1');
    return { table, places, remarks: this.remarks.list };
  }

  /** Signature, Length, Revision, Checksum (§8.1). Returns where the table ends. */
  private checkHeader(): number {
    const { length } = this.bytes;
    if (length < HEADER_BYTES) throw new DmarError(length, `a header of ${String(HEADER_BYTES)} bytes`, `only ${plural(length, 'byte')}`);
    const signature = this.text(0, 4);
    if (signature !== 'DMAR') throw new DmarError(0, 'the signature "DMAR"', JSON.stringify(signature));
    const end = this.view.getUint32(4, true);
    if (end < HEADER_BYTES) throw new DmarError(4, `a table length of at least ${String(HEADER_BYTES)}`, String(end));
    if (end > length) throw new DmarError(4, `a table length of at most the ${plural(length, 'byte')} that there are`, String(end));
    if (end < length) this.remarks.note(end, 'ACPI-01', '8.1', `${plural(length - end, 'byte')} after the end of the table`);
    const revision = this.byte(8);
    if (revision !== 1) this.remarks.violation(8, 'ACPI-01', '8.1', `Revision is ${String(revision)} instead of 1`);
    const sum = this.bytes.subarray(0, end).reduce((total, byte) => (total + byte) & 0xff, 0);
    if (sum !== 0) {
      const [found, expected] = [this.byte(9), (this.byte(9) - sum) & 0xff];
      this.remarks.violation(9, 'ACPI-01', '8.1', `Checksum is ${hexByte(found)} instead of ${hexByte(expected)}`);
    }
    return end;
  }

  /** One remapping structure (§8.2). */
  private structure(at: number, end: number): { structure: RemappingStructure; length: number; deviceScope: Extent[] } {
    if (end - at < 4) throw new DmarError(at, 'Type and Length of a structure, 4 bytes', plural(end - at, 'byte'));
    const type = this.view.getUint16(at, true);
    const length = this.view.getUint16(at + 2, true);
    const format = STRUCTURE_FORMATS.find((candidate) => candidate.type === type);
    const name = format?.name ?? `structure of type ${String(type)}`;
    const least = format === undefined ? 4 : format.bytes + (format.name === 'ANDD' ? 1 : 0);
    if (length < least) throw new DmarError(at + 2, `a Length of at least ${String(least)} for ${article(name)}`, String(length));
    if (length > end - at)
      throw new DmarError(at + 2, `a Length of at most ${String(end - at)}, which is left of the table`, String(length));
    if (format === undefined) {
      this.remarks.note(at, 'ACPI-04', '8.2', `a structure of the reserved type ${String(type)}, ${plural(length, 'byte')}, is skipped`);
      const content = this.bytes.slice(at + 4, at + length);
      return { structure: { structure: 'unknown', type, content }, length, deviceScope: [] };
    }
    const scopes = format.hasDeviceScope ? this.deviceScopes(at + format.bytes, at + length) : [];
    const structure = this.known(
      format,
      at,
      length,
      scopes.map(({ entry }) => entry),
    );
    return { structure, length, deviceScope: scopes.map(({ offset, length: bytes }) => ({ offset, length: bytes })) };
  }

  private known({ name, section }: StructureFormat, at: number, length: number, deviceScope: DeviceScopeEntry[]): RemappingStructure {
    const { view } = this;
    const segmentNumber = view.getUint16(at + 6, true);
    switch (name) {
      case 'DRHD': {
        const flags = this.flags(at + 4, DRHD_FLAGS, 'ACPI-11', section);
        const size = this.byte(at + 5);
        if (size > 0xf) this.remarks.violation(at + 5, 'ACPI-11', section, `reserved bits of Size are set: ${hexByte(size)}`);
        const registerBaseAddress = view.getBigUint64(at + 8, true);
        return { structure: name, flags, size: size & 0xf, segmentNumber, registerBaseAddress, deviceScope };
      }
      case 'RMRR':
        this.reserved(at + 4, 2, 'ACPI-17', section);
        return {
          structure: name,
          segmentNumber,
          reservedMemoryRegionBaseAddress: view.getBigUint64(at + 8, true),
          reservedMemoryRegionLimitAddress: view.getBigUint64(at + 16, true),
          deviceScope,
        };
      case 'ATSR':
        this.reserved(at + 5, 1, 'ACPI-19', section);
        return { structure: name, flags: this.flags(at + 4, ATSR_FLAGS, 'ACPI-19', section), segmentNumber, deviceScope };
      case 'RHSA':
        this.reserved(at + 4, 4, 'ACPI-21', section);
        if (length > 20) this.remarks.violation(at + 2, 'ACPI-21', section, `Length is ${String(length)} instead of 20`);
        return {
          structure: name,
          registerBaseAddress: view.getBigUint64(at + 8, true),
          proximityDomain: view.getUint32(at + 16, true),
        };
      case 'ANDD':
        this.reserved(at + 4, 3, 'ACPI-22', section);
        return { structure: name, acpiDeviceNumber: this.byte(at + 7), acpiObjectName: this.objectName(at + 8, length - 8, section) };
      case 'SATC':
        this.reserved(at + 5, 1, 'ACPI-23', section);
        return { structure: name, flags: this.flags(at + 4, SATC_FLAGS, 'ACPI-23', section), segmentNumber, deviceScope };
      case 'SIDP':
        this.reserved(at + 4, 2, 'ACPI-24', section);
        return { structure: name, segmentNumber, deviceScope };
    }
  }

  /** Device scope entries one after the other, until `end` (§8.3.1). */
  private deviceScopes(start: number, end: number): ({ entry: DeviceScopeEntry } & Extent)[] {
    const found: ({ entry: DeviceScopeEntry } & Extent)[] = [];
    for (let at = start; at < end;) {
      const left = end - at;
      const least = SCOPE_BYTES + 2;
      if (left < least) throw new DmarError(at, `a device scope entry of at least ${String(least)} bytes`, plural(left, 'byte'));
      const length = this.byte(at + 1);
      if (length < least || length % 2 !== 0)
        throw new DmarError(at + 1, `an even Length of at least ${String(least)} for a device scope entry`, String(length));
      if (length > left) throw new DmarError(at + 1, `a Length of at most ${String(left)}, which is left of the structure`, String(length));
      found.push({ entry: this.deviceScope(at, length), offset: at, length });
      at += length;
    }
    return found;
  }

  private deviceScope(at: number, length: number): DeviceScopeEntry {
    const number = this.byte(at);
    this.reserved(at + 3, 1, 'ACPI-05', '8.3.1');
    const path = Array.from({ length: (length - SCOPE_BYTES) / 2 }, (_, i): PathElement => {
      const place = at + SCOPE_BYTES + 2 * i;
      return { device: this.byte(place), function: this.byte(place + 1) };
    });
    return {
      type: SCOPE_TYPES[number - 1] ?? number,
      flags: this.flags(at + 2, SCOPE_FLAGS, 'ACPI-05', '8.3.1'),
      enumerationId: this.byte(at + 4),
      startBusNumber: this.byte(at + 5),
      path,
    };
  }

  /** A name of `length` bytes at most, which a NUL ends (§8.7, ACPI-22). */
  private objectName(at: number, length: number, section: string): string {
    const end = this.bytes.subarray(at, at + length).indexOf(0);
    if (end < 0) throw new DmarError(at, `a name that a NUL ends within ${plural(length, 'byte')}`, JSON.stringify(this.text(at, length)));
    if (this.bytes.subarray(at + end, at + length).some((byte) => byte !== 0))
      this.remarks.violation(at + end, 'ACPI-22', section, 'further bytes stand after the NUL that ends the object name');
    return this.text(at, end);
  }

  private byte(at: number): number {
    return this.view.getUint8(at);
  }

  /** Bytes as text of one character each, without the NULs at its end. */
  private text(at: number, length: number): string {
    return String.fromCharCode(...this.bytes.subarray(at, at + length)).replace(/\0+$/, '');
  }

  /** Names of the bits set; reserved ones are remarked on. */
  private flags<Name extends string>(at: number, names: readonly Name[], requirement: string, section: string): Name[] {
    const value = this.byte(at);
    if (value >> names.length !== 0) this.remarks.violation(at, requirement, section, `reserved flags are set: ${hexByte(value)}`);
    return names.filter((_, bit) => ((value >> bit) & 1) === 1);
  }

  private reserved(at: number, length: number, requirement: string, section: string): void {
    const bytes = this.bytes.subarray(at, at + length);
    if (bytes.every((byte) => byte === 0)) return;
    this.remarks.violation(at, requirement, section, `reserved bytes are not 0: ${[...bytes].map(hexByte).join(' ')}`);
  }
}

function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function article(name: string): string {
  return name.startsWith('structure') ? `a ${name}` : `${/^[AR]/.test(name) ? 'an' : 'a'} ${name} structure`;
}
