/** Primary fault logging (§7.2.1) and the fault event (§7.3): FRCD, FSTS, FECTL and the internal record index. */
import type { Capabilities } from '../capabilities.js';
import type { ResolvedChoices } from '../choices.js';
import type { DmaKind, PasidPrefix } from '../dma/request.js';
import type { RequestClass } from '../dma/translation.js';
import { EventInterrupt } from '../registers/event-interrupt.js';
import type { InterruptMessage } from '../registers/event-interrupt.js';
import type { RegisterFile } from '../registers/register-file.js';

const FSTS = 0x34;
const FECTL = 0x38;
const PFO = 0x01;
const PPF = 0x02;
/** Every status field of FSTS_REG whose being set means that software has yet to service a condition: PFO, PPF, IQE, ICE, ITE. */
const UNSERVICED = 0x73;
const F = 0x80000000;
const PP = 0x80000000;
const EXE = 0x40000000;
const PRIV = 0x20000000;

/** {T1, T2} as they stand in a record: T1 at bit 30 of its last word, T2 at bit 28 of the third (§11.4.7.6, REG-54). */
const TYPE: Readonly<Record<DmaKind | 'translation' | 'page-request', readonly [t1: number, t2: number]>> = {
  write: [0, 0],
  'page-request': [0, 0x10000000],
  read: [0x40000000, 0],
  'zero-length-read': [0x40000000, 0],
  translation: [0x40000000, 0],
  'fetch-add': [0x40000000, 0x10000000],
  swap: [0x40000000, 0x10000000],
  'compare-and-swap': [0x40000000, 0x10000000],
};

/** AT as it stands in a record, bits 29:28 of its last word. */
const ADDRESS_TYPE: Readonly<Record<RequestClass, number>> = {
  untranslated: 0,
  translation: 0x10000000,
  translated: 0x20000000,
  'page-request': 0,
};

/** What is recorded of a fault. */
export interface FaultInformation {
  readonly reason: number;
  readonly kind: DmaKind | 'translation' | 'page-request';
  readonly class: RequestClass;
  readonly sourceId: number;
  readonly addressHi: number;
  readonly addressLo: number;
  /** Of the request itself: RID_PASID is not recorded. */
  readonly pasid?: PasidPrefix | undefined;
}

export class FaultRecording {
  /** Index of the record that takes the next fault; software sees it through FRI only (FLT-36). */
  private index = 0;
  private readonly base: number;
  private readonly count: number;
  private readonly addressMaskHi: number;
  private collapses = false;
  private readonly event: EventInterrupt;
  /** Called after software wrote the status register, which may let a halted queue go on. */
  onServiced: () => void = () => undefined;

  constructor(
    private readonly registers: RegisterFile,
    capabilities: Capabilities,
    send: (message: InterruptMessage) => void,
  ) {
    this.event = new EventInterrupt(registers, FECTL, send);
    registers.onWrite(FSTS, () => {
      this.serviced();
      this.onServiced();
    });
    this.base = 16 * capabilities.get('CAP', 'FRO');
    this.count = capabilities.get('CAP', 'NFR') + 1;
    // FI 63:N read 0, N being the largest supported AGAW (§11.4.7.6, REG-84); SAGAW = 0 leaves N undefined.
    this.addressMaskHi = 2 ** Math.max(0, capabilities.largestAgaw - 32) - 1;
    for (let i = 0; i < this.count; i++) {
      this.registers.onWrite(this.base + 16 * i + 12, () => {
        this.updatePending();
        this.serviced();
      });
    }
  }

  /** Starts anew after a reset of the unit. */
  reset(choices: ResolvedChoices): void {
    this.index = 0;
    this.collapses = choices['fault-compression'] === 'collapse';
  }

  /** DMA remapping and interrupt remapping are both off: the index returns to 0 (§7.2.1, FLT-36). */
  restart(): void {
    this.index = 0;
  }

  /**
   * §7.2.1: records one non-recoverable fault, and reports it (FLT-30 to FLT-35).
   * Returns the index of the record, or -1 if the fault was not recorded.
   */
  record(fault: FaultInformation): number {
    // PV, EXE and PRIV mean something with PP only (§11.4.7.6).
    const { reason, kind, sourceId, addressHi, addressLo, pasid } = fault;
    const [t1, t2] = TYPE[kind];
    const prefix = pasid === undefined ? 0 : PP | (pasid.execute === true ? EXE : 0) | (pasid.privileged === true ? PRIV : 0);
    const top = t1 | ADDRESS_TYPE[fault.class] | ((pasid?.value ?? 0) << 8) | reason;
    return this.fill(sourceId, addressHi & this.addressMaskHi, addressLo & 0xfffff000, sourceId | t2 | prefix, top);
  }

  /**
   * Records an interrupt-remapping fault: its index, 16 bits, stands in FI bits 63:48, the rest of FI is clear (§11.4.7.6, IR-73).
   * Returns the index of the record, or -1 if the fault was not recorded.
   */
  recordInterrupt(reason: number, sourceId: number, interruptIndex: number): number {
    return this.fill(sourceId, (interruptIndex << 16) >>> 0, 0, sourceId, reason);
  }

  private fill(sourceId: number, infoHi: number, infoLo: number, upper: number, top: number): number {
    const { registers, index } = this;
    // 1. While PFO is set no fault is recorded.
    if ((registers.get(FSTS) & PFO) !== 0) return -1;
    // 2. Compression, where implemented: a pending record of the same source-id swallows the fault.
    if (this.collapses && this.isPending(sourceId)) return -1;
    // 3. The record at the index is still in use: overflow.
    const record = this.base + 16 * index;
    if ((registers.get(record + 12) & F) !== 0) {
      registers.set(FSTS, registers.get(FSTS) | PFO);
      return -1;
    }
    // 4. The fault information, then F.
    registers.set(record, infoLo);
    registers.set(record + 4, infoHi);
    registers.set(record + 8, upper);
    registers.set(record + 12, F | top);
    // 5. The first pending fault sets FRI and PPF; it is an interrupt condition unless a status field was set already (FLT-50, FLT-51).
    const status = registers.get(FSTS);
    if ((status & PPF) === 0) {
      registers.set(FSTS, (status & ~0xff00) | (index << 8) | PPF);
      if ((status & UNSERVICED) === 0) this.event.raise();
    }
    this.index = index + 1 === this.count ? 0 : index + 1;
    return index;
  }

  /** §7.3: an error of the invalidation queue sets its status field, which is an interrupt condition like a recorded fault (FLT-50, FLT-78). */
  reportError(field: number): void {
    const { registers } = this;
    const status = registers.get(FSTS);
    registers.set(FSTS, status | field);
    if ((status & UNSERVICED) === 0) this.event.raise();
  }

  private isPending(sourceId: number): boolean {
    for (let i = 0; i < this.count; i++) {
      const record = this.base + 16 * i;
      if ((this.registers.get(record + 12) & F) !== 0 && (this.registers.get(record + 8) & 0xffff) === sourceId) return true;
    }
    return false;
  }

  /** PPF is the OR of all F fields (§11.4.7.1, FLT-38). */
  private updatePending(): void {
    let pending = false;
    for (let i = 0; i < this.count; i++) pending ||= (this.registers.get(this.base + 16 * i + 12) & F) !== 0;
    const status = this.registers.get(FSTS);
    this.registers.set(FSTS, pending ? status | PPF : status & ~PPF);
  }

  /** §7.3: once every status field is clear, nothing is pending (FLT-54). */
  private serviced(): void {
    if ((this.registers.get(FSTS) & UNSERVICED) === 0) this.event.withdraw();
  }
}
