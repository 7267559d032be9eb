/** A platform of several remapping units: one memory, and for each request the unit that serves its device (chapter 8). */
import { unitsOf } from './acpi/dmar.js';
import type { DmarTable } from './acpi/dmar.js';
import { unitOf } from './acpi/routing.js';
import type { Bridge, Topology } from './acpi/routing.js';
import { encodeCapabilities } from './capabilities.js';
import type { RawCapabilities } from './capabilities.js';
import type { Choices } from './choices.js';
import type { DmaRequest, DmaResult, PageRequest, TranslationRequest, TranslationResult } from './dma/request.js';
import type { InterruptRequest } from './interrupts/remapping.js';
import { Iommu } from './iommu.js';
import type { Caching } from './iommu.js';
import { Memory } from './memory.js';
import type { ResetKind } from './registers/register-file.js';
import type { EmittedEvent, WalkEvent } from './walk-events.js';

export class Platform {
  readonly memory = new Memory();
  /** In the order of the table's DRHD structures; each has registers, tables in use, caches and records of its own (ACPI-29). */
  readonly units: readonly Iommu[];
  /** What stands between memory and the devices that no unit serves: nothing is remapped there (ACPI-16, ACPI-30). */
  private readonly unserved: Iommu;
  private topology: Topology;

  /**
   * A platform as a DMAR table describes it; `claims` holds those of each unit, in the table's order. Throws a RangeError
   * unless there are claims for every unit.
   */
  constructor(
    private readonly table: Pick<DmarTable, 'remappingStructures'>,
    claims: readonly RawCapabilities[],
    private readonly firstTopology: Topology = {},
  ) {
    const count = unitsOf(table).length;
    if (count !== claims.length)
      throw new RangeError(`expected claims for the table's ${String(count)} units, found ${String(claims.length)}`);
    this.units = claims.map((raw) => new Iommu(raw, this.memory));
    const haw = Math.max(32, ...claims.map((raw) => raw.haw));
    this.unserved = new Iommu(encodeCapabilities({ ver: { MAX: 1 }, cap: { FRO: 0x20 }, ecap: { IRO: 0x10 }, haw }), this.memory);
    this.topology = firstTopology;
  }

  /** The unit that serves a device now, or one that does nothing for it. */
  unitFor(segment: number, sourceId: number): Iommu {
    return this.units[unitOf(this.table, this.topology, segment, sourceId) ?? -1] ?? this.unserved;
  }

  /** Software numbers the buses below a bridge: source-ids change, units do not (§8.3.5, ACPI-32). */
  renumber(bridge: Bridge): void {
    const isSame = ({ segment = 0, sourceId }: Bridge): boolean => segment === (bridge.segment ?? 0) && sourceId === bridge.sourceId;
    const others = (this.topology.bridges ?? []).filter((each) => !isSame(each));
    this.topology = { ...this.topology, bridges: [...others, bridge] };
  }

  /** Resets every unit (see `Iommu.reset`); bridges have the buses again that they had at first. `caching` is asked for each unit. */
  reset(kind: ResetKind = 'power-good', choices: Choices = {}, caching?: (unit: number) => Caching | undefined): void {
    for (const [i, unit] of this.units.entries()) unit.reset(kind, choices, caching?.(i));
    this.unserved.reset(kind, choices);
    this.topology = this.firstTopology;
  }

  /**
   * Registers a listener for every step of the units, each told with its unit, and for what passes without any; returns
   * the function that removes it.
   */
  subscribe(listener: (event: WalkEvent, unit: Iommu) => void): () => void {
    return this.forEach((unit) =>
      unit.subscribe((event) => {
        listener(event, unit);
      }),
    );
  }

  /** The same for what leaves the units only; see `Iommu.receive`. */
  receive(receiver: (event: EmittedEvent) => void): () => void {
    return this.forEach((unit) => unit.receive(receiver));
  }

  private forEach(register: (unit: Iommu) => () => void): () => void {
    const removals = [...this.units, this.unserved].map(register);
    return () => {
      for (const remove of removals) remove();
    };
  }

  /** A device of a segment sends a memory request; see `Iommu.dma`. */
  dma(request: DmaRequest, segment = 0): DmaResult {
    return this.unitFor(segment, request.sourceId).dma(request);
  }

  /** A device of a segment asks for a translation; see `Iommu.translate`. */
  translate(request: TranslationRequest, segment = 0): TranslationResult {
    return this.unitFor(segment, request.sourceId).translate(request);
  }

  /** A device of a segment sends a page request message; see `Iommu.pageRequest`. */
  pageRequest(request: PageRequest, segment = 0): void {
    this.unitFor(segment, request.sourceId).pageRequest(request);
  }

  /** A device, an I/O APIC or an HPET of a segment sends an interrupt request; see `Iommu.interrupt`. */
  interrupt(request: InterruptRequest, segment = 0): boolean {
    return this.unitFor(segment, request.sourceId).interrupt(request);
  }
}
