/**
 * Register-based invalidation (§6.5.1, §11.4.6): CCMD_REG and IOTLB_REG. The model keeps no translation
 * caches, so an invalidation is complete when it is requested; what remains is the handshake.
 */
import type { Capabilities } from '../capabilities.js';
import type { RegisterFile } from '../registers/register-file.js';

const CCMD_HIGH = 0x2c;
/** ICC and IVT: bit 63 of their registers. */
const REQUEST = 0x80000000;

const GRANULARITY_NONE = 0;
const GRANULARITY_DOMAIN = 2;
const GRANULARITY_PAGE = 3;

export class RegisterInvalidation {
  constructor(
    private readonly registers: RegisterFile,
    private readonly capabilities: Capabilities,
    /** Whether the latched TTM selects legacy mode. */
    private readonly isLegacyMode: () => boolean,
  ) {
    registers.onWrite(CCMD_HIGH, (written) => {
      if ((written & REQUEST) !== 0) this.complete(CCMD_HIGH, 27, this.contextGranularity((written >>> 29) & 3));
    });
    const iva = 16 * capabilities.get('ECAP', 'IRO');
    registers.onWrite(iva + 12, (written) => {
      const mask = registers.get(iva) & 0x3f;
      if ((written & REQUEST) !== 0) this.complete(iva + 12, 25, this.iotlbGranularity((written >>> 28) & 3, mask));
    });
  }

  /** §11.4.6.1, REG-79: the granularity performed, 00 for an incorrect request, which is ignored. */
  private contextGranularity(requested: number): number {
    return this.accepts() ? requested : GRANULARITY_NONE;
  }

  /** §11.4.6.3, REG-81: an address mask beyond CAP.MAMV is incorrect; without CAP.PSI a page request is done domain-wide. */
  private iotlbGranularity(requested: number, addressMask: number): number {
    if (!this.accepts()) return GRANULARITY_NONE;
    if (requested !== GRANULARITY_PAGE) return requested;
    if (this.capabilities.get('CAP', 'PSI') !== 1) return GRANULARITY_DOMAIN;
    return addressMask > this.capabilities.get('CAP', 'MAMV') ? GRANULARITY_NONE : GRANULARITY_PAGE;
  }

  /** Register-based invalidation exists below major version 6 and works in legacy mode only (§6.5, REG-12, REG-80). */
  private accepts(): boolean {
    return this.capabilities.majorVersion < 6 && this.isLegacyMode();
  }

  /** Reports the granularity performed in the 2-bit field at `shift` and clears the request bit. */
  private complete(offset: number, shift: number, granularity: number): void {
    const value = this.registers.get(offset) & ~(REQUEST | (3 << shift));
    this.registers.set(offset, value | (granularity << shift));
  }
}
