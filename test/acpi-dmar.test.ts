/** The DMAR table: bytes made by hand, bytes that a firmware made, and whatever the builder can make. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DmarError, buildDmar, parseDmar } from '../reference/index.js';
import type { DeviceScopeEntry, DmarTable, RemappingStructure } from '../reference/index.js';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The platform of Figure 8-1 as Table 33 lays it out, with register bases, I/O APIC 2 and HPET 0; its checksum comes from another program. */
const TABLE_33 = bytesOf(`
  444d4152 98000000 01 79 564444202020 4649475552453831 01000000 544f4f4c 02000000 2d 01 00000000000000000000
  0000 2000 00 00 0000 0010d9fe00000000  01 08 00 00 00 00 0400  01 08 00 00 00 00 0500
  0000 1800 00 00 0000 0020d9fe00000000  02 08 00 00 00 00 0700
  0000 2000 01 00 0000 0030d9fe00000000  03 08 00 00 02 00 1f07  04 08 00 00 00 00 1f06
  0500 1000 01 00 0000  01 08 00 00 00 00 0500`);

const endpoint = (device: number): DeviceScopeEntry => ({
  type: 'PCI Endpoint Device',
  flags: [],
  enumerationId: 0,
  startBusNumber: 0,
  path: [{ device, function: 0 }],
});

describe('tables made by hand', () => {
  test('the example of Table 33', () => {
    const { table, places, remarks } = parseDmar(TABLE_33);
    expect(table).toEqual({
      revision: 1,
      oemId: 'VDD   ',
      oemTableId: 'FIGURE81',
      oemRevision: 1,
      creatorId: 'TOOL',
      creatorRevision: 2,
      hostAddressWidth: 46,
      flags: ['INTR_REMAP'],
      remappingStructures: [
        {
          structure: 'DRHD',
          flags: [],
          size: 0,
          segmentNumber: 0,
          registerBaseAddress: 0xfed9_1000n,
          deviceScope: [endpoint(4), endpoint(5)],
        },
        {
          structure: 'DRHD',
          flags: [],
          size: 0,
          segmentNumber: 0,
          registerBaseAddress: 0xfed9_2000n,
          deviceScope: [{ ...endpoint(7), type: 'PCI Sub-hierarchy' }],
        },
        {
          structure: 'DRHD',
          flags: ['INCLUDE_PCI_ALL'],
          size: 0,
          segmentNumber: 0,
          registerBaseAddress: 0xfed9_3000n,
          deviceScope: [
            { type: 'IOAPIC', flags: [], enumerationId: 2, startBusNumber: 0, path: [{ device: 31, function: 7 }] },
            { type: 'MSI_CAPABLE_HPET', flags: [], enumerationId: 0, startBusNumber: 0, path: [{ device: 31, function: 6 }] },
          ],
        },
        { structure: 'SATC', flags: ['ATC_REQUIRED'], segmentNumber: 0, deviceScope: [endpoint(5)] },
      ],
    });
    // §8.3.1.4 names the offsets of these entries.
    expect(places.flatMap(({ deviceScope }) => deviceScope.map(({ offset }) => offset))).toEqual([64, 72, 96, 120, 128, 144]);
    expect(remarks).toEqual([]);
    expect(hexOf(buildDmar(table))).toBe(hexOf(TABLE_33));
  });

  test('every structure with every field at a value of its own', () => {
    const bytes = bytesOf(`
      444d4152 be000000 01 00 000000000000 0000000000000000 00000000 00000000 00000000 33 07 00000000000000000000
      0000 1a00 00 03 0201 0080d9fe11000000  02 0a 00 00 00 05 1c01 0302
      0100 2000 0000 0403 0000e07e00000000 ffffef7e00000000  01 08 00 00 00 00 1d00
      0200 0800 01 00 0605
      0300 1400 00000000 0080d9fe11000000 44332211
      0400 0f00 000000 09 5c41 2e42 4331 00
      0500 1000 00 00 0807  01 08 00 00 00 00 0204
      0600 1000 0000 0a09  05 08 1f 00 09 fe 0203
      0700 0900 0102030405`);
    const table = parseDmar(bytes).table;
    expect(table.hostAddressWidth).toBe(52);
    expect(table.flags).toEqual(['INTR_REMAP', 'X2APIC_OPT_OUT', 'DMA_CTRL_PLATFORM_OPT_IN_FLAG']);
    expect(table.remappingStructures).toEqual([
      {
        structure: 'DRHD',
        flags: [],
        size: 3,
        segmentNumber: 0x102,
        registerBaseAddress: 0x11_fed9_8000n,
        deviceScope: [
          {
            ...endpoint(0),
            type: 'PCI Sub-hierarchy',
            startBusNumber: 5,
            path: [
              { device: 0x1c, function: 1 },
              { device: 3, function: 2 },
            ],
          },
        ],
      },
      {
        structure: 'RMRR',
        segmentNumber: 0x304,
        reservedMemoryRegionBaseAddress: 0x7ee0_0000n,
        reservedMemoryRegionLimitAddress: 0x7eef_ffffn,
        deviceScope: [endpoint(0x1d)],
      },
      { structure: 'ATSR', flags: ['ALL_PORTS'], segmentNumber: 0x506, deviceScope: [] },
      { structure: 'RHSA', registerBaseAddress: 0x11_fed9_8000n, proximityDomain: 0x1122_3344 },
      { structure: 'ANDD', acpiDeviceNumber: 9, acpiObjectName: '\\A.BC1' },
      { structure: 'SATC', flags: [], segmentNumber: 0x708, deviceScope: [{ ...endpoint(2), path: [{ device: 2, function: 4 }] }] },
      {
        structure: 'SIDP',
        segmentNumber: 0x90a,
        deviceScope: [
          {
            type: 'ACPI_NAMESPACE_DEVICE',
            flags: [
              'REQ_WO_PASID_NESTED_NOTALLOWED',
              'REQ_WO_PASID_PWSNP_NOTALLOWED',
              'REQ_WO_PASID_PGSNP_NOTALLOWED',
              'ATC_HARDENED',
              'ATC_REQUIRED',
            ],
            enumerationId: 9,
            startBusNumber: 0xfe,
            path: [{ device: 2, function: 3 }],
          },
        ],
      },
      { structure: 'unknown', type: 7, content: Uint8Array.of(1, 2, 3, 4, 5) },
    ]);
    const built = buildDmar(table);
    expect(built.reduce((sum, byte) => (sum + byte) & 0xff, 0)).toBe(0);
    built[9] = 0;
    expect(hexOf(built)).toBe(hexOf(bytes));
  });

  test('what SeaBIOS leaves in QEMU 7.2 is read and built again byte by byte', () => {
    const bytes = Uint8Array.from(readFileSync(new URL('fixtures/dmar-qemu-7.2.bin', import.meta.url)));
    const { table, remarks } = parseDmar(bytes);
    expect(remarks).toEqual([]);
    expect(table.remappingStructures.map(({ structure }) => structure)).toEqual(['DRHD', 'ATSR']);
    expect(hexOf(buildDmar(table))).toBe(hexOf(bytes));
  });
});

/** The table of the example with bytes of it replaced. */
function changed(...changes: readonly (readonly [offset: number, ...bytes: number[]])[]): Uint8Array {
  const bytes = TABLE_33.slice();
  for (const [offset, ...values] of changes) bytes.set(values, offset);
  return bytes;
}

describe('tables that cannot be read', () => {
  test.each<[string, Uint8Array, number, string, string]>([
    ['no bytes', new Uint8Array(), 0, 'a header of 48 bytes', 'only 0 bytes'],
    ['half a header', TABLE_33.slice(0, 47), 47, 'a header of 48 bytes', 'only 47 bytes'],
    ['another signature', changed([0, 0x46]), 0, 'the signature "DMAR"', '"FMAR"'],
    ['a length below the header', changed([4, 47]), 4, 'a table length of at least 48', '47'],
    ['a length beyond the bytes', changed([4, 153]), 4, 'a table length of at most the 152 bytes that there are', '153'],
    ['a piece of a structure at the end', changed([4, 139]), 136, 'Type and Length of a structure, 4 bytes', '3 bytes'],
    ['a structure of length 0', changed([82, 0]), 82, 'a Length of at least 16 for a DRHD structure', '0'],
    ['a structure shorter than its fields', changed([82, 15]), 82, 'a Length of at least 16 for a DRHD structure', '15'],
    ['a structure that leaves the table', changed([138, 17]), 138, 'a Length of at most 16, which is left of the table', '17'],
    ['an unknown structure without length', changed([136, 99], [138, 3]), 138, 'a Length of at least 4 for a structure of type 99', '3'],
    ['half a device scope entry', changed([138, 12], [4, 148]), 144, 'a device scope entry of at least 8 bytes', '4 bytes'],
    ['an entry without path', changed([145, 6]), 145, 'an even Length of at least 8 for a device scope entry', '6'],
    ['an entry with half a path element', changed([65, 9]), 65, 'an even Length of at least 8 for a device scope entry', '9'],
    ['an entry that leaves its structure', changed([145, 10]), 145, 'a Length of at most 8, which is left of the structure', '10'],
    ['a short RHSA', changed([136, 3]), 138, 'a Length of at least 20 for an RHSA structure', '16'],
    ['an ANDD without name', changed([136, 4], [138, 8], [4, 144]), 138, 'a Length of at least 9 for an ANDD structure', '8'],
    [
      'a name that does not end',
      changed([136, 4], [144, ...Buffer.from('\\_SB.GP0')]),
      144,
      'a name that a NUL ends within 8 bytes',
      '"\\\\_SB.GP0"',
    ],
  ])('%s', (_, bytes, offset, expected, found) => {
    expect(() => parseDmar(bytes)).toThrow(DmarError);
    expect(() => parseDmar(bytes)).toThrow(`DMAR table, byte ${String(offset)}: expected ${expected}, found ${found}`);
  });

  test('whatever stands in the bytes, parsing ends with a table or a DmarError', () => {
    const edits = fc.array(fc.tuple(fc.nat({ max: TABLE_33.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 });
    fc.assert(
      fc.property(edits, fc.nat({ max: TABLE_33.length }), (places, length) => {
        const bytes = changed(...places).slice(0, length);
        try {
          parseDmar(bytes);
        } catch (error) {
          if (!(error instanceof DmarError)) throw error;
          expect(error.offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('what the builder makes the parser reads', () => {
  const byte = fc.nat({ max: 0xff });
  const segmentNumber = fc.nat({ max: 0xffff });
  const address = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
  const text = (length: number): fc.Arbitrary<string> =>
    fc.string({ minLength: 0, maxLength: length, unit: fc.nat({ max: 0xfe }).map((low) => String.fromCharCode(low + 1)) });
  const flags = <Name extends string>(...names: readonly Name[]): fc.Arbitrary<Name[]> => fc.subarray([...names]);
  const entry: fc.Arbitrary<DeviceScopeEntry> = fc.record({
    type: fc.oneof(
      fc.constantFrom<DeviceScopeEntry['type']>(
        'PCI Endpoint Device',
        'PCI Sub-hierarchy',
        'IOAPIC',
        'MSI_CAPABLE_HPET',
        'ACPI_NAMESPACE_DEVICE',
      ),
      fc.constantFrom(0, 6, 255),
    ),
    flags: flags(
      'REQ_WO_PASID_NESTED_NOTALLOWED',
      'REQ_WO_PASID_PWSNP_NOTALLOWED',
      'REQ_WO_PASID_PGSNP_NOTALLOWED',
      'ATC_HARDENED',
      'ATC_REQUIRED',
    ),
    enumerationId: byte,
    startBusNumber: byte,
    path: fc.array(fc.record({ device: byte, function: byte }), { minLength: 1, maxLength: 5 }),
  });
  const deviceScope = fc.array(entry, { maxLength: 4 });
  const structure: fc.Arbitrary<RemappingStructure> = fc.oneof(
    fc.record({
      structure: fc.constant('DRHD' as const),
      flags: flags('INCLUDE_PCI_ALL'),
      size: fc.nat({ max: 15 }),
      segmentNumber,
      registerBaseAddress: address,
      deviceScope,
    }),
    fc.record({
      structure: fc.constant('RMRR' as const),
      segmentNumber,
      reservedMemoryRegionBaseAddress: address,
      reservedMemoryRegionLimitAddress: address,
      deviceScope,
    }),
    fc.record({ structure: fc.constant('ATSR' as const), flags: flags('ALL_PORTS'), segmentNumber, deviceScope }),
    fc.record({ structure: fc.constant('RHSA' as const), registerBaseAddress: address, proximityDomain: fc.nat({ max: 0x7fffffff }) }),
    fc.record({ structure: fc.constant('ANDD' as const), acpiDeviceNumber: byte, acpiObjectName: text(20) }),
    fc.record({ structure: fc.constant('SATC' as const), flags: flags('ATC_REQUIRED'), segmentNumber, deviceScope }),
    fc.record({ structure: fc.constant('SIDP' as const), segmentNumber, deviceScope }),
    fc.record({
      structure: fc.constant('unknown' as const),
      type: fc.integer({ min: 7, max: 0xffff }),
      content: fc.uint8Array({ maxLength: 9 }),
    }),
  );
  const table: fc.Arbitrary<DmarTable> = fc.record({
    revision: byte,
    oemId: text(6),
    oemTableId: text(8),
    creatorId: text(4),
    oemRevision: fc.nat({ max: 0x7fffffff }),
    creatorRevision: fc.nat({ max: 0x7fffffff }),
    hostAddressWidth: fc.integer({ min: 1, max: 256 }),
    flags: flags('INTR_REMAP', 'X2APIC_OPT_OUT', 'DMA_CTRL_PLATFORM_OPT_IN_FLAG'),
    remappingStructures: fc.array(structure, { maxLength: 6 }),
  });

  test('values survive', () => {
    fc.assert(
      fc.property(table, (given) => {
        expect(parseDmar(buildDmar(given)).table).toEqual(given);
      }),
    );
  });

  test('places of structures and entries fill the table without gaps', () => {
    fc.assert(
      fc.property(table, (given) => {
        const bytes = buildDmar(given);
        const { places } = parseDmar(bytes);
        let at = 48;
        for (const { offset, length, deviceScope: entries } of places) {
          expect(offset).toBe(at);
          at += length;
          const [first] = entries;
          if (first === undefined) continue;
          expect(entries.reduce((end, each) => (each.offset === end ? end + each.length : -1), first.offset)).toBe(at);
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  test('a value that its field cannot hold is refused by name', () => {
    const drhd = { structure: 'DRHD', registerBaseAddress: 0n } as const;
    const build = (draft: Partial<Parameters<typeof buildDmar>[0]>) => (): Uint8Array =>
      buildDmar({ hostAddressWidth: 46, remappingStructures: [], ...draft });
    expect(build({ hostAddressWidth: 0 })).toThrow('Host Address Width has 8 bits, found -1');
    expect(build({ oemId: '1234567' })).toThrow('OEMID has 6 characters of one byte each, found "1234567"');
    expect(build({ remappingStructures: [{ ...drhd, size: 16 }] })).toThrow('Size has 4 bits, found 16');
    expect(build({ remappingStructures: [{ ...drhd, segmentNumber: 0x10000 }] })).toThrow('Segment Number has 16 bits, found 65536');
    expect(build({ remappingStructures: [{ ...drhd, registerBaseAddress: 1n << 64n }] })).toThrow('Register Base Address has 64 bits');
    expect(build({ remappingStructures: [{ ...drhd, deviceScope: [{ type: 'IOAPIC', path: [] }] }] })).toThrow('has at least one element');
    expect(build({ remappingStructures: [{ structure: 'ANDD', acpiDeviceNumber: 1, acpiObjectName: 'A\0B' }] })).toThrow('cannot hold one');
  });
});
