/** Memory type range registers (§3.11.2, §11.4.12). */
import type { Capabilities } from '../capabilities.js';
import { pageNumber } from '../words.js';
import type { RegisterFile } from './register-file.js';

const MTRRDEF = 0x108;
const FIX64K = 0x120;
const FIX16K = 0x128;
const FIX4K = 0x138;
const PHYSBASE = 0x180;
export const VARIABLE_RANGES = 10;
const ENABLE = 0x800;
const FIXED_ENABLE = 0x400;
const VALID = 0x800;
const UC = 0;
const WT = 4;

export class MemoryTypeRanges {
  private readonly pages: number;
  /** MTRRCAP_REG (§11.4.12.1): variable ranges that exist, and whether fixed ones do. */
  private readonly variable: number;
  private readonly fixed: boolean;

  constructor(
    private readonly registers: RegisterFile,
    capabilities: Capabilities,
  ) {
    this.pages = 2 ** (capabilities.haw - 12);
    this.variable = Math.min(capabilities.get('MTRRCAP', 'VCNT'), VARIABLE_RANGES);
    this.fixed = capabilities.get('MTRRCAP', 'FIX') === 1;
  }

  /** Encoding of the memory type of a host-physical page. */
  typeOf(page: number): number {
    const { registers } = this;
    const definition = registers.get(MTRRDEF);
    if ((definition & ENABLE) === 0) return UC;
    if (this.fixed && page < 0x100 && (definition & FIXED_ENABLE) !== 0) return this.fixedType(page);
    let found: number | undefined;
    for (let i = 0; i < this.variable; i++) {
      const at = PHYSBASE + 16 * i;
      if ((registers.get(at + 8) & VALID) === 0 || !this.covers(at, page)) continue;
      const type = registers.get(at) & 0xff;
      // Overlapping ranges: equal types agree, UC wins, WT wins over WB; anything else is undefined.
      if (found === undefined || found === type) found = type;
      else found = found === UC || type === UC ? UC : WT;
    }
    return found ?? definition & 0xff;
  }

  /** The first MiB: eight ranges of 64 KiB, sixteen of 16 KiB, sixty-four of 4 KiB, a byte each. */
  private fixedType(page: number): number {
    if (page < 0x80) return this.byte(FIX64K, page >>> 4);
    return page < 0xc0 ? this.byte(FIX16K, (page - 0x80) >>> 2) : this.byte(FIX4K, page - 0xc0);
  }

  private byte(base: number, index: number): number {
    return (this.registers.get(base + (index & ~3)) >>> (8 * (index & 3))) & 0xff;
  }

  /** A range covers a page if both agree with its base in every bit of its mask, within the host address width. */
  private covers(at: number, page: number): boolean {
    const { registers } = this;
    const base = BigInt(pageNumber(registers.get(at + 4), registers.get(at)) % this.pages);
    const mask = BigInt(pageNumber(registers.get(at + 12), registers.get(at + 8)) % this.pages);
    return (BigInt(page) & mask) === (base & mask);
  }
}
