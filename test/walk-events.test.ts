/** What a listener hears of a request: every table read, the condition met, the record, the message. */
import { describe, expect, test } from 'vitest';
import { Iommu } from '../reference/index.js';
import type { WalkEvent } from '../reference/index.js';
import { findProfile } from '../runner/profiles.js';

const SOURCE = 0x0018;

/** A unit with one page mapped at 40203000h by four levels, remapping enabled, fault events unmasked. */
function prepared(): { iommu: Iommu; events: WalkEvent[] } {
  const iommu = new Iommu(findProfile('full').capabilities);
  const entry = (address: bigint, ...words: bigint[]): void => {
    const bytes = new Uint8Array(8 * words.length);
    const view = new DataView(bytes.buffer);
    words.forEach((word, i) => view.setBigUint64(8 * i, word, true));
    iommu.memory.write(address, bytes);
  };
  entry(0x100000n, 0x101001n, 0n);
  entry(0x101180n, 0x102001n, 0x102n);
  entry(0x102000n, 0x103003n);
  entry(0x103008n, 0x104003n);
  entry(0x104008n, 0x105003n);
  entry(0x105018n, 0x1500003n);
  iommu.writeRegister(0x20, 8, 0x100000n);
  iommu.writeRegister(0x18, 4, 0x40000000n);
  iommu.writeRegister(0x18, 4, 0x80000000n);
  iommu.writeRegister(0x38, 4, 0n);
  const events: WalkEvent[] = [];
  iommu.subscribe((event) => events.push(event));
  return { iommu, events };
}

describe('walk events', () => {
  test('name every entry of a walk with its address and value, and where it leads', () => {
    const { iommu, events } = prepared();
    iommu.dma({ kind: 'read', sourceId: SOURCE, address: 0x40203abcn, length: 4 });
    const told = events.map((event) =>
      event.type === 'checks' ? { type: 'checks', conditions: event.conditions.map(({ condition }) => condition) } : event,
    );
    const paging = { type: 'checks', conditions: ['LSS.1', 'LSS.2'] };
    expect(told).toEqual([
      { type: 'request', kind: 'read', sourceId: SOURCE, address: 0x40203abcn, length: 4 },
      { type: 'mode', mode: 0, rootTable: 0x100000n },
      { type: 'checks', conditions: ['RTA.2', 'RTA.1.4'] },
      { type: 'entry', structure: 'root-entry', address: 0x100000n, value: 0x101001n, bits: 128 },
      { type: 'checks', conditions: ['LRT.1', 'LRT.2', 'LRT.3'] },
      { type: 'entry', structure: 'context-entry', address: 0x101180n, value: (0x102n << 64n) | 0x102001n, bits: 128 },
      { type: 'checks', conditions: ['LCT.1', 'LCT.2', 'LCT.3', 'LCT.4.1', 'LCT.4.2'] },
      { type: 'checks', conditions: ['LGN.1.1'] },
      { type: 'walk', stage: 'second-stage', purpose: 'page', address: 0x40203abcn, level: 4 },
      { type: 'entry', structure: 'ss-pml4e', address: 0x102000n, value: 0x103003n, bits: 64 },
      { type: 'checks', conditions: ['LCT.4.3', 'LSS.2'] },
      { type: 'entry', structure: 'ss-pdpe', address: 0x103008n, value: 0x104003n, bits: 64 },
      paging,
      { type: 'entry', structure: 'ss-pde', address: 0x104008n, value: 0x105003n, bits: 64 },
      paging,
      { type: 'entry', structure: 'ss-pte', address: 0x105018n, value: 0x1500003n, bits: 64 },
      paging,
      { type: 'permission', stage: 'second-stage', needs: 1, granted: 3 },
      { type: 'checks', conditions: ['LGN.4'] },
      { type: 'translated', address: 0x40203abcn, output: 0x1500abcn, pageBytes: 4096 },
    ]);
  });

  test('tell the condition, the record and the message of a fault', () => {
    const { iommu, events } = prepared();
    iommu.dma({ kind: 'read', sourceId: SOURCE, address: 0x40204000n, length: 4 });
    expect(events.slice(-3)).toMatchObject([
      { type: 'fault', condition: { condition: 'LGN.3', code: 6 }, suppressed: false },
      { type: 'interrupt', message: { address: 0n, data: 0 } },
      { type: 'recorded', index: 0 },
    ]);
  });

  test('tell which access failed', () => {
    const { iommu, events } = prepared();
    iommu.memory.injectAccessError(0x104000n, 4096);
    iommu.dma({ kind: 'write', sourceId: SOURCE, address: 0x40203000n, length: 1, data: Uint8Array.of(1) });
    expect(events).toContainEqual({ type: 'access-error', structure: 'ss-pde', address: 0x104008n });
    iommu.memory.injectAccessError(0x101000n, 4096);
    iommu.dma({ kind: 'write', sourceId: SOURCE, address: 0x40203000n, length: 1, data: Uint8Array.of(1) });
    expect(events).toContainEqual({ type: 'access-error', structure: 'context-entry', address: 0x101180n });
  });

  test('say nothing of a table where remapping is off', () => {
    const { iommu, events } = prepared();
    iommu.dma({ kind: 'read', sourceId: SOURCE, address: 0x40203000n, length: 4 });
    iommu.writeRegister(0x18, 4, 0n);
    iommu.dma({ kind: 'read', sourceId: SOURCE, address: 0x40203000n, length: 4 });
    expect(events.at(-1)).toEqual({ type: 'translated', address: 0x40203000n, output: 0x40203000n, pageBytes: 0 });
  });

  test('stop for a listener that left', () => {
    const { iommu, events } = prepared();
    const other: WalkEvent[] = [];
    const leave = iommu.subscribe((event) => other.push(event));
    leave();
    iommu.dma({ kind: 'zero-length-read', sourceId: SOURCE, address: 0x40203000n, length: 4 });
    expect(other).toEqual([]);
    expect(events.length).toBeGreaterThan(0);
  });
});

describe('the public seam refuses', () => {
  test('register accesses that the architecture does not define', () => {
    const { iommu } = prepared();
    expect(() => iommu.readRegister(0x1e, 4)).toThrow(RangeError);
    expect(() => {
      iommu.writeRegister(0x34, 8, 0n);
    }).toThrow(RangeError);
    expect(() => iommu.readRegister(0x10000, 4)).toThrow(RangeError);
  });

  test('requests without an encoding', () => {
    const { iommu } = prepared();
    expect(() => iommu.dma({ kind: 'read', sourceId: SOURCE, address: 0n, length: 0 })).toThrow('1 to 4096 bytes');
    expect(() => iommu.dma({ kind: 'swap', sourceId: SOURCE, address: 0x40203000n, length: 8, data: new Uint8Array(4) })).toThrow(
      'carries 8 bytes',
    );
  });

  test('choices that do not exist', () => {
    const { iommu } = prepared();
    expect(() => {
      iommu.reset('power-good', { 'fault-compression': 'sometimes' });
    }).toThrow('has no option sometimes');
  });

  test('sticky fields survive a reset that is not a power-good one, the others do not', () => {
    const { iommu } = prepared();
    iommu.dma({ kind: 'read', sourceId: SOURCE, address: 0x40204000n, length: 4 });
    iommu.reset('reset');
    expect(iommu.readRegister(0x34, 4) & 2n).toBe(2n);
    expect(iommu.readRegister(0x208, 8)).toBe(0xc000000600000018n);
    expect(iommu.readRegister(0x1c, 4)).toBe(0n);
    expect(iommu.readRegister(0x38, 4)).toBe(0x80000000n);
    iommu.reset('power-good');
    expect(iommu.readRegister(0x34, 4)).toBe(0n);
    expect(iommu.readRegister(0x20c, 4)).toBe(0n);
  });
});
