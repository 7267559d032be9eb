/**
 * One remapping hardware unit: its state and its public seam. Software reads and writes registers and
 * memory, devices send requests, listeners hear what happens.
 */
import { everyWay, neverCached } from './caches/policy.js';
import type { CachePolicy } from './caches/policy.js';
import { TranslationCaches } from './caches/translation-caches.js';
import { Capabilities } from './capabilities.js';
import type { RawCapabilities } from './capabilities.js';
import { DEFAULT_CHOICES, resolveChoices } from './choices.js';
import type { Choices } from './choices.js';
import { PageRequestQueue } from './dma/page-request-queue.js';
import { DmaRemapping } from './dma/remapping.js';
import { PAGE_CROSSING } from './dma/refusals.js';
import type { Probe } from './dma/remapping.js';
import type { DmaRequest, DmaResult, PageRequest, PasidPrefix, TranslationRequest, TranslationResult } from './dma/request.js';
import { Translation } from './dma/translation.js';
import { FaultRecording } from './faults/recording.js';
import { InterruptRemapping } from './interrupts/remapping.js';
import type { InterruptRequest } from './interrupts/remapping.js';
import { invalidation } from './invalidation/command.js';
import type { InvalidationCommand } from './invalidation/command.js';
import { DeviceTlbs } from './invalidation/device-tlbs.js';
import type { DeviceTlbCompletion } from './invalidation/device-tlbs.js';
import { InvalidationQueue } from './invalidation/queue.js';
import { RegisterInvalidation } from './invalidation/register-based.js';
import { invalidate } from './invalidation/rules.js';
import type { InvalidationRule } from './invalidation/rules.js';
import { Memory, PAGE_BYTES } from './memory.js';
import { PerformanceMonitor } from './performance/monitor.js';
import { attachEnhancedCommands } from './registers/enhanced-command.js';
import { EventInterrupt } from './registers/event-interrupt.js';
import type { InterruptMessage } from './registers/event-interrupt.js';
import { GlobalCommand, TTM_LEGACY } from './registers/global-command.js';
import { MemoryTypeRanges } from './registers/memory-type-ranges.js';
import { ProtectedMemory } from './registers/protected-memory.js';
import { RegisterFile } from './registers/register-file.js';
import type { ResetKind } from './registers/register-file.js';
import { VirtualCommands } from './registers/virtual-command.js';
import type { EmittedEvent, WalkEvent, WalkListener } from './walk-events.js';
import { lowWord } from './words.js';

const IECTL = 0xa0;

/** What a unit makes of its freedom to cache (INV-150). */
export interface Caching {
  readonly policy: CachePolicy;
  /** What the unit may read ahead for: requests, and interrupts by index. */
  readonly probes: readonly (Probe | { readonly index: number })[];
  /** What invalidations remove; all that they must if absent. */
  readonly rules?: readonly InvalidationRule[];
}

export class Iommu {
  readonly memory: Memory;
  readonly capabilities: Capabilities;
  private readonly registers: RegisterFile;
  private readonly translation: Translation;
  private readonly faults: FaultRecording;
  private readonly global: GlobalCommand;
  private readonly remapping: DmaRemapping;
  private readonly interrupts: InterruptRemapping;
  private readonly queue: InvalidationQueue | undefined;
  private readonly deviceTlbs: DeviceTlbs;
  private readonly monitor: PerformanceMonitor | undefined;
  private readonly virtualCommands: VirtualCommands | undefined;
  /** Those who hear of every step, and those who hear of what leaves the unit. */
  private readonly listeners = new Set<WalkListener>();
  private readonly receivers = new Set<(event: EmittedEvent) => void>();
  private readonly held: TranslationCaches;
  private caching: Caching | undefined;
  private choices: Choices = {};

  /** A unit that claims `raw`, with memory of its own or one that it shares. Throws a RangeError if the claims contradict the architecture. */
  constructor(raw: RawCapabilities, memory = new Memory()) {
    this.memory = memory;
    const capabilities = new Capabilities(raw);
    const registers = new RegisterFile(capabilities);
    this.capabilities = capabilities;
    this.registers = registers;
    this.translation = new Translation(memory, capabilities);
    const tell = (event: WalkEvent): void => {
      for (const listener of this.listeners) listener(event);
    };
    const emit = (event: EmittedEvent): void => {
      for (const receiver of this.receivers) receiver(event);
      tell(event);
    };
    const send = (message: InterruptMessage): void => {
      emit({ type: 'interrupt', message });
    };
    this.faults = new FaultRecording(registers, capabilities, send);
    this.global = new GlobalCommand(
      registers,
      capabilities,
      () => {
        this.faults.restart();
      },
      (enabled) => {
        queue?.setEnabled(enabled);
      },
      (kind) => {
        this.invalidate(invalidation(kind));
        this.translation.caches?.complete();
      },
    );
    const protectedMemory = new ProtectedMemory(registers, capabilities);
    const pageRequests = new PageRequestQueue(registers, memory, capabilities, send, tell, (response) => {
      emit({ type: 'page-response', response });
    });
    this.deviceTlbs = new DeviceTlbs(
      registers,
      (request) => {
        emit({ type: 'device-tlb-request', request });
      },
      (field) => {
        this.faults.reportError(field);
      },
    );
    const queue = capabilities.queuedInvalidation
      ? new InvalidationQueue(registers, memory, capabilities, new EventInterrupt(registers, IECTL, send), {
          mode: () => this.global.rootTable.mode,
          reportError: (field) => {
            this.faults.reportError(field);
          },
          respond: (response) => {
            pageRequests.respond(response);
          },
          invalidate: (command) => {
            this.invalidate(command);
            this.speculate();
          },
          complete: () => {
            this.translation.caches?.complete();
          },
          deviceTlbs: this.deviceTlbs,
        })
      : undefined;
    this.faults.onServiced = () => {
      queue?.process();
    };
    this.queue = queue;
    this.monitor = capabilities.has('ECAP', 'PMS') ? new PerformanceMonitor(registers, capabilities, send) : undefined;
    attachEnhancedCommands(registers, capabilities, this.monitor);
    this.virtualCommands = capabilities.has('ECAP', 'VCS') ? new VirtualCommands(registers, capabilities) : undefined;
    pageRequests.onOutcome = (request, isPosted) => {
      this.monitor?.pageRequest(isPosted, { class: 'page-request', sourceId: request.sourceId, pasid: request.pasid?.value });
    };
    const ranges = new MemoryTypeRanges(registers, capabilities);
    this.interrupts = new InterruptRemapping(memory, capabilities, this.global, this.faults, send);
    this.remapping = new DmaRemapping(
      memory,
      capabilities,
      this.translation,
      this.global,
      this.faults,
      protectedMemory,
      ranges,
      pageRequests,
      this.interrupts,
      tell,
      (command) => {
        this.invalidate(command);
      },
    );
    new RegisterInvalidation(
      registers,
      capabilities,
      () => this.global.rootTable.mode === TTM_LEGACY,
      (command) => {
        this.invalidate(command);
        this.translation.caches?.complete();
      },
    );
    this.held = new TranslationCaches(memory, capabilities.has('CAP', 'CM'));
    this.reset();
  }

  /**
   * Resets the unit: remapping off, registers at their defaults (REG-09). A power-good reset also clears sticky
   * fields. Memory is not touched. `choices` decides what the architecture leaves open, and `caching` what the unit makes
   * of its freedom to cache, until the next reset; without it the unit has no caches. Throws a RangeError for a choice
   * that does not exist.
   */
  reset(kind: ResetKind = 'power-good', choices: Choices = {}, caching?: Caching): void {
    this.choices = choices;
    this.registers.reset(kind);
    this.global.reset();
    const resolved = Object.keys(choices).length === 0 ? DEFAULT_CHOICES : resolveChoices(choices);
    this.faults.reset(resolved);
    this.translation.choices = resolved;
    this.interrupts.choices = resolved;
    if (this.queue !== undefined) this.queue.choices = resolved;
    this.deviceTlbs.choices = resolved;
    this.monitor?.reset(resolved);
    this.virtualCommands?.reset(resolved);
    if (kind === 'power-good') this.deviceTlbs.reset();
    this.held.clear();
    this.held.policy = caching?.policy ?? neverCached;
    this.caching = caching;
    const caches = caching === undefined ? undefined : this.held;
    this.translation.caches = caches;
    this.interrupts.caches = caches;
  }

  /** A reset that is no power-good reset, of a unit that goes on with the choices and the caching that it has (§11.3). */
  resetUnit(): void {
    this.reset('reset', this.choices, this.caching);
  }

  /** Between two events the unit may read for itself whatever the probes lead to (INV-162). Without caches this does nothing. */
  speculate(): void {
    const { caching, held } = this;
    if (caching === undefined || (!this.global.translationEnabled && !this.global.interruptRemappingEnabled)) return;
    const { policy } = held;
    held.avoidsCondemned = true;
    let size: number;
    let usesCaches: boolean;
    // What one probe leaves behind may lead another further, where memory holds something else by now.
    do {
      size = held.size;
      usesCaches = false;
      for (const probe of caching.probes) usesCaches = this.prepare(probe) || usesCaches;
    } while (usesCaches && held.size !== size);
    held.avoidsCondemned = false;
    held.policy = policy;
  }

  /** Whether the probe met anything that was cached and is not what memory holds. */
  private prepare(probe: Caching['probes'][number]): boolean {
    if ('index' in probe) {
      this.interrupts.speculate(probe.index);
      return false;
    }
    let usesCaches = false;
    for (const { policy, decisions } of everyWay()) {
      this.held.policy = policy;
      this.remapping.speculate(probe);
      usesCaches ||= decisions.length > 0;
    }
    return usesCaches;
  }

  private invalidate(command: InvalidationCommand): void {
    const { caches } = this.translation;
    if (caches === undefined) return;
    invalidate(caches, command, this.caching?.rules);
  }

  /** Software reads a register: 4 or 8 bytes at an aligned offset (§11.2). Throws a RangeError for any other access. */
  readRegister(offset: number, size: 4 | 8): bigint {
    return this.registers.read(offset, size);
  }

  /** Software writes a register: 4 or 8 bytes at an aligned offset (§11.2). Throws a RangeError for any other access. */
  writeRegister(offset: number, size: 4 | 8, value: bigint): void {
    this.registers.write(offset, size, value);
  }

  /** Registers a listener for every step that the unit takes; returns the function that removes it. */
  subscribe(listener: WalkListener): () => void {
    this.listeners.add(listener);
    this.listen();
    return () => {
      this.listeners.delete(listener);
      this.listen();
    };
  }

  /** The same for what leaves the unit only: interrupt messages, page group responses and device-TLB invalidation requests. Steps are then not told, which is faster. */
  receive(receiver: (event: EmittedEvent) => void): () => void {
    this.receivers.add(receiver);
    return () => {
      this.receivers.delete(receiver);
    };
  }

  /** While nobody listens, the steps are not even made into events. */
  private listen(): void {
    const { listeners } = this;
    const tell: WalkListener = (event) => {
      for (const listener of listeners) listener(event);
    };
    const listener = listeners.size === 0 ? undefined : tell;
    this.translation.listener = listener;
    this.interrupts.listener = listener;
    if (this.queue !== undefined) this.queue.listener = listener;
  }

  /** A device sends a memory request. Throws a RangeError for a request that PCI Express has no encoding for. */
  dma(request: DmaRequest): DmaResult {
    if (request.length < 1 || request.length > PAGE_BYTES)
      throw new RangeError(`a request is 1 to 4096 bytes long, found ${String(request.length)}`);
    if (request.addressType === 'translation' && request.kind !== 'write')
      throw new RangeError('a read with AT=01b is a translation request: use translate');
    checkPasid(request.pasid);
    const first = PAGE_BYTES - (lowWord(request.address) & (PAGE_BYTES - 1));
    if (request.length <= first) return this.remap(request);
    // §3.13: a request that crosses a page either never reaches the unit or is taken as one request a page.
    if (this.translation.choices['page-crossing'] === 'refuse') {
      const { kind, sourceId, address, length } = request;
      this.translation.listener?.({ type: 'request', kind, sourceId, address, length });
      this.translation.listener?.({ type: 'refused', refusal: PAGE_CROSSING });
      return { status: 'UR' };
    }
    return this.splitRequest(request, first);
  }

  /** A device asks for a translation (§4.1.1). Throws a RangeError for a PASID of more than 20 bits. */
  translate(request: TranslationRequest): TranslationResult {
    checkPasid(request.pasid);
    this.monitor?.request({ class: 'translation', sourceId: request.sourceId, pasid: request.pasid?.value });
    return this.remapping.translate(request);
  }

  /**
   * A device sends a page request message (§7.4). What comes of it is in memory, in the registers and in the events
   * `queued` and `page-response`. Throws a RangeError for a PASID of more than 20 bits.
   */
  pageRequest(request: PageRequest): void {
    checkPasid(request.pasid);
    this.remapping.pageRequest(request);
  }

  /**
   * A device, an I/O APIC or an HPET sends an interrupt request: a write of one DWORD to FEEx_xxxxh without PASID (§5.1).
   * Whether the unit accepted it; what it sends comes as the event `interrupt`. Throws a RangeError for another address.
   */
  interrupt(request: InterruptRequest): boolean {
    if (request.address >>> 20 !== 0xfee || request.address % 4 !== 0)
      throw new RangeError(`an interrupt request is a DWORD write to FEEx_xxxxh, found address 0x${request.address.toString(16)}`);
    return this.interrupts.request(request);
  }

  /** Whether the device-TLB of a function answers invalidation requests from now on; after a power-good reset every one does. */
  setDeviceTlbAnswers(sourceId: number, answers: boolean): void {
    this.deviceTlbs.setAnswers(sourceId, answers);
  }

  /** A function sends an invalidation completion that the unit did not ask for (§4.3). Without ECAP.DT nothing comes of it. */
  completeInvalidation(completion: DeviceTlbCompletion): void {
    if (this.capabilities.deviceTlb) this.deviceTlbs.complete(completion);
  }

  /** A request within a page. */
  private remap(request: DmaRequest): DmaResult {
    if (this.monitor !== undefined) {
      const { addressType, sourceId, pasid } = request;
      this.monitor.request({ class: addressType === 'translated' ? 'translated' : 'untranslated', sourceId, pasid: pasid?.value });
    }
    return this.remapping.dma(request);
  }

  private splitRequest(request: DmaRequest, first: number): DmaResult {
    const part = (address: bigint, from: number, length: number): DmaResult => {
      const data = request.data?.subarray(from, from + length);
      return this.remap({ ...request, address, length, ...(data === undefined ? {} : { data }) });
    };
    const head = part(request.address, 0, first);
    const tail = part(request.address + BigInt(first), first, request.length - first);
    if (head.status !== 'success') return head;
    if (tail.status !== 'success' || head.data === undefined || tail.data === undefined) return { status: tail.status };
    return { status: 'success', data: Uint8Array.of(...head.data, ...tail.data) };
  }
}

function checkPasid(pasid: PasidPrefix | undefined): void {
  if (pasid !== undefined && (pasid.value < 0 || pasid.value > 0xfffff || !Number.isInteger(pasid.value)))
    throw new RangeError(`a PASID has 20 bits, found ${String(pasid.value)}`);
}
