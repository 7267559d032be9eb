/** The adapter `module:FILE`: an implementation in JavaScript, in process. The interface is module-interface.ts. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AdapterError, UsageError, printable } from '../errors.js';
import type {
  Adapter,
  EmittedDeviceTlbRequest,
  EmittedInterrupt,
  EmittedResponse,
  Job,
  Reply,
  Result,
  SubjectCapabilities,
  SubjectInfo,
} from './adapter.js';
import {
  ContractBreach,
  ImplementationFailure,
  asImplementation,
  asMessage,
  asDeviceTlbRequest,
  asPageResponse,
  asSubject,
} from './module-contract.js';
import type { ModuleFactory, ModuleImplementation } from './module-interface.js';
import { callFailure, callOf, isPromise, perform } from './module-operations.js';

/** An implementation, and the messages of the job under way. */
interface Life {
  readonly implementation: ModuleImplementation;
  interrupts: EmittedInterrupt[];
  responses: EmittedResponse[];
  deviceTlbRequests: EmittedDeviceTlbRequest[];
  /** Index of the operation under way, and the method call that it is. */
  current: number;
  call: () => string;
  /** What was wrong with messages; the first is reported with the job. */
  breaches: ContractBreach[];
}

export class ModuleAdapter implements Adapter {
  private life: Life | undefined;
  private claims: SubjectCapabilities | undefined;
  private observes = false;

  /** `source` gives the implementation, or a function that makes one; `label` names it in errors. */
  constructor(
    private readonly label: string,
    private readonly source: () => Promise<ModuleImplementation | ModuleFactory>,
  ) {}

  async start(): Promise<SubjectInfo> {
    try {
      return await this.begin();
    } catch (error) {
      throw new AdapterError(`${this.label} cannot be started: ${messageOf(error)}`);
    }
  }

  async configure(capabilities: SubjectCapabilities): Promise<SubjectInfo> {
    this.claims = capabilities;
    try {
      return this.life === undefined ? await this.begin() : await this.introduce(this.life.implementation);
    } catch (error) {
      throw new AdapterError(`${this.label} cannot be configured: ${messageOf(error)}`);
    }
  }

  async run(job: Job): Promise<Reply> {
    if (this.life === undefined) {
      try {
        await this.begin();
      } catch (error) {
        return { kind: 'errored', message: `the implementation could not be made again: ${messageOf(error)}` };
      }
    }
    const life = this.life as unknown as Life;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Reply>((settle) => {
      timer = setTimeout(() => {
        settle({ kind: 'timeout', message: `${life.call()} did not finish within ${String(job.timeout)} ms` });
      }, job.timeout);
    });
    const reply = await Promise.race([this.perform(life, job), late]);
    clearTimeout(timer);
    // After an exception or a hang the state is anybody's guess: the next job gets a new implementation.
    if (reply.kind === 'crashed' || reply.kind === 'timeout') this.life = undefined;
    return reply;
  }

  stop(): Promise<void> {
    this.life = undefined;
    return Promise.resolve();
  }

  /** Makes an implementation and asks what it is. */
  private async begin(): Promise<SubjectInfo> {
    const source = await this.source();
    const made: unknown = typeof source === 'function' ? await source() : source;
    const implementation = asImplementation(made);
    const info = await this.introduce(implementation);
    const life: Life = {
      implementation,
      interrupts: [],
      responses: [],
      deviceTlbRequests: [],
      current: 0,
      call: () => 'reset()',
      breaches: [],
    };
    implementation.onInterrupt?.((address, data) => {
      this.keep(life, () => life.interrupts.push({ ...asMessage(address, data), after: life.current }));
    });
    implementation.onPageResponse?.((response) => {
      this.keep(life, () => life.responses.push({ ...asPageResponse(response), after: life.current }));
    });
    implementation.onDeviceTlbRequest?.((request) => {
      this.keep(life, () => life.deviceTlbRequests.push({ ...asDeviceTlbRequest(request), after: life.current }));
    });
    this.observes = info.observesInterrupts;
    this.life = life;
    return info;
  }

  private async introduce(implementation: ModuleImplementation): Promise<SubjectInfo> {
    if (this.claims !== undefined) await implementation.configure?.(this.claims);
    return asSubject(await implementation.describe(), implementation);
  }

  /** Keeps what a listener was given, or that it was no such thing. */
  private keep(life: Life, add: () => void): void {
    try {
      add();
    } catch (error) {
      if (error instanceof ContractBreach) life.breaches.push(error);
    }
  }

  /** Resets and performs. Only what is a promise is awaited: a synchronous implementation costs no turns of the event loop. */
  private async perform(life: Life, job: Job): Promise<Reply> {
    const { implementation } = life;
    const results: Result[] = [];
    life.current = 0;
    life.call = () => 'reset()';
    life.interrupts = [];
    life.responses = [];
    life.deviceTlbRequests = [];
    life.breaches = [];
    try {
      const reset = implementation.reset();
      if (isPromise(reset)) await reset;
      if (job.platform !== undefined) {
        life.call = () => 'setPlatform()';
        // A vector with a platform does not come to an implementation without the method.
        const set = implementation.setPlatform?.(job.platform);
        if (isPromise(set)) await set;
      }
      for (const [i, operation] of job.operations.entries()) {
        life.current = i;
        life.call = () => callOf(operation);
        const result = perform(implementation, operation);
        results.push(isPromise(result) ? await result : result);
      }
    } catch (error) {
      return callFailure(life.call(), error);
    }
    const [breach] = life.breaches;
    if (breach !== undefined) return { kind: 'errored', message: breach.message };
    const { responses, deviceTlbRequests } = life;
    return { kind: 'results', results, interrupts: this.observes ? life.interrupts : null, responses, deviceTlbRequests };
  }
}

/** The adapter for a file. Throws a UsageError if there is none; what it exports is looked at when it starts. */
export function openModule(file: string): ModuleAdapter {
  const path = resolve(file);
  if (file === '' || !existsSync(path))
    throw new UsageError(`module: needs the file of an implementation; there is no file ${file === '' ? '(nothing given)' : file}`);
  return new ModuleAdapter(`module:${file}`, async () => {
    const exports = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    const made = exports.default ?? exports.createIommu;
    if (made === undefined) {
      throw new Error(`expected a default export, or one named createIommu, found ${Object.keys(exports).join(', ') || 'no export'}`);
    }
    return made as ModuleImplementation | ModuleFactory;
  });
}

function messageOf(error: unknown): string {
  return printable(
    error instanceof Error
      ? `${error instanceof ContractBreach || error instanceof ImplementationFailure ? '' : `${error.name}: `}${error.message}`
      : String(error),
  ).replace(/^Error: /, '');
}
