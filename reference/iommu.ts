/**
 * One remapping hardware unit: its state and its public seam. Software reads and writes registers and
 * memory, devices send requests, listeners hear what happens.
 */
import { Capabilities } from './capabilities.js';
import type { RawCapabilities } from './capabilities.js';
import { DEFAULT_CHOICES, resolveChoices } from './choices.js';
import type { Choices } from './choices.js';
import { isInterruptPage } from './dma/interrupt-range.js';
import { translateLegacy } from './dma/legacy.js';
import { accessMemory } from './dma/memory-access.js';
import type { DmaRequest, DmaResult } from './dma/request.js';
import { Translation } from './dma/translation.js';
import { ILLEGAL_INTERRUPT_REQUEST, RTA_1_1, RTA_1_2, RTA_1_3, RTA_1_4, RTA_4 } from './faults/conditions.js';
import type { Condition } from './faults/conditions.js';
import { FaultRecording } from './faults/recording.js';
import { RegisterInvalidation } from './invalidation/register-based.js';
import { Memory, PAGE_BYTES } from './memory.js';
import type { InterruptMessage } from './registers/event-interrupt.js';
import { GlobalCommand, TTM_ABORT_DMA, TTM_LEGACY, TTM_SCALABLE } from './registers/global-command.js';
import { ProtectedMemory } from './registers/protected-memory.js';
import { RegisterFile } from './registers/register-file.js';
import type { ResetKind } from './registers/register-file.js';
import type { WalkEvent, WalkListener } from './walk-events.js';
import { addressOf, highWord, lowWord, pageNumber } from './words.js';

export class Iommu {
  readonly memory = new Memory();
  readonly capabilities: Capabilities;
  private readonly registers: RegisterFile;
  private readonly translation: Translation;
  private readonly faults: FaultRecording;
  private readonly global: GlobalCommand;
  private readonly protectedMemory: ProtectedMemory;
  private readonly listeners = new Set<WalkListener>();

  /** A unit that claims `raw`. Throws a RangeError if the claims contradict the architecture. */
  constructor(raw: RawCapabilities) {
    this.capabilities = new Capabilities(raw);
    this.registers = new RegisterFile(this.capabilities);
    this.translation = new Translation(this.memory, this.capabilities);
    const send = (message: InterruptMessage): void => {
      this.tell({ type: 'interrupt', message });
    };
    this.faults = new FaultRecording(this.registers, this.capabilities, send);
    this.global = new GlobalCommand(this.registers, () => {
      this.faults.restart();
    });
    this.protectedMemory = new ProtectedMemory(this.registers, this.capabilities);
    new RegisterInvalidation(this.registers, this.capabilities, () => this.global.rootTable.mode === TTM_LEGACY);
    this.reset();
  }

  /**
   * Resets the unit: remapping off, registers at their defaults (REG-09). A power-good reset also clears sticky
   * fields. Memory is not touched. `choices` decides what the architecture leaves open, until the next reset; throws
   * a RangeError for a choice that does not exist.
   */
  reset(kind: ResetKind = 'power-good', choices: Choices = {}): void {
    this.registers.reset(kind);
    this.global.reset();
    const resolved = Object.keys(choices).length === 0 ? DEFAULT_CHOICES : resolveChoices(choices);
    this.faults.reset(resolved);
    this.translation.choices = resolved;
  }

  /** Software reads a register: 4 or 8 bytes at an aligned offset (§11.2). Throws a RangeError for any other access. */
  readRegister(offset: number, size: 4 | 8): bigint {
    return this.registers.read(offset, size);
  }

  /** Software writes a register: 4 or 8 bytes at an aligned offset (§11.2). Throws a RangeError for any other access. */
  writeRegister(offset: number, size: 4 | 8, value: bigint): void {
    this.registers.write(offset, size, value);
  }

  /** Registers a listener for what the unit does; returns the function that removes it. */
  subscribe(listener: WalkListener): () => void {
    this.listeners.add(listener);
    this.translation.listener = (event) => {
      this.tell(event);
    };
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.translation.listener = undefined;
    };
  }

  /**
   * A device sends a memory request without PASID and with an untranslated address. Throws a RangeError for a
   * request that PCI Express has no encoding for, and an Error for a request in scalable mode, which this model has not.
   */
  dma(request: DmaRequest): DmaResult {
    if (request.length < 1 || request.length > PAGE_BYTES)
      throw new RangeError(`a request is 1 to 4096 bytes long, found ${String(request.length)}`);
    const first = PAGE_BYTES - (lowWord(request.address) & (PAGE_BYTES - 1));
    if (request.length <= first) return this.request(request);
    // §3.13: a request that crosses a page either never reaches the unit or is taken as one request a page.
    if (this.translation.choices['page-crossing'] === 'refuse') return { status: 'UR' };
    return this.splitRequest(request, first);
  }

  private splitRequest(request: DmaRequest, first: number): DmaResult {
    const part = (address: bigint, from: number, length: number): DmaResult => {
      const data = request.data?.subarray(from, from + length);
      return this.request({ ...request, address, length, ...(data === undefined ? {} : { data }) });
    };
    const head = part(request.address, 0, first);
    const tail = part(request.address + BigInt(first), first, request.length - first);
    if (head.status !== 'success') return head;
    if (tail.status !== 'success' || head.data === undefined || tail.data === undefined) return { status: tail.status };
    return { status: 'success', data: Uint8Array.of(...head.data, ...tail.data) };
  }

  /** One request within a page (§3.1, §3.4, §3.15; order of checks FLT-22). */
  private request(request: DmaRequest): DmaResult {
    const { kind, sourceId, address, length } = request;
    const hi = highWord(address);
    const lo = lowWord(address);
    if (this.listeners.size !== 0) this.tell({ type: 'request', kind, sourceId, address, length });

    // §3.15: FEEx_xxxxh without PASID is for interrupt requests, whether or not remapping is enabled.
    if (isInterruptPage(pageNumber(hi, lo))) return this.interruptRangeRequest(request, hi, lo);

    const t = this.translation;
    t.kind = kind;
    t.sourceId = sourceId;
    t.addressHi = hi;
    t.addressLo = lo;
    t.faultProcessingDisabled = false;
    t.outputPage = pageNumber(hi, lo);
    t.pageBytes = 0;
    if (this.global.translationEnabled) {
      const condition = this.translate(t);
      if (condition !== undefined) return this.blocked(condition, request, hi, lo);
    }
    const offset = lo & 0xfff;
    if (this.listeners.size !== 0)
      this.tell({ type: 'translated', address, output: addressOf(t.outputPage, offset), pageBytes: t.pageBytes });

    // §11.4.8.1: protected memory is checked on the address that goes to memory; nothing is recorded.
    if (this.protectedMemory.protects(t.outputPage) && this.protectionApplies()) {
      this.tell({ type: 'protected-memory', output: addressOf(t.outputPage, offset) });
      return { status: 'UR' };
    }
    return accessMemory(this.memory, request, t.outputPage, offset);
  }

  /** The root-table address register decides the mode (§3.4, §11.4.5, DMA-30 to DMA-36). */
  private translate(t: Translation): Condition | undefined {
    const { mode, page, ssirwe } = this.global.rootTable;
    if (mode === TTM_LEGACY) return ssirwe ? RTA_1_4 : translateLegacy(t, page);
    if (mode === TTM_ABORT_DMA) return this.capabilities.abortDma ? RTA_4 : RTA_1_1;
    if (mode !== TTM_SCALABLE) return RTA_1_2;
    if (this.capabilities.get('ECAP', 'SMTS') === 1) throw new Error('scalable mode is outside this model');
    return RTA_1_3;
  }

  /** §3.15: a DWORD write is an interrupt request, a zero-length read completes, anything else is illegal. */
  private interruptRangeRequest(request: DmaRequest, hi: number, lo: number): DmaResult {
    if (request.kind === 'zero-length-read') return { status: 'success' };
    if (request.kind === 'write' && request.length === 4 && lo % 4 === 0 && request.data !== undefined) {
      // Interrupt remapping is not enabled: the request is delivered as it is (§5.1.4).
      const data = new DataView(request.data.buffer, request.data.byteOffset).getUint32(0, true);
      this.tell({ type: 'interrupt', message: { address: request.address, data } });
      return { status: 'success' };
    }
    if (!this.global.translationEnabled || this.translation.choices['interrupt-range-report'] === 'silent') return { status: 'UR' };
    this.translation.faultProcessingDisabled = false;
    return this.blocked(ILLEGAL_INTERRUPT_REQUEST, request, hi, lo);
  }

  /** §7.1.1, §7.2: the request is blocked, and recorded unless the fault is qualified and FPD was met. */
  private blocked(condition: Condition, request: DmaRequest, hi: number, lo: number): DmaResult {
    const suppressed = condition.qualified && this.translation.faultProcessingDisabled;
    this.tell({ type: 'fault', condition, suppressed });
    if (!suppressed) {
      const index = this.faults.record(condition.code, request.kind, request.sourceId, hi, lo);
      this.tell({ type: 'recorded', index });
    }
    return { status: condition.responses.untranslated === 'CA' ? 'CA' : 'UR' };
  }

  /** DMA-61, DMA-62: from major version 2 on always; older units may let requests pass that page tables remapped. */
  private protectionApplies(): boolean {
    if (this.capabilities.majorVersion >= 2 || !this.global.translationEnabled) return true;
    const isPassThrough = this.translation.pageBytes === 0;
    return isPassThrough || this.translation.choices['protected-memory'] === 'block';
  }

  private tell(event: WalkEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
