/** What optional features have is claimed in registers of their own, by profiles, adapters and capability expressions. */
import { describe, expect, test } from 'vitest';
import { Capabilities, Iommu, REGISTERS, TABLE_49, claimsKey, encodeCapabilities } from '../reference/index.js';
import type { NamedCapabilities } from '../reference/index.js';
import { ModuleAdapter } from '../runner/adapters/module.js';
import type { ModuleImplementation } from '../runner/adapters/module-interface.js';
import { provideAdapter } from '../runner/adapters/open.js';
import { decodeReply, encodeConfigure } from '../runner/adapters/wire.js';
import { architectedState } from '../runner/architected-state.js';
import { decodeClaims, encodeClaims } from '../runner/claims.js';
import { compileExpression } from '../runner/expression.js';
import { findProfile } from '../runner/profiles.js';
import { run } from '../runner/run.js';
import { referenceModule } from './fixtures/reference-module.js';

type Registers = NonNullable<NamedCapabilities['registers']>;

/** A unit with two counters, and what differs from it. */
function claims(registers: Registers = {}, ecap: Record<string, number> = { PMS: 1 }): Capabilities {
  const counters: Registers = {
    PERFCAP: { NCNTR: 2, CW: 48, EGCNT: 1 },
    PERFCFGOFF: { CFGO: 0x1000 },
    PERFFRZOFF: { FZO: 0x1800 },
    PERFOVFOFF: { OFO: 0x1808 },
    PERFCNTROFF: { CNTO: 0x2000 },
    'PERFEVNTCAP[0]': { ES: 3 },
    ECCAP_3: { ECNTS: 1 },
  };
  const named = { ver: { MAX: 5 }, cap: { ECMDS: 1, FRO: 0x60 }, ecap: { IRO: 0x50, ...ecap }, haw: 46 };
  return new Capabilities(encodeCapabilities({ ...named, registers: { ...counters, ...registers } }));
}

test('claims are read by field, and are 0 where nothing is stated', () => {
  const c = claims();
  expect(c.get('PERFCAP', 'CW')).toBe(48);
  expect(c.get('PERFEVNTCAP[0]', 'ES')).toBe(3);
  expect(c.get('PERFEVNTCAP[1]', 'ES')).toBe(0);
  expect(c.get('VCCAP', 'NS')).toBe(0);
  expect(c.claim('PERFCAP') >> 60n).toBe(0xfn);
});

test('claims that differ in a register only have another key; the order of registers does not matter', () => {
  expect(claims({ ECCAP_3: { ECNTS: 1, DCNTS: 1 } }).key).not.toBe(claims().key);
  const { registers = {}, ...rest } = claims().raw;
  expect(claimsKey({ ...rest, registers: Object.fromEntries(Object.entries(registers).reverse()) })).toBe(claims().key);
});

test.each<[string, Registers, RegExp]>([
  ['a register that does not exist', { PERFNONE: {} }, /no register called PERFNONE/],
  ['an array without index', { PERFEVNTCAP: { ES: 1 } }, /no register called PERFEVNTCAP/],
  ['a field that does not exist', { PERFCAP: { NOPE: 1 } }, /PERFCAP_REG has no field NOPE/],
  ['a feature that is not claimed', { VCCAP: { NS: 1 } }, /VCCAP is stated, but its feature is not claimed/],
  ['more elements than there are', { 'PERFEVNTCAP[1]': { ES: 1 } }, /PERFEVNTCAP\[1\] is stated, but there are only 1/],
  ['an offset that is not aligned', { PERFCFGOFF: { CFGO: 0x1040 } }, /PERFCFGOFF.CFGO = 0x1040 is not 256-byte aligned/],
  [
    'counters that are not aligned to their distance',
    { PERFCNTROFF: { CNTO: 0x2200 } },
    /PERFCNTROFF.CNTO = 0x2200 is not 1024-byte aligned/,
  ],
  ['an offset that is missing', { PERFFRZOFF: { FZO: 0 } }, /PERFFRZOFF.FZO is 0, but there are 2 counters/],
  ['an offset out of reach', { PERFCFGOFF: { CFGO: 0x1000000 } }, /leads beyond the 16 MiB/],
  ['more groups than 15', { PERFCAP: { NCNTR: 2, CW: 48, EGCNT: 16 } }, /PERFCAP.EGCNT is at most 15/],
  ['counters without width', { PERFCAP: { NCNTR: 2, EGCNT: 1 } }, /counter 0 has 0 bits/],
])('claims contradict the architecture: %s', (_, registers, message) => {
  expect(() => claims(registers)).toThrow(message);
});

test('reserved bits cannot be claimed', () => {
  const { registers = {}, ...rest } = claims().raw;
  expect(() => new Capabilities({ ...rest, registers: { ...registers, PERFCAP: 1n << 23n } })).toThrow('PERFCAP bits 23:23 are reserved');
});

test('capability expressions reach these registers', () => {
  const holds = (text: string): boolean => compileExpression(text)(claims());
  expect(holds('PERFCAP.NCNTR == 2 && PERFEVNTCAP[0].ES[1] && !PERFEVNTCAP[0].ES[2]')).toBe(true);
  expect(holds('PERFCNTREVCAP[1][0].EGI || VCCAP.NS || PERFEVNTCAP[9].ES')).toBe(false);
  expect(() => compileExpression('PERFCAP.NOPE')).toThrow('vtd spec registers PERFCAP');
  expect(() => compileExpression('PERFEVNTCAP.ES')).toThrow('unknown register PERFEVNTCAP');
});

test('the protocol carries them there and back', () => {
  const raw = claims().raw;
  expect(decodeClaims(encodeClaims(raw))).toEqual(raw);
  const sent = JSON.parse(encodeConfigure(1, raw)) as { capabilities: object };
  const subject = {
    reply: 'subject',
    seq: 1,
    protocol: 1,
    name: 'x',
    version: '1',
    configurable: true,
    ram: [],
    inaccessible: [],
    poison: true,
  };
  const rest = { requesters: 'any', dma: [], completionStatus: true, observesInterrupts: true, notes: [] };
  expect(decodeReply({ ...subject, ...rest, capabilities: sent.capabilities })).toMatchObject({ info: { capabilities: raw } });
});

describe('the end of a vector', () => {
  const names = (iommu: Iommu): string[] => architectedState(iommu).map(({ name }) => name);

  test('leaves out claims that are not stated', () => {
    const { registers = {}, ...rest } = claims().raw;
    expect(names(new Iommu({ ...rest, registers }))).toContain('PERFCAP');
    expect(names(new Iommu(rest))).not.toContain('PERFCAP');
  });

  test('leaves out a counter whose events are up to the implementation', () => {
    const iommu = new Iommu(claims().raw);
    expect(names(iommu)).toEqual(expect.arrayContaining(['PERFCNTR[0]', 'PERFCNTR[1]']));
    // IOMMU_CLOCKS.
    iommu.writeRegister(0x1000, 8, 1n << 32n);
    expect(names(iommu)).not.toContain('PERFCNTR[0]');
    expect(names(iommu)).toContain('PERFCNTR[1]');
  });
});

test('each register that does not lie at one offset says where it lies', () => {
  for (const { name, offset, array, place } of REGISTERS) {
    if (typeof offset === 'function' || array !== undefined) expect(place, name).toMatch(/\d/);
  }
});

test('Table 49 has each event once', () => {
  expect(new Set(TABLE_49.map(({ group, bit }) => `${String(group)}.${String(bit)}`)).size).toBe(TABLE_49.length);
  expect(new Set(TABLE_49.map(({ name }) => name)).size).toBe(28);
});

describe('an implementation', () => {
  const { capabilities } = findProfile('with-everything');

  async function outcome(name: string, id: string, part: (iommu: Iommu) => Partial<ModuleImplementation>): Promise<unknown> {
    const iommu = new Iommu(capabilities);
    const module = { ...referenceModule(iommu), ...part(iommu) };
    provideAdapter(name, () => new ModuleAdapter(name, () => Promise.resolve(module)));
    const { results } = await run({ adapters: [name], ids: [id] });
    return results;
  }

  test('that has the registers runs their vectors', async () => {
    expect(await outcome('with-registers', 'registers/performance-counting/read', () => ({}))).toMatchObject([{ outcome: 'pass' }]);
  });

  test('that takes a profile but not its registers is skipped where they are needed', async () => {
    const { ver, cap, ecap, haw } = capabilities;
    const kept = { ver, cap, ecap, haw };
    const results = await outcome('without-registers', 'registers/performance-counting/read', () => ({
      configure: () => undefined,
      describe: () => ({ name: 'x', version: '1', capabilities: kept }),
    }));
    expect(results).toMatchObject([{ outcome: 'skipped', reason: expect.stringContaining('PERFCAP.NCNTR > 0') as string }]);
  });

  test('that can be reset apart from power-on runs the vectors of resets, another is skipped', async () => {
    const id = 'registers/resets/fault-record';
    expect(
      await outcome('resets', id, (iommu) => ({
        resetUnit: () => {
          iommu.resetUnit();
        },
      })),
    ).toMatchObject([{ outcome: 'pass' }]);
    expect(
      await outcome('forgets', id, (iommu) => ({
        resetUnit: () => {
          iommu.reset();
        },
      })),
    ).toMatchObject([{ outcome: 'fail' }]);
    expect(await outcome('only-power', id, () => ({}))).toMatchObject([
      { outcome: 'skipped', reason: 'the implementation cannot be reset in a way that is no power-good reset' },
    ]);
  });
});
