/** Register-based invalidation (§6.5.1, §11.4.6): CCMD_REG and IOTLB_REG. An invalidation is complete when it is requested. */
import type { Capabilities } from '../capabilities.js';
import type { RegisterFile } from '../registers/register-file.js';
import { pageNumber } from '../words.js';
import { blockOf, invalidation } from './command.js';
import type { InvalidationCommand } from './command.js';

const CCMD = 0x28;
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
    private readonly invalidate: (command: InvalidationCommand) => void,
  ) {
    registers.onWrite(CCMD_HIGH, (written) => {
      if ((written & REQUEST) === 0) return;
      const granularity = this.contextGranularity((written >>> 29) & 3);
      this.invalidateContexts(granularity);
      this.complete(CCMD_HIGH, 27, granularity);
    });
    const iva = 16 * capabilities.get('ECAP', 'IRO');
    registers.onWrite(iva + 12, (written) => {
      if ((written & REQUEST) === 0) return;
      const granularity = this.iotlbGranularity((written >>> 28) & 3, registers.get(iva) & 0x3f);
      this.invalidateIotlb(granularity, written & 0xffff, iva);
      this.complete(iva + 12, 25, granularity);
    });
  }

  /** §11.4.6.1: DID in bits 15:0, SID in 31:16, FM in 33:32 (INV-18). */
  private invalidateContexts(granularity: number): void {
    const kind = ([undefined, 'context-global', 'context-domain', 'context-device'] as const)[granularity];
    if (kind === undefined) return;
    const lo = this.registers.get(CCMD);
    const functionMask = this.registers.get(CCMD_HIGH) & 3;
    this.invalidate(invalidation(kind, { isLegacy: true, domain: this.domain(lo), sourceId: lo >>> 16, functionMask }));
  }

  /** §11.4.6.3, §11.4.6.4: DID in IOTLB_REG; AM, IH and ADDR in IVA_REG, of whose address the bits from MGAW on do not count (INV-19). */
  private invalidateIotlb(granularity: number, did: number, iva: number): void {
    const kind = ([undefined, 'iotlb-global', 'iotlb-domain', 'iotlb-page'] as const)[granularity];
    if (kind === undefined) return;
    const lo = this.registers.get(iva);
    const page = pageNumber(this.registers.get(iva + 4), lo) % 2 ** (this.capabilities.guestAddressWidth - 12);
    const operands = { isLegacy: true, domain: this.domain(did), leavesOnly: (lo & 0x40) !== 0, ...blockOf(page, lo & 0x3f) };
    this.invalidate(invalidation(kind, operands));
  }

  /** The bits of a DID field that the unit implements. */
  private domain(field: number): number {
    return field & this.capabilities.domainIdMask;
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
