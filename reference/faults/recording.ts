/** Primary fault logging (§7.2.1) and the fault event (§7.3): FRCD, FSTS, FECTL and the internal record index. */
import type { Capabilities } from '../capabilities.js';
import type { ResolvedChoices } from '../choices.js';
import type { DmaKind } from '../dma/request.js';
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

/** {T1, T2} as they stand in a record: T1 at bit 30 of its last word, T2 at bit 28 of the third (§11.4.7.6, REG-54). */
const TYPE: Readonly<Record<DmaKind, readonly [t1: number, t2: number]>> = {
  write: [0, 0],
  read: [0x40000000, 0],
  'zero-length-read': [0x40000000, 0],
  'fetch-add': [0x40000000, 0x10000000],
  swap: [0x40000000, 0x10000000],
  'compare-and-swap': [0x40000000, 0x10000000],
};

export class FaultRecording {
  /** Index of the record that takes the next fault; software sees it through FRI only (FLT-36). */
  private index = 0;
  private readonly base: number;
  private readonly count: number;
  private readonly addressMaskHi: number;
  private collapses = false;
  private readonly event: EventInterrupt;

  constructor(
    private readonly registers: RegisterFile,
    capabilities: Capabilities,
    send: (message: InterruptMessage) => void,
  ) {
    this.event = new EventInterrupt(registers, FECTL, send);
    registers.onWrite(FSTS, () => {
      this.serviced();
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
   * §7.2.1: records one non-recoverable fault of a request without PASID, and reports it (FLT-30 to FLT-35).
   * Returns the index of the record, or -1 if the fault was not recorded.
   */
  record(reason: number, kind: DmaKind, sourceId: number, addressHi: number, addressLo: number): number {
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
    const [t1, t2] = TYPE[kind];
    registers.set(record, addressLo & 0xfffff000);
    registers.set(record + 4, addressHi & this.addressMaskHi);
    registers.set(record + 8, sourceId | t2);
    registers.set(record + 12, F | t1 | reason);
    // 5. The first pending fault sets FRI and PPF and is an interrupt condition (FLT-50). A status field that is
    //    already set would hold the event back (FLT-51); none can be: PFO was looked at in step 1, PPF here, and the model
    //    has no invalidation errors.
    const status = registers.get(FSTS);
    if ((status & PPF) === 0) {
      registers.set(FSTS, (status & ~0xff00) | (index << 8) | PPF);
      this.event.raise();
    }
    this.index = index + 1 === this.count ? 0 : index + 1;
    return index;
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
