/** Checks of implementations that can be a platform of several units. Translation is off throughout. */
import { buildDmar } from '../../../reference/index.js';
import type { StructureDraft } from '../../../reference/index.js';
import type { PlatformSetting } from '../adapter.js';
import { Mismatch, expectBytes, expectValue, needsScratch, pattern } from './check.js';
import type { Bench, Check } from './check.js';

const FEDATA = 0x3c;
const FIRST_BASE = 0xfed9_0000n;

/** Two units, one of which lists the requester of the checks; one that includes all, where the implementation has no more. */
function platformOf({ info, requester }: Bench): PlatformSetting {
  const path = [{ device: (requester >>> 3) & 0x1f, function: requester & 7 }];
  const listed: StructureDraft = {
    structure: 'DRHD',
    registerBaseAddress: FIRST_BASE,
    deviceScope: [{ type: 'PCI Endpoint Device', startBusNumber: requester >>> 8, path }],
  };
  const rest: StructureDraft = { structure: 'DRHD', flags: ['INCLUDE_PCI_ALL'], registerBaseAddress: FIRST_BASE + 0x1000n };
  const structures = (info.units ?? 1) > 1 ? [listed, rest] : [rest];
  const dmar = buildDmar({ hostAddressWidth: info.capabilities.haw, remappingStructures: structures });
  return { dmar, units: structures.map(() => info.capabilities), topology: { bridges: [], followers: [] } };
}

const noPlatform = ({ info }: Bench): string | undefined =>
  info.units === undefined ? 'the implementation does not claim to be a platform' : undefined;

export const PLATFORM_CHECKS: readonly Check[] = [
  {
    name: 'platform-registers',
    title: 'each unit of a platform has registers of its own',
    hint: 'an operation on registers carries "unit", the index of a DRHD structure of the table; 0 if absent',
    skip: noPlatform,
    async run(bench) {
      const platform = platformOf(bench);
      const units = platform.units.map((_, unit) => unit);
      const { results } = await bench.performOn(
        platform,
        ...units.map((unit) => ({ op: 'write' as const, offset: FEDATA, size: 4 as const, value: BigInt(0x41 + unit), unit })),
        ...units.map((unit) => ({ op: 'read' as const, offset: FEDATA, size: 4 as const, unit })),
      );
      for (const unit of units) expectValue(`FEDATA of unit ${String(unit)}`, results[units.length + unit], BigInt(0x41 + unit));
    },
  },
  {
    name: 'platform-request',
    title: 'a request of a platform’s device with translation off reaches memory at its address',
    hint: 'the units share one memory',
    skip: (bench) =>
      noPlatform(bench) ?? (bench.info.dma.includes('read') ? needsScratch(bench) : 'the implementation does not claim reads'),
    async run(bench) {
      const address = (bench.scratch ?? 0n) + 0x1010n;
      const { results } = await bench.performOn(
        platformOf(bench),
        { op: 'load', address, bytes: pattern(8) },
        { op: 'dma', request: 'read', source: bench.requester, address, length: 8, addressType: 'untranslated', segment: 0 },
      );
      expectBytes('what the read returns', results[1], pattern(8));
    },
  },
  {
    name: 'platform-over',
    title: 'a vector without platform meets one unit again, as from reset',
    hint: 'a platform lasts for its own vector',
    skip: noPlatform,
    async run(bench) {
      await bench.performOn(platformOf(bench), { op: 'write', offset: FEDATA, size: 4, value: 0x41n, unit: 0 });
      const { results } = await bench.perform({ op: 'read', offset: FEDATA, size: 4 });
      if (results[0]?.value === 0x41n) throw new Mismatch('FEDATA as after reset', '0x41, which was written to a unit of the platform');
    },
  },
];
