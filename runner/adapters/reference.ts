/** The reference model as a subject, in process. */
import { DMA_KINDS, claimsKey } from '../../reference/index.js';
import type { Caching, Choices, Iommu, WalkEvent } from '../../reference/index.js';
import { hexBytes } from '../hex.js';
import { probesOf } from '../staleness.js';
import { architectedState } from '../architected-state.js';
import type { ArchitectedValue } from '../architected-state.js';
import { bridgeOf, dmaRequestOf, interruptRequestOf, pageRequestOf, translationRequestOf } from './requests.js';
import { PlatformMachine, singleUnit } from './machine.js';
import type { Machine } from './machine.js';
import type { ModelBehaviour } from './model-behaviour.js';
import { ABILITIES } from './adapter.js';
import type {
  Adapter,
  EmittedDeviceTlbRequest,
  EmittedInterrupt,
  EmittedResponse,
  Job,
  Operation,
  PlatformSetting,
  Reply,
  Result,
  SubjectCapabilities,
  SubjectInfo,
} from './adapter.js';

/** A model with the state after a job still in it. */
export interface ModelRun {
  readonly results: readonly Result[];
  readonly interrupts: readonly EmittedInterrupt[];
  readonly responses: readonly EmittedResponse[];
  readonly deviceTlbRequests: readonly EmittedDeviceTlbRequest[];
  /** Architected registers after the last operation. */
  state(): ArchitectedValue[];
  /** Bytes of memory after the last operation. */
  memory(address: bigint, length: number): Uint8Array;
}

const DONE: Result = {};

/** As many as a DMAR table of segments and buses could ever want. */
const MOST_UNITS = 65536;

/** Runs operations on a model. One model is kept for each set of claims, because building one costs more than a vector. */
export class ModelRunner {
  /** Whether a unit of the model may cache entries that are not present (CAP.CM). */
  readonly cachesFaults: boolean;
  private readonly machine: Machine;
  private interrupts: EmittedInterrupt[] = [];
  private responses: EmittedResponse[] = [];
  private deviceTlbRequests: EmittedDeviceTlbRequest[] = [];
  private current = 0;

  /** `listener` hears of every step, with the index of the operation and the unit that takes it. */
  constructor(
    capabilities: SubjectCapabilities,
    platform?: PlatformSetting,
    listener?: (event: WalkEvent, operation: number, unit: Iommu) => void,
  ) {
    this.machine = platform === undefined ? singleUnit(capabilities) : new PlatformMachine(platform);
    this.cachesFaults = this.machine.units.some((unit) => unit.capabilities.has('CAP', 'CM'));
    if (listener !== undefined)
      this.machine.subscribe((event, unit) => {
        listener(event, this.current, unit);
      });
    this.machine.receive((event) => {
      if (event.type === 'interrupt') this.interrupts.push({ ...event.message, after: this.current });
      else if (event.type === 'page-response') this.responses.push({ ...event.response, after: this.current });
      else this.deviceTlbRequests.push({ ...event.request, after: this.current });
    });
  }

  /** Performs the operations from reset, going the given way where the architecture leaves freedom; without `caching` the unit has no caches. */
  run(operations: readonly Operation[], choices: Choices = {}, caching?: Caching): ModelRun {
    const { machine } = this;
    const { memory, units } = machine;
    machine.reset(operations, choices, caching);
    memory.clear();
    this.interrupts = [];
    this.responses = [];
    this.deviceTlbRequests = [];
    const results: Result[] = [];
    for (const [i, operation] of operations.entries()) {
      this.current = i;
      // What the unit may have read by itself it read before memory or a register changes.
      if (caching !== undefined && (operation.op === 'load' || operation.op === 'write')) for (const unit of units) unit.speculate();
      results.push(this.perform(operation));
    }
    return {
      results,
      interrupts: this.interrupts,
      responses: this.responses,
      deviceTlbRequests: this.deviceTlbRequests,
      state: () => units.flatMap((unit, i) => architectedState(unit, units.length === 1 ? undefined : i)),
      memory: (address, length) => memory.read(address, length),
    };
  }

  private perform(operation: Operation): Result {
    const { memory } = this.machine;
    const iommu = this.machine.unitFor(operation);
    switch (operation.op) {
      case 'load':
        memory.write(operation.address, operation.bytes);
        return DONE;
      case 'dump':
        return { bytes: memory.read(operation.address, operation.length) };
      case 'poison':
        memory.injectAccessError(operation.address, operation.length, operation.access);
        return DONE;
      case 'read':
      case 'poll':
        // Every command of the model completes before it returns, so one read is as good as many.
        return { value: iommu.readRegister(operation.offset, operation.size) };
      case 'write':
        iommu.writeRegister(operation.offset, operation.size, operation.value);
        return DONE;
      case 'dma': {
        const { status, data, attributes } = iommu.dma(dmaRequestOf(operation));
        return { status, ...(data === undefined ? {} : { bytes: data }), ...(attributes === undefined ? {} : { attributes }) };
      }
      case 'translate': {
        const { status, completion } = iommu.translate(translationRequestOf(operation));
        return completion === undefined ? { status } : { status, value: completion };
      }
      case 'page-request':
        iommu.pageRequest(pageRequestOf(operation));
        return DONE;
      case 'reset':
        iommu.resetUnit();
        return DONE;
      case 'interrupt':
        return { status: iommu.interrupt(interruptRequestOf(operation)) ? 'success' : 'UR' };
      case 'device-tlb':
        iommu.setDeviceTlbAnswers(operation.source, operation.answers);
        return DONE;
      case 'invalidation-completion':
        iommu.completeInvalidation({ sourceId: operation.source, tags: operation.tags });
        return DONE;
      case 'renumber':
        this.machine.renumber(bridgeOf(operation));
        return DONE;
    }
  }
}

/** What tells one model from another: claims and platform. */
export function modelKey(capabilities: SubjectCapabilities, platform?: PlatformSetting): string {
  if (platform === undefined) return claimsKey(capabilities);
  const { dmar, units, topology } = platform;
  return [hexBytes(dmar), ...units.map(claimsKey), JSON.stringify(topology)].join();
}

/** The adapter `reference`: configurable to every profile. */
export class ReferenceAdapter implements Adapter {
  private isStarted = false;
  private claims: SubjectCapabilities;
  private readonly runners = new Map<string, ModelRunner>();

  constructor(
    private readonly version: string,
    initial: SubjectCapabilities,
    /** What it does where the architecture leaves freedom. */
    private readonly behaviour: ModelBehaviour = {},
  ) {
    this.claims = initial;
  }

  start(): Promise<SubjectInfo> {
    return this.configure(this.claims);
  }

  configure(capabilities: SubjectCapabilities): Promise<SubjectInfo> {
    this.isStarted = true;
    this.claims = capabilities;
    return Promise.resolve({
      name: 'reference model',
      version: this.version,
      capabilities,
      configurable: true,
      ram: [{ address: 0n, length: 1n << BigInt(capabilities.haw) }],
      inaccessible: [],
      poison: true,
      requesters: 'any',
      dma: DMA_KINDS,
      completionStatus: true,
      observesInterrupts: true,
      abilities: ABILITIES,
      units: MOST_UNITS,
      notes: [],
    });
  }

  private runnerFor(platform: PlatformSetting | undefined): ModelRunner {
    const key = modelKey(this.claims, platform);
    const runner = this.runners.get(key) ?? new ModelRunner(this.claims, platform);
    this.runners.set(key, runner);
    return runner;
  }

  run(job: Job): Reply {
    if (!this.isStarted) return { kind: 'errored', message: 'the model was not started' };
    const runner = this.runnerFor(job.platform);
    const { choices = {}, caches, rules } = this.behaviour;
    const caching =
      caches === undefined ? undefined : { policy: caches(), probes: probesOf(job.operations), ...(rules === undefined ? {} : { rules }) };
    const { results, interrupts, responses, deviceTlbRequests } = runner.run(job.operations, choices, caching);
    return { kind: 'results', results, interrupts, responses, deviceTlbRequests };
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
