/** The reference model as a subject, in process. */
import { DMA_KINDS, Iommu } from '../../reference/index.js';
import type { Caching, Choices } from '../../reference/index.js';
import { probesOf } from '../staleness.js';
import { architectedState } from '../architected-state.js';
import type { ArchitectedValue } from '../architected-state.js';
import { dmaRequestOf, interruptRequestOf, pageRequestOf, translationRequestOf } from './requests.js';
import type { ModelBehaviour } from './model-behaviour.js';
import { ABILITIES } from './adapter.js';
import type {
  Adapter,
  EmittedInterrupt,
  EmittedResponse,
  Job,
  Operation,
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
  /** Architected registers after the last operation. */
  state(): ArchitectedValue[];
  /** Bytes of memory after the last operation. */
  memory(address: bigint, length: number): Uint8Array;
}

const DONE: Result = {};

/** Runs operations on a model. One model is kept for each set of claims, because building one costs more than a vector. */
export class ModelRunner {
  private readonly iommu: Iommu;
  private interrupts: EmittedInterrupt[] = [];
  private responses: EmittedResponse[] = [];
  private current = 0;

  constructor(capabilities: SubjectCapabilities) {
    this.iommu = new Iommu(capabilities);
    this.iommu.subscribe((event) => {
      if (event.type === 'interrupt') this.interrupts.push({ ...event.message, after: this.current });
      if (event.type === 'page-response') this.responses.push({ ...event.response, after: this.current });
    });
  }

  /** Performs the operations from reset, going the given way where the architecture leaves freedom; without `caching` the unit has no caches. */
  run(operations: readonly Operation[], choices: Choices = {}, caching?: Caching): ModelRun {
    const { iommu } = this;
    iommu.reset('power-good', choices, caching);
    iommu.memory.clear();
    this.interrupts = [];
    this.responses = [];
    const results: Result[] = [];
    for (const [i, operation] of operations.entries()) {
      this.current = i;
      // What the unit may have read by itself it read before memory or a register changes.
      if (caching !== undefined && (operation.op === 'load' || operation.op === 'write')) iommu.speculate();
      results.push(this.perform(operation));
    }
    return {
      results,
      interrupts: this.interrupts,
      responses: this.responses,
      state: () => architectedState(iommu),
      memory: (address, length) => iommu.memory.read(address, length),
    };
  }

  private perform(operation: Operation): Result {
    const { iommu } = this;
    switch (operation.op) {
      case 'load':
        iommu.memory.write(operation.address, operation.bytes);
        return DONE;
      case 'dump':
        return { bytes: iommu.memory.read(operation.address, operation.length) };
      case 'poison':
        iommu.memory.injectAccessError(operation.address, operation.length, operation.access);
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
      case 'interrupt':
        return { status: iommu.interrupt(interruptRequestOf(operation)) ? 'success' : 'UR' };
    }
  }
}

/** The adapter `reference`: configurable to every profile. */
export class ReferenceAdapter implements Adapter {
  private runner: ModelRunner | undefined;
  private readonly runners = new Map<string, ModelRunner>();

  constructor(
    private readonly version: string,
    private readonly initial: SubjectCapabilities,
    /** What it does where the architecture leaves freedom. */
    private readonly behaviour: ModelBehaviour = {},
  ) {}

  start(): Promise<SubjectInfo> {
    return this.configure(this.initial);
  }

  configure(capabilities: SubjectCapabilities): Promise<SubjectInfo> {
    const key = Object.values(capabilities).join();
    this.runner = this.runners.get(key) ?? new ModelRunner(capabilities);
    this.runners.set(key, this.runner);
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
      notes: [],
    });
  }

  run(job: Job): Reply {
    if (this.runner === undefined) return { kind: 'errored', message: 'the model was not started' };
    const { choices = {}, caches, rules } = this.behaviour;
    const caching =
      caches === undefined ? undefined : { policy: caches(), probes: probesOf(job.operations), ...(rules === undefined ? {} : { rules }) };
    const { results, interrupts, responses } = this.runner.run(job.operations, choices, caching);
    return { kind: 'results', results, interrupts, responses };
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
