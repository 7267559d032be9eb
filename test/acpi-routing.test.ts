/** Who serves whom, on the platform of Figure 8-1 and others. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interruptControllerOf, resolvePath, unitOf } from '../reference/index.js';
import type { DeviceScopeEntry, DmarTable, Drhd, Topology } from '../reference/index.js';

const source = (bus: number, device: number, number = 0): number => (bus << 8) | (device << 3) | number;

function entry(type: DeviceScopeEntry['type'], ...path: readonly (readonly [device: number, number?: number])[]): DeviceScopeEntry {
  return {
    type,
    flags: [],
    enumerationId: 0,
    startBusNumber: 0,
    path: path.map(([device, number = 0]) => ({ device, function: number })),
  };
}
function unit(deviceScope: readonly DeviceScopeEntry[], more: Partial<Drhd> = {}): Drhd {
  return { structure: 'DRHD', flags: [], size: 0, segmentNumber: 0, registerBaseAddress: 0n, deviceScope, ...more };
}
const all = (deviceScope: readonly DeviceScopeEntry[] = [], segmentNumber = 0): Drhd =>
  unit(deviceScope, { flags: ['INCLUDE_PCI_ALL'], segmentNumber });
const table = (...remappingStructures: DmarTable['remappingStructures']): Pick<DmarTable, 'remappingStructures'> => ({
  remappingStructures,
});

/** Figure 8-1: two integrated devices, what is below a root port, and the rest with I/O APIC and HPET. */
const figure = table(
  unit([entry('PCI Endpoint Device', [4]), entry('PCI Endpoint Device', [5])]),
  unit([entry('PCI Sub-hierarchy', [7])]),
  all([{ ...entry('IOAPIC', [31, 7]), enumerationId: 2 }, entry('MSI_CAPABLE_HPET', [31, 6])]),
);
const ports: Topology = { bridges: [{ sourceId: source(0, 7), secondaryBusNumber: 3, subordinateBusNumber: 5 }] };

describe('units of devices', () => {
  test.each([
    ['an integrated device that a unit lists', source(0, 4), 0],
    ['another that it lists', source(0, 5), 0],
    ['another function of the same device', source(0, 4, 1), 2],
    ['a listed bridge itself', source(0, 7), 1],
    ['another function of the bridge', source(0, 7, 1), 2],
    ['the first bus below the bridge', source(3, 0), 1],
    ['a bus in between', source(4, 31, 7), 1],
    ['the last bus below the bridge', source(5, 1), 1],
    ['the bus before', source(2, 0), 2],
    ['the bus after', source(6, 0), 2],
    ['a device that nobody lists', source(0, 30), 2],
    ['the I/O APIC', source(0, 31, 7), 2],
  ])('%s', (_, sourceId, expected) => {
    expect(unitOf(figure, ports, 0, sourceId)).toBe(expected);
  });

  test('nobody serves what nobody lists where no unit includes all', () => {
    const listed = table(unit([entry('PCI Endpoint Device', [4])]));
    expect(unitOf(listed, {}, 0, source(0, 4))).toBe(0);
    expect(unitOf(listed, {}, 0, source(0, 5))).toBeUndefined();
  });

  test('segments do not mix', () => {
    const two = table(unit([entry('PCI Endpoint Device', [4])], { segmentNumber: 1 }), all(), all([], 1));
    expect(unitOf(two, {}, 0, source(0, 4))).toBe(1);
    expect(unitOf(two, {}, 1, source(0, 4))).toBe(0);
    expect(unitOf(two, {}, 1, source(0, 5))).toBe(2);
    expect(unitOf(two, {}, 2, source(0, 4))).toBeUndefined();
    const bridges = [{ segment: 1, sourceId: source(0, 7), secondaryBusNumber: 3, subordinateBusNumber: 3 }];
    const below = table(unit([entry('PCI Sub-hierarchy', [7])]), unit([entry('PCI Sub-hierarchy', [7])], { segmentNumber: 1 }));
    expect(unitOf(below, { bridges }, 0, source(3, 0))).toBeUndefined();
    expect(unitOf(below, { bridges }, 1, source(3, 0))).toBe(1);
  });

  test('a path leads through bridges by the secondary bus numbers that they have now', () => {
    const deep = entry('PCI Endpoint Device', [28], [1], [0, 2]);
    const at = (first: number, second: number): Topology => ({
      bridges: [
        { sourceId: source(0, 28), secondaryBusNumber: first, subordinateBusNumber: second },
        { sourceId: source(first, 1), secondaryBusNumber: second, subordinateBusNumber: second },
      ],
    });
    const platform = table(unit([deep]), all());
    expect(resolvePath(at(1, 2), 0, deep)).toBe(source(2, 0, 2));
    expect(unitOf(platform, at(1, 2), 0, source(2, 0, 2))).toBe(0);
    expect(unitOf(platform, at(0x40, 0x44), 0, source(0x44, 0, 2))).toBe(0);
    expect(unitOf(platform, at(0x40, 0x44), 0, source(2, 0, 2))).toBe(1);
    expect(resolvePath({}, 0, deep)).toBeUndefined();
  });

  test('what follows another function has its unit, on whatever bus it is', () => {
    const followers = [{ sourceId: source(6, 0, 1), of: source(0, 4) }];
    expect(unitOf(figure, { ...ports, followers }, 0, source(6, 0, 1))).toBe(0);
    expect(unitOf(figure, { ...ports, followers }, 1, source(6, 0, 1))).toBeUndefined();
    const below = [{ sourceId: source(9, 0), of: source(4, 0) }];
    expect(unitOf(figure, { ...ports, followers: below }, 0, source(9, 0))).toBe(1);
  });

  test('interrupt controllers are found by ID', () => {
    expect(interruptControllerOf(figure, ports, 'IOAPIC', 2)).toEqual({ unit: 2, segment: 0, sourceId: source(0, 31, 7) });
    expect(interruptControllerOf(figure, ports, 'MSI_CAPABLE_HPET', 0)).toEqual({ unit: 2, segment: 0, sourceId: source(0, 31, 6) });
    expect(interruptControllerOf(figure, ports, 'IOAPIC', 0)).toBeUndefined();
  });

  test('in a sound table the order of the units that list devices does not matter', () => {
    const explicit = [unit([entry('PCI Endpoint Device', [4])]), unit([entry('PCI Sub-hierarchy', [7])]), unit([entry('IOAPIC', [20])])];
    fc.assert(
      fc.property(fc.nat({ max: 0x6ff }), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (sourceId, order) => {
        const inOrder = [...explicit, all()];
        const shuffled = [...order.map((i) => explicit[i] as Drhd), all()];
        const expected = unitOf(table(...inOrder), ports, 0, sourceId);
        const found = unitOf(table(...shuffled), ports, 0, sourceId);
        expect(shuffled[found ?? -1]).toEqual(inOrder[expected ?? -1]);
      }),
    );
  });
});
