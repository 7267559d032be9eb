/** What the operations of a job are performed on: one unit of the model, or a platform of several. */
import { Iommu, Platform, parseDmar } from '../../reference/index.js';
import type { Bridge, Caching, Choices, EmittedEvent, Memory, WalkEvent } from '../../reference/index.js';
import { probesOf } from '../staleness.js';
import type { Operation, PlatformSetting, SubjectCapabilities } from './adapter.js';
import { bridgeOf } from './requests.js';

export interface Machine {
  readonly memory: Memory;
  readonly units: readonly Iommu[];
  /** Everything as at power-on, for these operations. */
  reset(operations: readonly Operation[], choices: Choices, caching: Caching | undefined): void;
  /** The unit that an operation goes to. */
  unitFor(operation: Operation): Iommu;
  renumber(bridge: Bridge): void;
  /** Everything that happens in any unit. */
  subscribe(listener: (event: WalkEvent, unit: Iommu) => void): void;
  /** What leaves any unit. */
  receive(receiver: (event: EmittedEvent) => void): void;
}

/** One unit, which serves every device. */
export function singleUnit(capabilities: SubjectCapabilities): Machine {
  const iommu = new Iommu(capabilities);
  return {
    memory: iommu.memory,
    units: [iommu],
    reset: (_, choices, caching) => {
      iommu.reset('power-good', choices, caching);
    },
    unitFor: () => iommu,
    renumber: () => undefined,
    subscribe: (listener) => {
      iommu.subscribe((event) => {
        listener(event, iommu);
      });
    },
    receive: (receiver) => {
      iommu.receive(receiver);
    },
  };
}

/** Units that serve what their DMAR table says. */
export class PlatformMachine implements Machine {
  private readonly platform: Platform;

  constructor(setting: PlatformSetting) {
    this.platform = new Platform(parseDmar(setting.dmar).table, setting.units, setting.topology);
  }

  get memory(): Memory {
    return this.platform.memory;
  }

  get units(): readonly Iommu[] {
    return this.platform.units;
  }

  reset(operations: readonly Operation[], choices: Choices, caching: Caching | undefined): void {
    this.platform.reset('power-good', choices);
    if (caching === undefined) return;
    // A unit reads ahead for the requests that come to it.
    const own = this.byUnit(operations);
    this.platform.reset('power-good', choices, (unit) => ({ ...caching, probes: probesOf(own[unit] ?? []) }));
  }

  unitFor(operation: Operation): Iommu {
    if ('source' in operation) return this.platform.unitFor(operation.segment ?? 0, operation.source);
    return this.units['unit' in operation ? (operation.unit ?? 0) : 0] as Iommu;
  }

  renumber(bridge: Bridge): void {
    this.platform.renumber(bridge);
  }

  subscribe(listener: (event: WalkEvent, unit: Iommu) => void): void {
    this.platform.subscribe(listener);
  }

  receive(receiver: (event: EmittedEvent) => void): void {
    this.platform.receive(receiver);
  }

  private byUnit(operations: readonly Operation[]): Operation[][] {
    const own: Operation[][] = this.units.map(() => []);
    for (const operation of operations) {
      if (operation.op === 'renumber') this.renumber(bridgeOf(operation));
      else own[this.units.indexOf(this.unitFor(operation))]?.push(operation);
    }
    return own;
  }
}
