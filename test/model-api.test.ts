/** What programs that use the model as a library rely on beside its answers: refused arguments, listeners that go again, platforms. */
import { describe, expect, test } from 'vitest';
import { Iommu, Platform, buildDmar, parseDmar } from '../reference/index.js';
import type { DmaRequest } from '../reference/index.js';
import { findProfile } from '../runner/profiles.js';

const { capabilities } = findProfile('full');
const read: DmaRequest = { kind: 'read', addressType: 'untranslated', sourceId: 0x18, address: 0x1000n, length: 4 };

describe('requests that PCI Express has no encoding for', () => {
  const iommu = new Iommu(capabilities);

  test.each([
    [{ ...read, length: 0 }, 'a request is 1 to 4096 bytes long, found 0'],
    [{ ...read, length: 4097 }, 'a request is 1 to 4096 bytes long, found 4097'],
    [{ ...read, addressType: 'translation' as const }, 'a read with AT=01b is a translation request: use translate'],
    [{ ...read, pasid: { value: -1 } }, 'a PASID has 20 bits, found -1'],
    [{ ...read, pasid: { value: 0x100000 } }, 'a PASID has 20 bits, found 1048576'],
    [{ ...read, pasid: { value: 1.5 } }, 'a PASID has 20 bits, found 1.5'],
  ])('are refused: %o', (request, message) => {
    expect(() => iommu.dma(request)).toThrow(new RangeError(message));
  });

  test.each([1, 4096])('but not one of %d bytes, nor one with the highest PASID', (length) => {
    expect(iommu.dma({ ...read, length }).status).toBe('success');
    expect(() => iommu.dma({ ...read, pasid: { value: 0xfffff } })).not.toThrow();
    expect(() => iommu.dma({ ...read, pasid: { value: 0 } })).not.toThrow();
  });

  test.each([0xfed00000, 0xfef00000, 0xfee00002])('an interrupt request to %i is refused', (address) => {
    expect(() => iommu.interrupt({ sourceId: 0x18, address, data: 0 })).toThrow(RangeError);
  });
});

describe('register accesses', () => {
  const iommu = new Iommu(capabilities);

  test.each([
    [2, 4],
    [4, 8],
    [-4, 4],
    [-8, 8],
    [0x100000, 4],
    [0x100000, 8],
  ] as const)('at %i with %i bytes are refused', (offset, size) => {
    const message = `no aligned ${size}-byte register access is defined at offset 0x${offset.toString(16)}`;
    expect(() => iommu.readRegister(offset, size)).toThrow(new RangeError(message));
    expect(() => {
      iommu.writeRegister(offset, size, 0n);
    }).toThrow(new RangeError(message));
  });

  test('reach the last word of the block and nothing behind it', () => {
    const last = Array.from({ length: 64 }, (_, page) => 0x1000 * page + 0xffc).filter((offset) => {
      try {
        iommu.readRegister(offset, 4);
        return true;
      } catch {
        return false;
      }
    });
    const end = (last.at(-1) ?? 0) + 4;
    expect(last.length).toBe(end / 0x1000);
    expect(() => iommu.readRegister(end - 8, 8)).not.toThrow();
    expect(() => iommu.readRegister(end, 4)).toThrow(RangeError);
  });
});

describe('what a request leaves out', () => {
  test('is untranslated where it says nothing of AT, also with remapping on', () => {
    const iommu = new Iommu(capabilities);
    const { kind, sourceId, address, length } = read;
    expect(iommu.dma({ kind, sourceId, address, length }).status).toBe('success');
    // Legacy mode, root table at 0, where no bus is present: an untranslated request is recorded (LRT.2), another refused.
    iommu.writeRegister(0x18, 4, 0x40000000n);
    iommu.writeRegister(0x18, 4, 0x80000000n);
    expect(iommu.dma({ kind, sourceId, address, length }).status).toBe('UR');
    expect(iommu.readRegister(0x34, 4) & 2n).toBe(2n);
  });

  test('is no length: a translation request of 0 DWORDs is malformed, one that says nothing has 2', () => {
    const iommu = new Iommu(capabilities);
    expect(iommu.translate({ sourceId: 0x18, address: 0x1000n, dwords: 0 }).status).toBe('malformed');
    expect(iommu.translate({ sourceId: 0x18, address: 0x1000n }).status).toBe('UR');
  });
});

describe('those who listen', () => {
  test('hear steps until they are removed, each by itself', () => {
    const iommu = new Iommu(capabilities);
    const heard: [number, number, number] = [0, 0, 0];
    const removals = [iommu.subscribe(() => heard[0]++), iommu.subscribe(() => heard[1]++), iommu.receive(() => heard[2]++)];
    iommu.dma(read);
    expect(heard[0]).toBeGreaterThan(0);
    expect(heard).toEqual([heard[0], heard[0], 0]);
    iommu.interrupt({ sourceId: 0x18, address: 0xfee00000, data: 0x41 });
    expect(heard[2]).toBe(1);
    removals[0]?.();
    const [first, second] = heard;
    iommu.dma(read);
    expect(heard[0]).toBe(first);
    expect(heard[1]).toBeGreaterThan(second);
    for (const remove of removals) remove();
    const before = [...heard];
    iommu.dma(read);
    iommu.interrupt({ sourceId: 0x18, address: 0xfee00000, data: 0x41 });
    expect(heard).toEqual(before);
  });
});

describe('a platform', () => {
  const { table } = parseDmar(
    buildDmar({
      hostAddressWidth: 46,
      remappingStructures: [0, 1].map((segmentNumber) => ({
        structure: 'DRHD',
        flags: ['INCLUDE_PCI_ALL'],
        segmentNumber,
        registerBaseAddress: 0xfed90000n + 0x1000n * BigInt(segmentNumber),
      })),
    }),
  );

  test('hands each request to the unit of its segment, and tells listeners which that is', () => {
    const platform = new Platform(table, [capabilities, capabilities]);
    const heard: number[] = [];
    const remove = platform.subscribe((event, unit) => {
      if (event.type === 'request') heard.push(platform.units.indexOf(unit));
    });
    for (const segment of [1, 0]) {
      expect(platform.dma(read, segment).status).toBe('success');
      platform.translate({ sourceId: 0x18, address: 0x1000n }, segment);
      platform.pageRequest({ sourceId: 0x18, address: 0x1000n, group: 1, read: true, write: false, last: true }, segment);
      expect(platform.interrupt({ sourceId: 0x18, address: 0xfee00000, data: 0x41 }, segment)).toBe(true);
    }
    expect(heard).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    remove();
    platform.dma(read, 1);
    expect(heard).toHaveLength(8);
  });
});
