/** Which remapping unit serves which device (§8.3, §8.3.1). */
import { unitsOf } from './dmar.js';
import type { DeviceScopeEntry, DmarTable } from './dmar.js';

/** A PCI-PCI bridge, root port or switch port, as its configuration space numbers the buses below it. */
export interface Bridge {
  /** PCI segment; 0 if absent. */
  readonly segment?: number;
  /** Requester-id of the bridge itself, 16 bits: bus 15:8, device 7:3, function 2:0. */
  readonly sourceId: number;
  readonly secondaryBusNumber: number;
  readonly subordinateBusNumber: number;
}

/** A function that no device scope names because it goes with another (§8.3.2, §8.3.3): virtual, extended or phantom. */
export interface Follower {
  /** PCI segment; 0 if absent. */
  readonly segment?: number;
  readonly sourceId: number;
  /** Requester-id of the function that it goes with. */
  readonly of: number;
}

/** What of a machine decides, beside the table, who serves a device. */
export interface Topology {
  readonly bridges?: readonly Bridge[];
  readonly followers?: readonly Follower[];
}

type Units = Pick<DmarTable, 'remappingStructures'>;

/**
 * The unit that serves the device of a source-id, as its index among the DRHD structures, or undefined if none does.
 * ACPI-26, and with followers ACPI-27. In a table that lists a function twice the earlier structure wins.
 */
export function unitOf(table: Units, topology: Topology, segment: number, sourceId: number): number | undefined {
  const units = unitsOf(table);
  const function_ = ownerOf(topology, segment, sourceId);
  const explicit = (matches: (entry: DeviceScopeEntry) => boolean): number =>
    units.findIndex(({ segmentNumber, deviceScope }) => segmentNumber === segment && deviceScope.some(matches));
  // 1. A unit that lists the function itself, whatever it is (§8.3.1).
  let found = explicit((entry) => resolvePath(topology, segment, entry) === function_);
  // 2. A unit that lists a bridge above it (ACPI-07).
  if (found < 0) found = explicit((entry) => entry.type === 'PCI Sub-hierarchy' && isBelow(topology, segment, entry, function_));
  // 3. The unit that includes all of the segment (ACPI-12).
  if (found < 0) found = units.findIndex(({ segmentNumber, flags }) => segmentNumber === segment && flags.includes('INCLUDE_PCI_ALL'));
  return found < 0 ? undefined : found;
}

/**
 * The source-id that a device scope entry names, by the secondary bus numbers that the bridges on its path have now
 * (ACPI-06), or undefined if the topology lacks one of them.
 */
export function resolvePath(topology: Topology, segment: number, { startBusNumber, path }: DeviceScopeEntry): number | undefined {
  let bus: number | undefined = startBusNumber;
  for (const [i, element] of path.entries()) {
    if (bus === undefined) return undefined;
    const sourceId: number = (bus << 8) | ((element.device & 0x1f) << 3) | (element.function & 7);
    if (i === path.length - 1) return sourceId;
    bus = bridgeAt(topology, segment, sourceId)?.secondaryBusNumber;
  }
  return undefined;
}

/** An interrupt controller that a device scope lists (§8.3.1.1, §8.3.1.2). */
export interface InterruptController {
  /** Index among the DRHD structures. */
  readonly unit: number;
  readonly segment: number;
  /** What its interrupt requests carry; undefined if the topology lacks a bridge on its path. */
  readonly sourceId: number | undefined;
}

/** The I/O APIC of a MADT ID, or the HPET of a number, with the unit that lists it (ACPI-28), or undefined if none does. */
export function interruptControllerOf(
  table: Units,
  topology: Topology,
  type: 'IOAPIC' | 'MSI_CAPABLE_HPET',
  enumerationId: number,
): InterruptController | undefined {
  for (const [unit, { segmentNumber: segment, deviceScope }] of unitsOf(table).entries()) {
    const entry = deviceScope.find((each) => each.type === type && each.enumerationId === enumerationId);
    if (entry !== undefined) return { unit, segment, sourceId: resolvePath(topology, segment, entry) };
  }
  return undefined;
}

function bridgeAt({ bridges = [] }: Topology, segment: number, sourceId: number): Bridge | undefined {
  return bridges.find((bridge) => (bridge.segment ?? 0) === segment && bridge.sourceId === sourceId);
}

/** Whether a function lies on one of the buses behind the bridge that an entry names. */
function isBelow(topology: Topology, segment: number, entry: DeviceScopeEntry, sourceId: number): boolean {
  const at = resolvePath(topology, segment, entry);
  const bridge = at === undefined ? undefined : bridgeAt(topology, segment, at);
  const bus = sourceId >>> 8;
  return bridge !== undefined && bus >= bridge.secondaryBusNumber && bus <= bridge.subordinateBusNumber;
}

/** The function that a device scope would name for a source-id. */
function ownerOf({ followers = [] }: Topology, segment: number, sourceId: number): number {
  const follower = followers.find((each) => (each.segment ?? 0) === segment && each.sourceId === sourceId);
  return follower?.of ?? sourceId;
}
