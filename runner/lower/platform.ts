/** The platform that a vector describes: its remapping units, the DMAR table that tells of them, and the bridges (chapter 8). */
import {
  Capabilities,
  REGISTERS,
  buildDmar,
  claimsKey,
  insert,
  parseDmar,
  resolvePath,
  reviewDmar,
  unitsOf,
} from '../../reference/index.js';
import type {
  Bridge,
  DeviceScopeDraft,
  DeviceScopeType,
  DmarTable,
  Follower,
  RawCapabilities,
  StructureDraft,
} from '../../reference/index.js';
import type { Platform as PlatformSpec } from '../../schemas/generated/vector-file.js';
import type { PlatformSetting } from '../adapters/adapter.js';
import { hex, parseBytes, parseNumber, parseSource } from '../hex.js';

type UnitSpec = PlatformSpec['units'][number];
type ScopeSpec = NonNullable<UnitSpec['scope']>[number];

/** A vector's platform as implementations get it, and what lowering needs to know of it. */
export interface LoweredPlatform {
  readonly setting: PlatformSetting;
  /** Names of the units, in the order of the table's DRHD structures. */
  readonly names: readonly string[];
  readonly claims: readonly Capabilities[];
}

/** Register base of the first unit where a vector names none; the others follow page by page. */
const FIRST_BASE = 0xfed9_0000n;

const SCOPE_TYPES: Readonly<Record<NonNullable<ScopeSpec['type']>, DeviceScopeType>> = {
  endpoint: 'PCI Endpoint Device',
  bridge: 'PCI Sub-hierarchy',
  ioapic: 'IOAPIC',
  hpet: 'MSI_CAPABLE_HPET',
  namespace: 'ACPI_NAMESPACE_DEVICE',
};

/** Lowering remembers accesses by claims, so equal claims are one object. */
const claimsByValue = new Map<string, Capabilities>();

/** All vectors of a file may have one platform. */
const lowered = new WeakMap<PlatformSpec, Map<Capabilities, LoweredPlatform>>();

/** Throws a RangeError for a platform that chapter 8 rules out, or that has a path through bridges it does not describe. */
export function lowerPlatform(spec: PlatformSpec, capabilities: Capabilities): LoweredPlatform {
  const known = lowered.get(spec) ?? new Map<Capabilities, LoweredPlatform>();
  lowered.set(spec, known);
  const platform = known.get(capabilities) ?? makePlatform(spec, capabilities);
  known.set(capabilities, platform);
  return platform;
}

function makePlatform(spec: PlatformSpec, capabilities: Capabilities): LoweredPlatform {
  const names = spec.units.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`two units are called ${twice}`);
  const claims = spec.units.map((unit) => claimsOf(unit, capabilities));
  const dmar = spec.dmar === undefined ? buildTable(spec, claims, capabilities.haw) : parseBytes(spec.dmar);
  const parsed = parseDmar(dmar);
  const { table } = parsed;
  const violation = reviewDmar(parsed).find(({ kind }) => kind === 'violation');
  if (violation !== undefined)
    throw new RangeError(`the DMAR table goes against §${violation.section} at byte ${String(violation.offset)}: ${violation.text}`);
  checkRaw(spec, table, capabilities.haw);
  const topology = { bridges: (spec.bridges ?? []).map(bridgeOf), followers: (spec.followers ?? []).map(followerOf) };
  for (const { segmentNumber, deviceScope } of unitsOf(table)) {
    const lost = deviceScope.find((entry) => resolvePath(topology, segmentNumber, entry) === undefined);
    if (lost !== undefined) throw new RangeError(`a ${String(lost.type)} has a path through a bridge that "bridges" does not list`);
  }
  return { setting: { dmar, units: claims.map(({ raw }) => raw), topology }, names, claims };
}

/** What stands in the bytes of a table must not be said again, and must fit the rest. */
function checkRaw({ dmar, units, flags, reserved }: PlatformSpec, table: DmarTable, haw: number): void {
  if (dmar === undefined) return;
  const count = unitsOf(table).length;
  if (count !== units.length) throw new RangeError(`"dmar" has ${String(count)} units, "units" names ${String(units.length)}`);
  const again = units.find(({ segment, includePciAll, base, scope }) =>
    [segment, includePciAll, base, scope].some((each) => each !== undefined),
  );
  if (again !== undefined || flags !== undefined || reserved !== undefined)
    throw new RangeError('with "dmar" the units have only "name" and "claims", and "flags" and "reserved" stand in the table');
  if (table.hostAddressWidth !== haw)
    throw new RangeError(`"dmar" has a host address width of ${String(table.hostAddressWidth)}, the claims ${String(haw)}`);
}

function buildTable({ units, flags, reserved = [] }: PlatformSpec, claims: readonly Capabilities[], haw: number): Uint8Array {
  const remaps = claims.some(({ interruptRemapping }) => interruptRemapping);
  const structures: StructureDraft[] = units.map(({ segment, includePciAll, base, scope = [] }, i) => ({
    structure: 'DRHD',
    flags: includePciAll === true ? ['INCLUDE_PCI_ALL'] : [],
    segmentNumber: Number(parseNumber(segment ?? 0, 16)),
    registerBaseAddress: base === undefined ? FIRST_BASE + BigInt(0x1000 * i) : parseNumber(base),
    deviceScope: scope.map(scopeOf),
  }));
  for (const { segment, base, limit, scope } of reserved) {
    structures.push({
      structure: 'RMRR',
      segmentNumber: Number(parseNumber(segment ?? 0, 16)),
      reservedMemoryRegionBaseAddress: parseNumber(base),
      reservedMemoryRegionLimitAddress: parseNumber(limit),
      deviceScope: scope.map(scopeOf),
    });
  }
  // §8.3.1.3: a namespace device that a unit lists is declared.
  const devices = new Set(
    units.flatMap(({ scope = [] }) => scope.filter(({ type }) => type === 'namespace').map(({ id }) => Number(id ?? 0))),
  );
  for (const acpiDeviceNumber of devices)
    structures.push({ structure: 'ANDD', acpiDeviceNumber, acpiObjectName: `\\_SB.DEV${String(acpiDeviceNumber)}` });
  return buildDmar({ hostAddressWidth: haw, flags: flags ?? (remaps ? ['INTR_REMAP'] : []), remappingStructures: structures });
}

/** A path is written `00:1c.0/01.0/00.2`: start bus, then device.function of each step. */
function scopeOf({ type, id, path }: ScopeSpec): DeviceScopeDraft {
  const [first = '', ...more] = path.split('/');
  const start = parseSource(first);
  const steps = [start, ...more.map((step) => parseSource(`00:${step}`))];
  return {
    type: SCOPE_TYPES[type],
    enumerationId: Number(parseNumber(id ?? 0, 8)),
    startBusNumber: start >>> 8,
    path: steps.map((step) => ({ device: (step >>> 3) & 0x1f, function: step & 7 })),
  };
}

export function bridgeOf({ segment, bridge, secondary, subordinate }: NonNullable<PlatformSpec['bridges']>[number]): Bridge {
  const [secondaryBusNumber, subordinateBusNumber] = [secondary, subordinate].map((bus) => Number(parseNumber(bus, 8))) as [number, number];
  if (secondaryBusNumber > subordinateBusNumber)
    throw new RangeError(
      `the secondary bus of ${bridge}, ${hex(secondaryBusNumber)}, lies above the subordinate, ${hex(subordinateBusNumber)}`,
    );
  return { segment: Number(parseNumber(segment ?? 0, 16)), sourceId: parseSource(bridge), secondaryBusNumber, subordinateBusNumber };
}

function followerOf({ segment, function: follower, of }: NonNullable<PlatformSpec['followers']>[number]): Follower {
  return { segment: Number(parseNumber(segment ?? 0, 16)), sourceId: parseSource(follower), of: parseSource(of) };
}

/** The implementation's claims with what the unit has of its own. */
function claimsOf({ claims = {} }: UnitSpec, capabilities: Capabilities): Capabilities {
  const raw: { -readonly [Key in keyof RawCapabilities]: RawCapabilities[Key] } = { ...capabilities.raw };
  for (const [place, value] of Object.entries(claims)) {
    const [register, name] = place.split('.') as [string, string];
    const field = REGISTERS.find((each) => each.name === register)?.fields.find((each) => each.name === name && each.kind !== 'reserved');
    if (field === undefined || (register !== 'CAP' && register !== 'ECAP')) throw new RangeError(`there is no claim ${place}`);
    const key = register === 'CAP' ? 'cap' : 'ecap';
    raw[key] = insert(raw[key], field, parseNumber(value));
  }
  const key = claimsKey(raw);
  const known = Object.keys(claims).length === 0 ? capabilities : (claimsByValue.get(key) ?? new Capabilities(raw));
  if (known !== capabilities) claimsByValue.set(key, known);
  return known;
}
