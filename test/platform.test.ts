/** Platforms of several units: in the model, in vectors, and through every kind of adapter. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Platform, buildDmar, parseDmar } from '../reference/index.js';
import type { DmarDraft, StructureDraft } from '../reference/index.js';
import type { SubjectInfo } from '../runner/adapters/adapter.js';
import { checkAdapter } from '../runner/adapters/check/run.js';
import { ModuleAdapter } from '../runner/adapters/module.js';
import { provideAdapter } from '../runner/adapters/open.js';
import { ReferenceAdapter } from '../runner/adapters/reference.js';
import type { ModuleImplementation, PlatformSetting } from '../runner/adapters/module-interface.js';
import { diffSubjects } from '../runner/diff/diff.js';
import { InputError } from '../runner/errors.js';
import { expandVector } from '../runner/expand.js';
import { misfit } from '../runner/fit.js';
import { mistake } from '../runner/json.js';
import { lowerVector } from '../runner/lower/lower.js';
import { findProfile } from '../runner/profiles.js';
import { run } from '../runner/run.js';
import type { Report } from '../runner/result.js';
import { loadSuite } from '../runner/vectors/load.js';
import { platformModule } from './fixtures/platform-module.js';

const folder = mkdtempSync(join(tmpdir(), 'vtd-platform-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const { capabilities, claims } = findProfile('full');
const suite = loadSuite();
const platformVectors = suite.vectors.filter(({ id }) => id.startsWith('platform/'));

describe('the model of a platform', () => {
  const listed: StructureDraft = {
    structure: 'DRHD',
    registerBaseAddress: 0xfed9_0000n,
    deviceScope: [{ type: 'PCI Sub-hierarchy', path: [{ device: 6, function: 0 }] }],
  };
  const rest: StructureDraft = { structure: 'DRHD', flags: ['INCLUDE_PCI_ALL'], registerBaseAddress: 0xfed9_1000n };
  const table = (...remappingStructures: DmarDraft['remappingStructures']): ReturnType<typeof parseDmar>['table'] =>
    parseDmar(buildDmar({ hostAddressWidth: 46, remappingStructures })).table;
  const bridge = (bus: number): { sourceId: number; secondaryBusNumber: number; subordinateBusNumber: number } => ({
    sourceId: 0x30,
    secondaryBusNumber: bus,
    subordinateBusNumber: bus,
  });

  test('needs claims for every unit of the table', () => {
    expect(() => new Platform(table(listed, rest), [capabilities])).toThrow("expected claims for the table's 2 units, found 1");
  });

  test('has one memory and units with registers of their own', () => {
    const platform = new Platform(table(listed, rest), [capabilities, capabilities]);
    const [first, second] = platform.units;
    first?.memory.write(0x1000n, Uint8Array.of(7));
    expect(second?.memory.read(0x1000n, 1)).toEqual(Uint8Array.of(7));
    first?.writeRegister(0x3c, 4, 0x41n);
    expect(first?.readRegister(0x3c, 4)).toBe(0x41n);
    expect(second?.readRegister(0x3c, 4)).toBe(0n);
  });

  test('a reset resets every unit and undoes what was renumbered', () => {
    const platform = new Platform(table(listed, rest), [capabilities, capabilities], { bridges: [bridge(1)] });
    expect(platform.unitFor(0, 0x100)).toBe(platform.units[0]);
    platform.renumber(bridge(2));
    expect(platform.unitFor(0, 0x100)).toBe(platform.units[1]);
    expect(platform.unitFor(0, 0x200)).toBe(platform.units[0]);
    for (const unit of platform.units) unit.writeRegister(0x3c, 4, 0x41n);
    platform.reset();
    expect(platform.units.map((unit) => unit.readRegister(0x3c, 4))).toEqual([0n, 0n]);
    expect(platform.unitFor(0, 0x100)).toBe(platform.units[0]);
  });

  test('listeners hear every unit, and what passes without any, until they are removed', () => {
    const platform = new Platform(table(listed), [capabilities], { bridges: [bridge(1)] });
    const heard: number[] = [];
    const remove = platform.subscribe((event) => {
      if (event.type === 'interrupt') heard.push(event.message.data);
    });
    expect(platform.interrupt({ sourceId: 0x100, address: 0xfee0_0000, data: 0x41 })).toBe(true);
    expect(platform.interrupt({ sourceId: 0x18, address: 0xfee0_0000, data: 0x42 })).toBe(true);
    expect(platform.interrupt({ sourceId: 0x100, address: 0xfee0_0000, data: 0x43 }, 1)).toBe(true);
    remove();
    platform.interrupt({ sourceId: 0x100, address: 0xfee0_0000, data: 0x44 });
    expect(heard).toEqual([0x41, 0x42, 0x43]);
  });
});

describe('what a vector may say of its platform', () => {
  const units = [
    { name: 'one', scope: [{ type: 'endpoint', path: '00:03.0' }] },
    { name: 'rest', includePciAll: true },
  ];
  const read = { do: 'read', unit: 'one', register: 'FSTS', expect: { value: 0 } };
  const request = { do: 'dma', kind: 'read', from: '00:03.0', address: '0x1000', expect: { completes: true } };
  /** Lowers a vector and returns what is wrong with it, as `pointer: finding`. */
  const complaint = (platform: object | undefined, step: object): string => {
    const vector = { slug: 'x', title: 'X', requirements: ['ACPI-26'], given: platform === undefined ? {} : { platform }, steps: [step] };
    const own = mkdtempSync(join(folder, 'vectors-'));
    writeFileSync(join(own, 'topic.json'), JSON.stringify({ $schema: 's', title: 'T', vectors: [vector] }));
    try {
      for (const source of loadSuite(own).vectors) lowerVector(source, claims);
      return 'fine';
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return `${error.complaint.pointer ?? ''}: ${error.complaint.found}`;
    }
  };

  test.each<[string, object | undefined, object, string]>([
    ['nothing wrong', { units }, read, 'fine'],
    ['a unit without platform', undefined, read, '/vectors/0/steps/0: there is no platform, and so no unit one'],
    ['a segment without platform', undefined, { ...request, segment: 0 }, '/vectors/0/steps/0: there is no platform, and so no "segment"'],
    [
      'renumbering without platform',
      undefined,
      { do: 'renumber', bridge: '00:06.0', secondary: 1, subordinate: 1 },
      '/vectors/0/steps/0: there is no platform, and so no bridge to renumber',
    ],
    ['a unit that is not there', { units }, { ...read, unit: 'two' }, '/vectors/0/steps/0: there is no unit two; known are one, rest'],
    [
      'a step that leaves the unit open',
      { units },
      { do: 'read', register: 'FSTS', expect: { value: 0 } },
      '/vectors/0/steps/0: say which "unit" is meant: one, rest',
    ],
    [
      'a fault that leaves the unit open',
      { units },
      { ...request, expect: { blocked: true, fault: { reason: '0x2' } } },
      '/vectors/0/steps/0: say which "unit" is meant: one, rest',
    ],
    ['two units of one name', { units: [...units, { name: 'one' }] }, read, '/vectors/0/given/platform: two units are called one'],
    [
      'an include-all unit that is not the last',
      { units: [...units].reverse() },
      read,
      '/vectors/0/given/platform: the DMAR table goes against §8.3 at byte 64: the DRHD stands after the DRHD at byte 48, which has INCLUDE_PCI_ALL for segment 0 and must be the last of it',
    ],
    [
      'a path through an unknown bridge',
      { units: [{ name: 'one', scope: [{ type: 'endpoint', path: '00:06.0/00.0' }] }] },
      read,
      '/vectors/0/given/platform: a PCI Endpoint Device has a path through a bridge that "bridges" does not list',
    ],
    [
      'a bridge with its buses the wrong way round',
      { units, bridges: [{ bridge: '00:06.0', secondary: 2, subordinate: 1 }] },
      read,
      '/vectors/0/given/platform: the secondary bus of 00:06.0, 0x2, lies above the subordinate, 0x1',
    ],
    [
      'a claim that there is not',
      { units: [{ name: 'one', includePciAll: true, claims: { 'CAP.NOPE': 1 } }] },
      read,
      '/vectors/0/given/platform: there is no claim CAP.NOPE',
    ],
    [
      'bytes that are no table',
      { units, dmar: '00' },
      read,
      '/vectors/0/given/platform: DMAR table, byte 1: expected a header of 48 bytes, found only 1 byte',
    ],
    ['bytes beside a scope', { units, dmar: hexTable(46) }, read, '/vectors/0/given/platform: "dmar" has 1 units, "units" names 2'],
    [
      'bytes beside what they hold',
      { units: [{ name: 'one', includePciAll: true }], dmar: hexTable(46) },
      read,
      '/vectors/0/given/platform: with "dmar" the units have only "name" and "claims", and "flags" and "reserved" stand in the table',
    ],
    [
      'bytes with another width',
      { units: [{ name: 'one' }], dmar: hexTable(39) },
      read,
      '/vectors/0/given/platform: "dmar" has a host address width of 39, the claims 46',
    ],
  ])('%s', (_, platform, step, expected) => {
    expect(complaint(platform, step)).toBe(expected);
  });

  function hexTable(hostAddressWidth: number): string {
    const structure: StructureDraft = { structure: 'DRHD', flags: ['INCLUDE_PCI_ALL'], registerBaseAddress: 0xfed9_0000n };
    return Buffer.from(buildDmar({ hostAddressWidth, remappingStructures: [structure] })).toString('hex');
  }

  test('the only unit need not be named', () => {
    expect(complaint({ units: [{ name: 'one', includePciAll: true }] }, { ...read, unit: undefined })).toBe('fine');
  });

  test('the self-contained form carries table, claims, bridges and units', () => {
    const vector = suite.vectors.find(({ id }) => id === 'platform/topology/renumbered-bridge');
    const expanded = expandVector(vector as (typeof platformVectors)[0], claims);
    expect(mistake('expanded-vector', expanded)).toBeUndefined();
    expect(expanded.platform).toMatchObject({
      dmar: expect.stringMatching(/^444d4152/) as string,
      units: [{ haw: 46 }, { haw: 46 }],
      bridges: [{ segment: 0, bridge: '00:06.0', secondary: 1, subordinate: 1 }],
      followers: [],
    });
    expect(expanded.operations).toContainEqual({ op: 'renumber', segment: 0, bridge: '00:06.0', secondary: 3, subordinate: 3 });
    const status = expanded.outcomes[0]?.end?.registers.filter(({ name }) => name === 'GSTS');
    expect(status).toMatchObject([{ unit: 0 }, { unit: 1 }]);
  });
});

describe('implementations', () => {
  let count = 0;
  /** A report on platform vectors. */
  async function runOn(ids: string, change?: (setting: PlatformSetting) => PlatformSetting): Promise<Report> {
    const spec = `platform-${String(count++)}`;
    provideAdapter(spec, () => new ModuleAdapter(spec, () => Promise.resolve(() => platformModule(change))));
    return run({ adapters: [spec], ids: [ids] });
  }
  const failed = ({ results }: Report): string[] => results.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);

  test('a module that follows the table passes every vector', async () => {
    const report = await runOn('platform/**');
    expect(report.summary).toMatchObject({ pass: platformVectors.length, total: platformVectors.length });
  });

  test('one that knows no bridges fails', async () => {
    expect(failed(await runOn('platform/dma-routing/*', (setting) => ({ ...setting, topology: {} })))).toContain(
      'platform/dma-routing/device-below-bridge',
    );
  });

  test('one that gives every unit the claims of the last fails', async () => {
    const alike = (setting: PlatformSetting): PlatformSetting => ({
      ...setting,
      units: setting.units.map(() => setting.units.at(-1) ?? capabilities),
    });
    expect(failed(await runOn('platform/units-apart/*', alike))).toEqual(
      expect.arrayContaining(['platform/units-apart/unlike-claims', 'platform/units-apart/capabilities-of-each']),
    );
  });

  test('two implementations are compared on platforms', async () => {
    const spec = `platform-${String(count++)}`;
    provideAdapter(
      spec,
      () => new ModuleAdapter(spec, () => Promise.resolve(() => platformModule((setting) => ({ ...setting, topology: {} })))),
    );
    const vectors = platformVectors.filter(({ id }) => /^platform\/(dma-routing|shared-tables)\//.test(id));
    const { comparisons } = await diffSubjects({ a: 'reference', b: spec, vectors, timeout: 1000 });
    const different = comparisons.filter(({ outcome }) => outcome !== 'same');
    expect(different).not.toEqual([]);
    for (const each of different) expect(each).toMatchObject({ outcome: 'differ', permitted: { a: true, b: false } });
    expect(comparisons.filter(({ id, outcome }) => id.startsWith('platform/shared-tables/') && outcome !== 'same')).toEqual([]);
  });

  test.each(['javascript/adapter.js', 'javascript-module/iommu.js'])('the example %s can be a platform', async (name) => {
    const path = fileURLToPath(new URL(`../examples/adapters/${name}`, import.meta.url));
    const report = await run({
      adapters: [name === 'javascript/adapter.js' ? `exec:node '${path}'` : `module:${path}`],
      ids: ['platform/topology/*'],
    });
    expect(report.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
  });

  test('what cannot be a platform skips the vectors and says why', async () => {
    const python = fileURLToPath(new URL('../examples/adapters/python/adapter.py', import.meta.url));
    const report = await run({ adapters: [`exec:python3 '${python}'`], ids: ['platform/unserved/*'] });
    expect(report.results.map(({ outcome, reason }) => ({ outcome, reason }))).toEqual(
      report.results.map(() => ({
        outcome: 'skipped',
        reason: expect.stringMatching(/^needs |^the implementation cannot be a platform that a DMAR table describes$/) as string,
      })),
    );
  });

  test.each<[string, string, (sound: ModuleImplementation) => Partial<ModuleImplementation>]>([
    [
      'registers of the first unit only',
      'platform-registers',
      (sound) => ({ readRegister: (offset, size) => sound.readRegister(offset, size, 0) }),
    ],
    ['requests that do not reach memory', 'platform-request', () => ({ dma: () => ({ status: 'success', data: new Uint8Array(8) }) })],
    [
      'a platform that stays',
      'platform-over',
      (sound) => {
        let set = false;
        return {
          reset: () => (set ? undefined : sound.reset()),
          setPlatform: (setting) => {
            set = true;
            return sound.setPlatform?.(setting);
          },
        };
      },
    ],
  ])('the check of adapters notices %s', async (_, check, change) => {
    const spec = `platform-${String(count++)}`;
    const sound = platformModule();
    provideAdapter(spec, () => new ModuleAdapter(spec, () => Promise.resolve({ ...sound, ...change(sound) })));
    const { checks } = await checkAdapter(spec, 1000);
    expect(checks.filter(({ name, outcome }) => name === check && outcome === 'fail')).toHaveLength(1);
  });

  test('the check of adapters accepts the module', async () => {
    const spec = `platform-${String(count++)}`;
    provideAdapter(spec, () => new ModuleAdapter(spec, () => Promise.resolve(() => platformModule())));
    const { checks } = await checkAdapter(spec, 1000);
    expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(checks.filter(({ name, outcome }) => name.startsWith('platform-') && outcome === 'pass')).toHaveLength(3);
  });

  test.each<[string, Partial<SubjectInfo>, string, string | undefined]>([
    ['enough units', { units: 3 }, 'dma-routing/listed-endpoint', undefined],
    ['no units', {}, 'dma-routing/listed-endpoint', 'cannot be a platform that a DMAR table describes'],
    ['too few units', { units: 2 }, 'dma-routing/listed-endpoint', 'has at most 2 remapping units, the vector has 3'],
    ['fixed claims, equal', { units: 3, configurable: false }, 'units-apart/registers-apart', undefined],
    [
      'fixed claims, unlike',
      { units: 3, configurable: false },
      'units-apart/unlike-claims',
      'cannot give a remapping unit other claims than its own',
    ],
    ['a list of requesters', { units: 3, requesters: [0x18, 0x20] }, 'segments/same-function-of-segment-0', undefined],
    [
      'a list of requesters and a segment',
      { units: 3, requesters: [0x18, 0x20] },
      'segments/listed-function-of-segment-1',
      'cannot play a requester in segment 1',
    ],
    ['no renumbering', { units: 3, abilities: [] }, 'topology/renumbered-bridge', 'cannot renumber the buses below a bridge'],
  ])('%s', async (_, changes, id, expected) => {
    const info: { units?: number } & SubjectInfo = { ...(await new ReferenceAdapter('1', capabilities).start()) };
    delete info.units;
    const vector = platformVectors.find((each) => each.id === `platform/${id}`);
    const lowered = lowerVector(vector as (typeof platformVectors)[0], claims);
    expect(misfit(lowered, { ...info, ...changes })).toBe(expected);
  });
});
