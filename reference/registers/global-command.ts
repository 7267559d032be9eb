/** The global command register and its handshake through the status register (§11.4.4, REG-24 to REG-43). */
import { pageNumber } from '../words.js';
import type { RegisterFile } from './register-file.js';

const GCMD = 0x18;
const GSTS = 0x1c;
const RTADDR = 0x20;

const TE = 0x80000000;
const SRTP = 0x40000000;
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
}

/** Value of TTM for legacy mode. */
export const TTM_LEGACY = 0;
export const TTM_SCALABLE = 1;
export const TTM_ABORT_DMA = 3;

export class GlobalCommand {
  /** The root table in use: before the first SRTP the architecture defines none, and the reset value stands in. */
  rootTable: RootTable = { page: 0, mode: TTM_LEGACY, ssirwe: false };
  translationEnabled = false;

  constructor(
    private readonly registers: RegisterFile,
    private readonly onTranslationDisabled: () => void,
  ) {
    registers.onWrite(GCMD, (written) => {
      this.command(written);
    });
  }

  reset(): void {
    this.rootTable = { page: 0, mode: TTM_LEGACY, ssirwe: false };
    this.translationEnabled = false;
  }

  /**
   * §11.4.4.1: a one-shot bit written 1 starts its command, a level bit that differs from its status changes it.
   * Several commands in one write have no defined result (REG-25); they are taken from the top here.
   */
  private command(written: number): void {
    if ((written & SRTP) !== 0) this.setRootTablePointer();
    this.setTranslation((written & TE) !== 0);
    // WBF: the model buffers no writes, so a flush completes within the command and WBFS reads 0 again (§6.8, REG-36).
  }

  /** §6.6, §11.4.5: RTPS is cleared, RTADDR is latched whole, RTPS is set (REG-31). */
  private setRootTablePointer(): void {
    const lo = this.registers.get(RTADDR);
    this.rootTable = { page: pageNumber(this.registers.get(RTADDR + 4), lo), mode: (lo >>> 10) & 3, ssirwe: (lo & SSIRWE) !== 0 };
    this.setStatus(SRTP, true);
  }

  /** §11.4.4.1, REG-29 and REG-30. */
  private setTranslation(enable: boolean): void {
    if (enable === this.translationEnabled) return;
    this.translationEnabled = enable;
    this.setStatus(TE, enable);
    if (!enable) this.onTranslationDisabled();
  }

  private setStatus(bit: number, on: boolean): void {
    const status = this.registers.get(GSTS);
    this.registers.set(GSTS, on ? status | bit : status & ~bit);
  }
}
