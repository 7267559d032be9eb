/** The global command register and its handshake through the status register (§11.4.4, REG-24 to REG-43). */
import type { Capabilities } from '../capabilities.js';
import type { InvalidationKind } from '../invalidation/command.js';
import { pageNumber } from '../words.js';
import type { RegisterFile } from './register-file.js';

const GCMD = 0x18;
const GSTS = 0x1c;
const RTADDR = 0x20;

const TE = 0x80000000;
const SRTP = 0x40000000;
const QIE = 0x04000000;
const IRE = 0x02000000;
const SIRTP = 0x01000000;
const CFI = 0x00800000;
const IRTA = 0xb8;
/** Bit 11 of IRTA_REG. */
const EIME = 0x800;
/** Bit 7 of RTADDR_REG. */
const SSIRWE = 0x80;

/** What SRTP latched out of RTADDR_REG (§11.4.5): nothing else of that register is ever used. */
export interface RootTable {
  /** RTA as a page number. */
  readonly page: number;
  /** Translation Table Mode, 2 bits. */
  readonly mode: number;
  /** Second-Stage I/O Read/Write Enable. */
  readonly ssirwe: boolean;
  /** Counts the times that the pointer was set to something else. */
  readonly version: number;
}

/** What SIRTP latched out of IRTA_REG (§11.4.10). */
export interface InterruptTable {
  /** Base as a page number. */
  readonly page: number;
  readonly entries: number;
  /** EIME: x2APIC destinations. */
  readonly extended: boolean;
  /** Counts the times that the pointer was set to something else. */
  readonly version: number;
}

const NO_INTERRUPT_TABLE: InterruptTable = { page: 0, entries: 2, extended: false, version: 0 };

/** Value of TTM for legacy mode. */
export const TTM_LEGACY = 0;
export const TTM_SCALABLE = 1;
export const TTM_ABORT_DMA = 3;

const NO_ROOT_TABLE: RootTable = { page: 0, mode: TTM_LEGACY, ssirwe: false, version: 0 };

export class GlobalCommand {
  /** The root table in use: before the first SRTP the architecture defines none, and the reset value stands in. */
  rootTable = NO_ROOT_TABLE;
  translationEnabled = false;
  /** Before the first SIRTP the reset value stands in (IR-25). */
  interruptTable = NO_INTERRUPT_TABLE;
  interruptRemappingEnabled = false;
  /** CFIS: compatibility-format requests pass while EIME is 0. */
  compatibilityFormat = false;

  constructor(
    private readonly registers: RegisterFile,
    private readonly capabilities: Pick<Capabilities, 'queuedInvalidation' | 'interruptRemapping' | 'scalableMode' | 'has'>,
    /** DMA remapping and interrupt remapping are both off again. */
    private readonly onAllDisabled: () => void,
    private readonly onQueue: (enabled: boolean) => void,
    /** What the unit invalidates by itself (INV-14). */
    private readonly invalidate: (kind: InvalidationKind) => void,
  ) {
    registers.onWrite(GCMD, (written) => {
      this.command(written);
    });
  }

  reset(): void {
    this.rootTable = NO_ROOT_TABLE;
    this.translationEnabled = false;
    this.interruptTable = NO_INTERRUPT_TABLE;
    this.interruptRemappingEnabled = false;
    this.compatibilityFormat = false;
  }

  /**
   * §11.4.4.1: a one-shot bit written 1 starts its command, a level bit that differs from its status changes it.
   * Several commands in one write have no defined result (REG-25); they are taken from the top here.
   */
  private command(written: number): void {
    if ((written & SRTP) !== 0) this.setRootTablePointer();
    if (this.capabilities.queuedInvalidation) this.setQueue((written & QIE) !== 0);
    if (this.capabilities.interruptRemapping) this.commandInterrupts(written);
    this.setTranslation((written & TE) !== 0);
    // WBF: the model buffers no writes, so a flush completes within the command and WBFS reads 0 again (§6.8, REG-36).
  }

  /** §6.6, §11.4.5: RTPS is cleared, RTADDR is latched whole, RTPS is set (REG-31). */
  private setRootTablePointer(): void {
    const lo = this.registers.get(RTADDR);
    const next = { page: pageNumber(this.registers.get(RTADDR + 4), lo), mode: (lo >>> 10) & 3, ssirwe: (lo & SSIRWE) !== 0 };
    const { page, mode, ssirwe, version } = this.rootTable;
    const isSame = next.page === page && next.mode === mode && next.ssirwe === ssirwe;
    this.rootTable = { ...next, version: isSame ? version : version + 1 };
    if (this.capabilities.has('CAP', 'ESRTPS')) this.invalidate('root-table-set');
    this.setStatus(SRTP, true);
  }

  /** §11.4.4.1, REG-29 and REG-30. */
  private setTranslation(enable: boolean): void {
    if (enable === this.translationEnabled) return;
    this.translationEnabled = enable;
    if (!enable && this.capabilities.scalableMode) this.invalidate('remapping-disabled');
    this.setStatus(TE, enable);
    if (!enable && !this.interruptRemappingEnabled) this.onAllDisabled();
  }

  private commandInterrupts(written: number): void {
    if ((written & SIRTP) !== 0) this.setInterruptTablePointer();
    // §11.4.4.1: CFI may be written at any time; it counts with IRES=1 and EIME=0 only (IR-26).
    this.compatibilityFormat = (written & CFI) !== 0;
    this.setStatus(CFI, this.compatibilityFormat);
    this.setInterruptRemapping((written & IRE) !== 0);
  }

  /** §6.7, §11.4.10: IRTPS is cleared, IRTA is latched whole, IRTPS is set (IR-21, IR-22). */
  private setInterruptTablePointer(): void {
    const lo = this.registers.get(IRTA);
    const { version } = this.interruptTable;
    this.interruptTable = {
      page: pageNumber(this.registers.get(IRTA + 4), lo),
      entries: 2 ** ((lo & 0xf) + 1),
      extended: (lo & EIME) !== 0,
      version: version + 1,
    };
    if (this.capabilities.has('CAP', 'ESIRTPS')) this.invalidate('interrupt-table-set');
    this.setStatus(SIRTP, true);
  }

  /** §11.4.4.1, IR-24: nothing is ever in flight here, so there is nothing to drain. */
  private setInterruptRemapping(enable: boolean): void {
    if (enable === this.interruptRemappingEnabled) return;
    this.interruptRemappingEnabled = enable;
    if (!enable && this.capabilities.has('CAP', 'ESIRTPS')) this.invalidate('interrupts-disabled');
    this.setStatus(IRE, enable);
    if (!enable && !this.translationEnabled) this.onAllDisabled();
  }

  /** §6.5.2, REG-37 and REG-38. */
  private setQueue(enable: boolean): void {
    if (enable === ((this.registers.get(GSTS) & QIE) !== 0)) return;
    this.setStatus(QIE, enable);
    this.onQueue(enable);
  }

  private setStatus(bit: number, on: boolean): void {
    const status = this.registers.get(GSTS);
    this.registers.set(GSTS, on ? status | bit : status & ~bit);
  }
}
