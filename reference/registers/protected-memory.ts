/** Protected memory regions (§11.4.8, REG-57 to REG-59, DMA-60 to DMA-66). */
import type { Capabilities } from '../capabilities.js';
import { pageNumber } from '../words.js';
import type { RegisterFile } from './register-file.js';

const PMEN = 0x64;
const PLMBASE = 0x68;
const PLMLIMIT = 0x6c;
const PHMBASE = 0x70;
const PHMLIMIT = 0x78;
const EPM = 0x80000000;
const PRS = 0x1;
/** Bits 20:0 of base and limit are not implemented: a base decodes them as 0, a limit as 1. */
const UNIMPLEMENTED = 0x1fffff;

export class ProtectedMemory {
  private readonly low: boolean;
  private readonly high: boolean;

  constructor(
    private readonly registers: RegisterFile,
    capabilities: Capabilities,
  ) {
    this.low = capabilities.get('CAP', 'PLMR') === 1;
    this.high = capabilities.get('CAP', 'PHMR') === 1;
    // §11.4.8.1: PRS follows EPM once the protection is in effect, which here is at once.
    registers.onWrite(PMEN, () => {
      const pmen = registers.get(PMEN);
      registers.set(PMEN, (pmen & EPM) === 0 ? pmen & ~PRS : pmen | PRS);
    });
  }

  /** Whether the protection is on and the page lies in one of the regions. */
  protects(page: number): boolean {
    if ((this.registers.get(PMEN) & PRS) === 0) return false;
    const { registers } = this;
    return (
      (this.low && within(page, 0, registers.get(PLMBASE), 0, registers.get(PLMLIMIT))) ||
      (this.high && within(page, registers.get(PHMBASE + 4), registers.get(PHMBASE), registers.get(PHMLIMIT + 4), registers.get(PHMLIMIT)))
    );
  }
}

/**
 * §11.4.8.2 to §11.4.8.5: both ends are included, the unimplemented bits of the limit decode as 1, and a
 * limit below the base switches the region off.
 */
function within(page: number, baseHi: number, baseLo: number, limitHi: number, limitLo: number): boolean {
  return page >= pageNumber(baseHi, baseLo) && page <= pageNumber(limitHi, (limitLo | UNIMPLEMENTED) >>> 0);
}
