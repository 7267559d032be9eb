/**
 * A real QEMU as the implementation under test: its `intel-iommu` device,
 * driven without a guest.
 *
 * A reset costs far less than a start, so one process serves many jobs and is
 * replaced only after it crashed or hung.
 */
import { AdapterError } from '../../errors.js';
import type { Adapter, Job, Reply, Result, SubjectInfo } from '../adapter.js';
import { detectFeatures, type QemuFeatures } from './features.js';
import { MachineFiles } from './files.js';
import { tellsInterrupts, TraceLog } from './interrupts.js';
import { USUAL_LAYOUT, type Layout } from './layout.js';
import { commandLine, INACCESSIBLE, iommuProperties, RAM, type QemuOptions } from './machine.js';
import { findMsi } from './msi.js';
import { lowerJob, readRegister, resultOf, type Driving, type LoweredJob } from './operations.js';
import { enableFunction } from './pci.js';
import { QemuExited, QemuProcess } from './process.js';
import { perform, type Step } from './step.js';

const DEFAULT_EXECUTABLE = 'qemu-system-x86_64';

/** What `aw-bits` is where a version does not let it be set. */
const DEFAULT_ADDRESS_WIDTH = 39;

/** ECAP.IR. */
const ECAP_IR = 1n << 3n;

/** A running QEMU with a freshly reset unit, or on its way back to one. */
interface Machine {
  readonly layout: Layout;
  readonly process: QemuProcess;
  readonly files: MachineFiles;
  readonly log: TraceLog;
}

export class QemuAdapter implements Adapter {
  readonly #options: QemuOptions;
  #features: QemuFeatures | undefined;
  #driving: Driving = { stepped: false };
  /** The usual machine, and one more for jobs that need other functions. */
  readonly #machines = new Map<'usual' | 'special', Machine>();

  constructor(options: QemuOptions = {}) {
    this.#options = options;
  }

  async start(): Promise<SubjectInfo> {
    try {
      this.#features = await detectFeatures(this.#executable);
      const { process } = await this.#obtainMachine(USUAL_LAYOUT);
      const [ver = '0', cap = '0', ecap = '0'] = await process.qtest([readRegister(0x00, 4), readRegister(0x08, 8), readRegister(0x10, 8)]);
      this.#driving = { stepped: this.#features.qtestAccelerator, msi: await findMsi(process, USUAL_LAYOUT.requesters[0]?.source ?? 0) };
      return this.#describe(this.#features, { ver: Number(ver), cap: BigInt(cap), ecap: BigInt(ecap) });
    } catch (error) {
      await this.#discardAll();
      throw new AdapterError(`QEMU cannot be tested: ${describeError(error)}`);
    }
  }

  async run(job: Job): Promise<Reply> {
    if (this.#features === undefined) return { kind: 'errored', message: 'the adapter was not started' };
    const lowered = lowerJob(job.operations, this.#driving);
    if ('refusal' in lowered) return { kind: 'skipped', reason: lowered.refusal };

    const { layout } = lowered;
    const clock = { isOver: false };
    const limit = setTimeout(() => {
      clock.isOver = true;
      void this.#machines.get(placeOf(layout))?.process.kill();
    }, job.timeout);
    try {
      return await this.#runOn(await this.#obtainMachine(layout), job, lowered);
    } catch (error) {
      await this.#discard(layout);
      if (clock.isOver) return { kind: 'timeout', message: `no answer within ${job.timeout} ms` };
      if (error instanceof QemuExited) return { kind: 'crashed', message: error.message };
      return { kind: 'errored', message: describeError(error) };
    } finally {
      clearTimeout(limit);
    }
  }

  /**
   * What would be done for a job, for those who do it without this adapter: the command line, with marks where files go, and the
   * commands. `readers` tells for each operation that reads by DMA in which reply to `drain` its data are, and where.
   */
  async plan(operations: Job['operations']): Promise<QemuPlan | { readonly refusal: string }> {
    const features = await detectFeatures(this.#executable);
    const lowered = lowerJob(operations, { stepped: features.qtestAccelerator });
    if ('refusal' in lowered) return lowered;
    const { layout, requesters, steps, transfers } = lowered;
    const line = commandLine(features, iommuProperties(features, this.#options), layout, {
      firmware: '@firmware',
      ram: '@ram',
      trace: '@trace',
    });
    return {
      version: features.version,
      args: withoutRunner(line),
      enable: requesters.map((requester) => ({ commands: enableFunction(requester) })),
      stage: transfers.stage(),
      steps,
      drain: transfers.drain(),
      readers: transfers.readers(),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#machines.values()].map(({ process }) => process.quit()));
    await this.#discardAll();
  }

  get #executable(): string {
    return this.#options.path ?? DEFAULT_EXECUTABLE;
  }

  async #runOn({ process, files, log }: Machine, job: Job, { requesters, steps, transfers }: LoweredJob): Promise<Reply> {
    files.clearRam();
    const enable: Step[] = requesters.map((requester) => ({ commands: enableFunction(requester) }));
    const before = [...enable, ...transfers.stage()];
    log.skip();
    const replies = (await perform(process, [...before, ...steps])).slice(before.length);
    const seen = log.take();

    // The reset is due anyway, and only with translation off do the buffers come back unchanged.
    await reset(process);
    const drain = transfers.drain();
    const drained = (await perform(process, drain.length === 0 ? [] : [...enable, ...drain])).slice(enable.length);
    const results = job.operations.map((operation, index): Result => {
      if (operation.op === 'dma') return transfers.result(index, drained, seen.blocked.has(index));
      if (operation.op === 'interrupt') return { status: seen.delivered.has(index) ? 'success' : 'blocked' };
      return resultOf(operation, replies[index] ?? []);
    });
    return { kind: 'results', results, interrupts: this.#observesInterrupts ? seen.interrupts : null, responses: [] };
  }

  get #observesInterrupts(): boolean {
    return this.#features !== undefined && tellsInterrupts(this.#features.traceEvents);
  }

  /** A machine with this layout: that of an earlier job, or a new one where that is gone. */
  async #obtainMachine(layout: Layout): Promise<Machine> {
    const place = placeOf(layout);
    const before = this.#machines.get(place);
    if (before?.process.running === true && !before.log.full && before.layout.key === layout.key) return before;
    await this.#discard(layout);
    if (this.#features === undefined) throw new Error('the adapter was not started');

    // Before anything is made on disk: the options may be wrong.
    const iommu = iommuProperties(this.#features, this.#options);
    const files = new MachineFiles();
    try {
      const process = new QemuProcess(this.#executable, commandLine(this.#features, iommu, layout, files.paths));
      const machine = { layout, process, files, log: new TraceLog(files.trace) };
      this.#machines.set(place, machine);
      // Answered once the machine is complete: every file is open by then.
      await process.qmp.execute('qmp_capabilities');
      return machine;
    } finally {
      files.unlink();
    }
  }

  /** Ends the machine in the place of this layout's. */
  async #discard(layout: Layout): Promise<void> {
    const place = placeOf(layout);
    const machine = this.#machines.get(place);
    this.#machines.delete(place);
    await machine?.process.kill();
    machine?.files.close();
  }

  async #discardAll(): Promise<void> {
    for (const { layout } of [...this.#machines.values()]) await this.#discard(layout);
  }

  #describe(features: QemuFeatures, registers: { ver: number; cap: bigint; ecap: bigint }): SubjectInfo {
    const iommu = iommuProperties(features, this.#options);
    // Without interrupt remapping messages go past the unit, and past its trace.
    const remaps = (registers.ecap & ECAP_IR) !== 0n;
    return {
      name: 'QEMU intel-iommu',
      version: features.version,
      links: { homepage: 'https://www.qemu.org/', issues: 'https://gitlab.com/qemu-project/qemu/-/issues' },
      capabilities: { ...registers, haw: Number(iommu.get('aw-bits') ?? DEFAULT_ADDRESS_WIDTH) },
      configurable: false,
      ram: RAM,
      inaccessible: INACCESSIBLE,
      poison: false,
      // All but those of q35 itself, which the jobs are refused with.
      requesters: 'any',
      dma: ['read', 'write'],
      completionStatus: false,
      abilities: this.#observesInterrupts && remaps && this.#driving.msi !== undefined ? ['interrupt'] : [],
      observesInterrupts: this.#observesInterrupts,
      notes: [
        `intel-iommu properties: ${[...iommu].map(([name, value]) => `${name}=${value}`).join(',')}`,
        'A DMA request reaches the unit as several accesses of at most 4 bytes where it is refused; the repeated faults collapse.',
        ...(remaps ? ['Interrupt requests are messages of the MSI capability of edu functions, which carries 16 bits of data.'] : []),
        'Requests that the unit refused are known from its trace log; whether a write arrived is seen in memory only.',
      ],
    };
  }
}

/** What `plan` gives. */
export interface QemuPlan {
  readonly version: string;
  readonly args: readonly string[];
  readonly enable: readonly Step[];
  readonly stage: readonly Step[];
  readonly steps: readonly Step[];
  readonly drain: readonly Step[];
  readonly readers: Readonly<Record<string, { readonly reply: number; readonly offset: number }>>;
}

/** The command line with QMP on a socket of its own and without the trace, which nobody reads. */
function withoutRunner(line: readonly string[]): string[] {
  const args: string[] = [];
  for (let i = 0; i < line.length; i += 1) {
    const arg = line[i] ?? '';
    if (arg === '-trace' || arg === '-D') i += 1;
    else if (arg === '-chardev') {
      args.push('-chardev', 'socket,id=qmp,path=@qmp,server=on,wait=off');
      i += 1;
    } else args.push(arg);
  }
  return args;
}

function placeOf(layout: Layout): 'usual' | 'special' {
  return layout === USUAL_LAYOUT ? 'usual' : 'special';
}

async function reset(process: QemuProcess): Promise<void> {
  const done = process.qmp.nextEvent('RESET');
  await Promise.all([process.qmp.execute('system_reset'), done]);
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
