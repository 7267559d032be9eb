/** Remarks on DMAR tables: each rule of chapter 8 broken once, and nothing else said about it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildDmar, parseDmar, reviewDmar } from '../reference/index.js';
import type { DeviceScopeDraft, StructureDraft } from '../reference/index.js';

const at = (type: DeviceScopeDraft['type'], device: number, more: Partial<DeviceScopeDraft> = {}): DeviceScopeDraft => ({
  type,
  path: [{ device, function: 0 }],
  ...more,
});
const endpoint = at('PCI Endpoint Device', 3);
const bridge = at('PCI Sub-hierarchy', 7);
const ioapic = at('IOAPIC', 31, { startBusNumber: 0xf0, enumerationId: 2 });

const listed = (deviceScope: readonly DeviceScopeDraft[], more: object = {}): StructureDraft => ({
  structure: 'DRHD',
  registerBaseAddress: 0xfed9_0000n,
  deviceScope,
  ...more,
});
const rest = (more: object = {}): StructureDraft =>
  listed([ioapic], { flags: ['INCLUDE_PCI_ALL'], registerBaseAddress: 0xfed9_1000n, ...more });
const region = (base: bigint, limit: bigint, more: object = {}): StructureDraft => ({
  structure: 'RMRR',
  reservedMemoryRegionBaseAddress: base,
  reservedMemoryRegionLimitAddress: limit,
  deviceScope: [endpoint],
  ...more,
});
const ports = (more: object = {}): StructureDraft => ({ structure: 'ATSR', deviceScope: [bridge], ...more });
const satc = (more: object = {}): StructureDraft => ({ structure: 'SATC', deviceScope: [endpoint], ...more });
const sidp = (...deviceScope: DeviceScopeDraft[]): StructureDraft => ({ structure: 'SIDP', deviceScope });
const andd = (number: number, name = '\\_SB.I2C0'): StructureDraft => ({
  structure: 'ANDD',
  acpiDeviceNumber: number,
  acpiObjectName: name,
});
const rhsa = (base: bigint): StructureDraft => ({ structure: 'RHSA', registerBaseAddress: base });
const namespace = (number: number): DeviceScopeDraft => at('ACPI_NAMESPACE_DEVICE', 21, { enumerationId: number });

/** Remarks as `kind offset requirement: text`. */
function remarksOn(bytes: Uint8Array): string[] {
  return reviewDmar(parseDmar(bytes)).map(({ kind, offset, requirement, text }) => `${kind} ${String(offset)} ${requirement}: ${text}`);
}
const review = (...remappingStructures: StructureDraft[]): string[] =>
  remarksOn(buildDmar({ hostAddressWidth: 46, flags: ['INTR_REMAP'], remappingStructures }));

test('a sound table has no remarks', () => {
  const tables = [
    listed([endpoint, bridge, namespace(1)]),
    rest(),
    region(0x7ee0_0000n, 0x7eef_ffffn),
    ports(),
    rhsa(0xfed9_0000n),
    rhsa(0xfed9_1000n),
    andd(1),
    satc(),
    satc({ flags: ['ATC_REQUIRED'], deviceScope: [at('PCI Endpoint Device', 4)] }),
  ];
  expect(review(...tables)).toEqual([]);
  expect(review(listed([endpoint]), rest(), sidp({ ...endpoint, flags: ['ATC_REQUIRED'] }))).toEqual([]);
  expect(remarksOn(Uint8Array.from(readFileSync(new URL('fixtures/dmar-qemu-7.2.bin', import.meta.url))))).toEqual([]);
});

describe('values', () => {
  // A DRHD with one entry of 8 bytes has 24 bytes: structures begin at 48, 72, 96, ...
  test.each<[string, StructureDraft[], string[]]>([
    ['no unit', [], ['violation 4 ACPI-11: there is no DRHD structure']],
    [
      'descending types',
      [region(0x1000n, 0x1fffn), rest()],
      ['violation 80 ACPI-04: a DRHD structure stands after an RMRR structure; types must ascend'],
    ],
    [
      'a segment without unit',
      [rest(), ports({ segmentNumber: 3 })],
      ['violation 72 ACPI-11: an ATSR structure is for segment 3, which no DRHD serves'],
    ],
    [
      'the include-all unit before another',
      [rest(), listed([endpoint])],
      [
        'violation 72 ACPI-13: the DRHD stands after the DRHD at byte 48, which has INCLUDE_PCI_ALL for segment 0 and must be the last of it',
      ],
    ],
    ['an include-all unit for each segment', [rest(), rest({ segmentNumber: 1, registerBaseAddress: 0x1000n, deviceScope: [] })], []],
    [
      'an endpoint under an include-all unit',
      [rest({ deviceScope: [ioapic, endpoint] })],
      ['violation 72 ACPI-12: a DRHD with INCLUDE_PCI_ALL must not list a PCI Endpoint Device'],
    ],
    [
      'a bridge under an include-all unit',
      [rest({ deviceScope: [ioapic, bridge] })],
      ['violation 72 ACPI-12: a DRHD with INCLUDE_PCI_ALL must not list a PCI Sub-hierarchy'],
    ],
    [
      'a unit of nothing',
      [listed([]), rest()],
      ['note 48 ACPI-14: the DRHD has neither INCLUDE_PCI_ALL nor a device scope: it serves nothing'],
    ],
    [
      'registers off their size',
      [rest({ size: 2, registerBaseAddress: 0xfed9_1000n })],
      ['violation 56 ACPI-11: Register Base Address 0xfed91000 is not aligned to its 0x4000 bytes'],
    ],
    [
      'registers that overlap',
      [listed([endpoint], { size: 1 }), rest()],
      ['violation 80 ACPI-11: registers at 0xfed91000 belong to the DRHD at byte 48 too'],
    ],
    [
      'a function in two scopes',
      [listed([endpoint]), listed([endpoint], { registerBaseAddress: 0x1000n }), rest()],
      ['violation 88 ACPI-10: the function 00:03.0 of segment 0 is listed already, at byte 64'],
    ],
    [
      'a function in the scopes of two segments',
      [listed([endpoint]), listed([endpoint, ioapic], { segmentNumber: 1, registerBaseAddress: 0x1000n })],
      [],
    ],
    ['an I/O APIC in two scopes', [listed([ioapic]), rest()], ['violation 88 ACPI-10: IOAPIC with ID 2 is listed already, at byte 64']],
    ['no I/O APIC', [rest({ deviceScope: [] })], ['note 37 ACPI-15: INTR_REMAP is set and no DRHD lists an I/O APIC']],
    [
      'an impossible function',
      [listed([{ type: 'PCI Endpoint Device', path: [{ device: 32, function: 8 }] }]), rest()],
      ['violation 70 ACPI-05: the path has device 32, function 8; a bus has devices 0 to 31 with functions 0 to 7'],
    ],
    [
      'an enumeration ID of an endpoint',
      [listed([{ ...endpoint, enumerationId: 5 }]), rest()],
      ['violation 68 ACPI-05: Enumeration ID is reserved for a PCI Endpoint Device, found 5'],
    ],
    [
      'flags outside an SIDP',
      [listed([{ ...endpoint, flags: ['ATC_HARDENED'] }]), rest()],
      ['violation 66 ACPI-05: Flags are reserved here, found ATC_HARDENED'],
    ],
    ['a reserved scope type', [listed([at(6, 3)]), rest()], ['note 64 ACPI-05: a device scope entry of the reserved type 6']],
    [
      'a region off its pages',
      [rest(), region(0x1800n, 0x27ffn)],
      ["violation 80 ACPI-17: the region's base 0x1800 is not aligned to 4 KiB"],
    ],
    [
      'a region of part of a page',
      [rest(), region(0x1000n, 0x27ffn)],
      ["violation 88 ACPI-17: the region's size 0x1800 is not a multiple of 4 KiB"],
    ],
    [
      'a region that ends where it begins',
      [rest(), region(0x1000n, 0x1000n)],
      ["violation 88 ACPI-17: the region's limit 0x1000 is not greater than its base 0x1000"],
    ],
    [
      'a region beyond the host addresses',
      [rest(), region(1n << 46n, (1n << 46n) + 0xfffn)],
      ["note 88 ACPI-02: the region's limit 0x400000000fff lies beyond the host address width"],
    ],
    ['a region of nobody', [rest(), region(0x1000n, 0x1fffn, { deviceScope: [] })], ['violation 72 ACPI-17: the RMRR has no device scope']],
    [
      'regions that overlap',
      [rest(), region(0x1000n, 0x2fffn), region(0x2000n, 0x3fffn)],
      ['note 112 ACPI-17: the region 0x2000 to 0x3fff overlaps 0x1000 to 0x2fff of the RMRR at byte 72'],
    ],
    ['regions that touch', [rest(), region(0x1000n, 0x1fffn), region(0x2000n, 0x2fffn)], []],
    [
      'a region of a device that no unit lists',
      [listed([ioapic]), region(0x1000n, 0x1fffn)],
      ['note 96 ACPI-18: nothing shows that a DRHD serves 00:03.0 of segment 0'],
    ],
    [
      'a region of a device below a listed bridge',
      [
        listed([ioapic, bridge]),
        region(0x1000n, 0x1fffn, {
          deviceScope: [
            {
              type: 'PCI Endpoint Device',
              path: [
                { device: 7, function: 0 },
                { device: 0, function: 1 },
              ],
            },
          ],
        }),
      ],
      [],
    ],
    [
      'root ports beside all ports',
      [rest(), ports({ flags: ['ALL_PORTS'] })],
      ['violation 72 ACPI-19: the ATSR has ALL_PORTS and a device scope'],
    ],
    [
      'no root ports at all',
      [rest(), ports({ deviceScope: [] })],
      ['violation 72 ACPI-19: the ATSR has neither ALL_PORTS nor a device scope'],
    ],
    [
      'an endpoint as root port',
      [rest(), ports({ deviceScope: [endpoint] })],
      ['violation 80 ACPI-19: an ATSR lists root ports, as PCI Sub-hierarchy, found PCI Endpoint Device'],
    ],
    ['two ATSRs of a segment', [rest(), ports(), ports()], ['note 88 ACPI-20: segment 0 has an ATSR already, at byte 72']],
    ['affinity of no unit', [rest(), rhsa(0xfed9_1000n), rhsa(0x5000n)], ['violation 100 ACPI-21: no DRHD has its registers at 0x5000']],
    [
      'affinity of one unit of two',
      [listed([endpoint]), rest(), rhsa(0xfed9_1000n)],
      ['violation 96 ACPI-21: the unit at 0xfed90000 has no RHSA, others have'],
    ],
    [
      'affinity told twice',
      [rest(), rhsa(0xfed9_1000n), rhsa(0xfed9_1000n)],
      ['violation 100 ACPI-21: the unit at 0xfed91000 has an RHSA already'],
    ],
    [
      'a namespace device that is not declared',
      [listed([namespace(4)]), rest()],
      ['violation 68 ACPI-22: no ANDD declares ACPI device number 4'],
    ],
    ['a namespace device that is not listed', [rest(), andd(4)], ['violation 72 ACPI-15: no DRHD lists ACPI device number 4']],
    [
      'a device number twice',
      [listed([namespace(4)]), rest(), andd(4, '\\A'), andd(4, '\\B')],
      ['violation 114 ACPI-22: ACPI device number 4 is that of the ANDD at byte 96 too'],
    ],
    [
      'a name that is not fully qualified',
      [listed([namespace(4)]), rest(), andd(4, 'I2C0')],
      ['violation 104 ACPI-22: "I2C0" is no fully qualified name in ASCII'],
    ],
    [
      'a bridge with a translation cache',
      [rest(), satc({ deviceScope: [bridge] })],
      ['violation 80 ACPI-23: an SATC lists PCI Endpoint Devices, found PCI Sub-hierarchy'],
    ],
    [
      'a device behind a bridge as integrated',
      [rest(), satc({ deviceScope: [{ type: 'PCI Endpoint Device', path: [...bridge.path, ...endpoint.path] }] })],
      ['violation 81 ACPI-23: an SATC lists integrated devices, whose path has one element'],
    ],
    [
      'two SATCs that are one',
      [rest(), satc(), satc({ deviceScope: [at('PCI Endpoint Device', 4)] })],
      ['violation 88 ACPI-23: the SATC at byte 72 is for the same segment and has the same Flags: their devices belong in one structure'],
    ],
    [
      'an SATC beside an SIDP',
      [rest(), satc(), sidp(endpoint)],
      ['note 72 ACPI-24: software that uses the SIDP at byte 88 ignores this SATC'],
    ],
    [
      'a bridge with properties',
      [rest(), sidp(bridge)],
      ['violation 80 ACPI-24: an SIDP lists PCI Endpoint Devices and ACPI_NAMESPACE_DEVICEs, found PCI Sub-hierarchy'],
    ],
    [
      'an unknown structure',
      [rest(), { structure: 'unknown', type: 9, content: Uint8Array.of(1, 2) }],
      ['note 72 ACPI-04: a structure of the reserved type 9, 6 bytes, is skipped'],
    ],
  ])('%s', (_, structures, expected) => {
    expect(review(...structures)).toEqual(expected);
  });

  test('the opt-out without interrupt remapping, and a width that no address has', () => {
    const bytes = buildDmar({ hostAddressWidth: 65, flags: ['X2APIC_OPT_OUT'], remappingStructures: [rest()] });
    expect(remarksOn(bytes)).toEqual([
      'violation 36 ACPI-02: a host address has 65 bits',
      'note 37 ACPI-01: X2APIC_OPT_OUT means nothing while INTR_REMAP is clear',
    ]);
  });
});

describe('bytes', () => {
  const sound = buildDmar({
    hostAddressWidth: 46,
    flags: ['INTR_REMAP'],
    remappingStructures: [
      listed([namespace(1)]),
      rest(),
      region(0x1000n, 0x1fffn),
      ports(),
      rhsa(0xfed9_0000n),
      rhsa(0xfed9_1000n),
      andd(1),
      satc(),
    ],
  });
  /** Where structures begin: DRHD 48, 72; RMRR 96; ATSR 128; RHSA 144, 164; ANDD 184; SATC 202. */
  const changed = (offset: number, ...values: number[]): Uint8Array => {
    const bytes = sound.slice();
    bytes.set(values, offset);
    bytes[9] = (0x200 + (bytes[9] as number) - bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0)) & 0xff;
    return bytes;
  };

  test('a checksum that is off by one', () => {
    const bytes = sound.slice();
    const right = bytes[9] as number;
    bytes[9] = (right + 1) & 0xff;
    const show = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;
    expect(remarksOn(bytes)).toEqual([`violation 9 ACPI-01: Checksum is ${show((right + 1) & 0xff)} instead of ${show(right)}`]);
  });

  test('bytes behind the end', () => {
    expect(remarksOn(Uint8Array.of(...sound, 1, 2))).toEqual([`note ${String(sound.length)} ACPI-01: 2 bytes after the end of the table`]);
  });

  test.each<[string, Uint8Array, string]>([
    ['revision', changed(8, 2), 'violation 8 ACPI-01: Revision is 2 instead of 1'],
    ['flags of the table', changed(37, 0x09), 'violation 37 ACPI-01: reserved flags are set: 0x09'],
    ['reserved bytes of the header', changed(47, 1), 'violation 38 ACPI-01: reserved bytes are not 0: 0x00 0x00'],
    ['flags of a DRHD', changed(52, 0x02), 'violation 52 ACPI-11: reserved flags are set: 0x02'],
    ['upper half of Size', changed(53, 0x10), 'violation 53 ACPI-11: reserved bits of Size are set: 0x10'],
    ['flags of a device scope entry', changed(66, 0x20), 'violation 66 ACPI-05: reserved flags are set: 0x20'],
    ['reserved byte of a device scope entry', changed(67, 0xff), 'violation 67 ACPI-05: reserved bytes are not 0: 0xff'],
    ['reserved bytes of an RMRR', changed(101, 1), 'violation 100 ACPI-17: reserved bytes are not 0: 0x00 0x01'],
    ['flags of an ATSR', changed(132, 0x80), 'violation 132 ACPI-19: reserved flags are set: 0x80'],
    ['reserved byte of an ATSR', changed(133, 1), 'violation 133 ACPI-19: reserved bytes are not 0: 0x01'],
    ['reserved bytes of an RHSA', changed(151, 1), 'violation 148 ACPI-21: reserved bytes are not 0: 0x00 0x00 0x00 0x01'],
    ['reserved bytes of an ANDD', changed(188, 1), 'violation 188 ACPI-22: reserved bytes are not 0: 0x01 0x00 0x00'],
    ['what follows a name', changed(196, 0, 0x41), 'violation 196 ACPI-22: further bytes stand after the NUL that ends the object name'],
    ['flags of an SATC', changed(206, 2), 'violation 206 ACPI-23: reserved flags are set: 0x02'],
    ['reserved byte of an SATC', changed(207, 1), 'violation 207 ACPI-23: reserved bytes are not 0: 0x01'],
  ])('%s', (_, bytes, expected) => {
    const remarks = remarksOn(bytes);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain(expected);
  });

  test('an RHSA of more than 20 bytes', () => {
    const bytes = buildDmar({ hostAddressWidth: 46, flags: ['INTR_REMAP'], remappingStructures: [rest(), rhsa(0xfed9_1000n)] });
    const longer = Uint8Array.of(...bytes, 0, 0);
    longer[4] = longer.length;
    longer[74] = 22;
    expect(remarksOn(longer)).toContain('violation 74 ACPI-21: Length is 22 instead of 20');
  });

  test('reserved bytes of an SIDP', () => {
    const bytes = buildDmar({ hostAddressWidth: 46, flags: ['INTR_REMAP'], remappingStructures: [rest(), sidp(endpoint)] });
    bytes[77] = 1;
    expect(remarksOn(bytes)).toContain('violation 76 ACPI-24: reserved bytes are not 0: 0x00 0x01');
  });
});
