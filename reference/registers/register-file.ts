/**
 * The register file: storage and access types (§11.2, §11.3). It knows no behaviour; a register that
 * does something when written has a handler attached by its owner.
 */
import type { Capabilities } from '../capabilities.js';
import { bitRange, highWord, joinWords, lowWord } from '../words.js';
import type { RegisterDefinition } from './definition.js';
import { REGISTERS, registerOffset } from './definitions.js';

/** Called after a write to the 32-bit word at `offset`, with the value written and the word's former value. */
export type WriteHandler = (written: number, before: number) => void;

/** Power-good clears everything; other resets keep sticky fields (REG-09). */
export type ResetKind = 'power-good' | 'reset';

export class RegisterFile {
  private readonly values: Uint32Array;
  private readonly writable: Uint32Array;
  private readonly clearable: Uint32Array;
  private readonly sticky: Uint32Array;
  private readonly resetValues: Uint32Array;
  private readonly hidden: Uint32Array;
  private readonly handlers: (WriteHandler | undefined)[];

  /** Lays the registers out as the capabilities say, and resets them. */
  constructor(capabilities: Capabilities) {
    const ends = REGISTERS.map((register) => registerOffset(register, capabilities, register.count?.(capabilities) ?? 1) + 16);
    const words = Math.ceil(Math.max(4096, ...ends) / 4096) * 1024;
    this.values = new Uint32Array(words);
    this.writable = new Uint32Array(words);
    this.clearable = new Uint32Array(words);
    this.sticky = new Uint32Array(words);
    this.resetValues = new Uint32Array(words);
    this.hidden = new Uint32Array(words);
    this.handlers = new Array<WriteHandler | undefined>(words);
    for (const register of REGISTERS) {
      if (register.exists?.(capabilities) === false) continue;
      const count = register.count?.(capabilities) ?? 1;
      for (let index = 0; index < count; index++) this.layOut(register, registerOffset(register, capabilities, index), capabilities);
    }
    this.resetValues[0] = capabilities.raw.ver;
    this.setReset64(0x08, capabilities.raw.cap);
    this.setReset64(0x10, capabilities.raw.ecap);
    this.reset('power-good');
  }

  /** Puts every register to its default; sticky fields only by a power-good reset. */
  reset(kind: ResetKind): void {
    for (let i = 0; i < this.values.length; i++) {
      const kept = kind === 'power-good' ? 0 : (this.sticky[i] as number);
      this.values[i] = ((this.values[i] as number) & kept) | ((this.resetValues[i] as number) & ~kept);
    }
  }

  /** Attaches behaviour to the 32-bit word at a byte offset. */
  onWrite(offset: number, handler: WriteHandler): void {
    this.handlers[offset >>> 2] = handler;
  }

  /**
   * A software read of 4 or 8 bytes. Fields that are write-only and reserved offsets read 0 (REG-08, REG-27).
   * Throws a RangeError outside the register block or for another size or alignment, which the architecture
   * does not define (REG-02).
   */
  read(offset: number, size: 4 | 8): bigint {
    this.check(offset, size);
    const lo = this.softwareWord(offset);
    return joinWords(size === 8 ? this.softwareWord(offset + 4) : 0, lo);
  }

  /** A software write; a 64-bit write acts as two 32-bit ones, the lower first (REG-03). */
  write(offset: number, size: 4 | 8, value: bigint): void {
    this.check(offset, size);
    this.writeWord(offset, lowWord(value));
    if (size === 8) this.writeWord(offset + 4, highWord(value));
  }

  /** The 32-bit word at a byte offset as hardware sees it. */
  get(offset: number): number {
    return this.values[offset >>> 2] as number;
  }

  /** Sets the 32-bit word at a byte offset as hardware does: no access type applies. */
  set(offset: number, value: number): void {
    this.values[offset >>> 2] = value;
  }

  private softwareWord(offset: number): number {
    return ((this.values[offset >>> 2] as number) & ~(this.hidden[offset >>> 2] as number)) >>> 0;
  }

  private writeWord(offset: number, written: number): void {
    const i = offset >>> 2;
    const before = this.values[i] as number;
    const writable = this.writable[i] as number;
    const cleared = written & (this.clearable[i] as number);
    this.values[i] = ((before & ~writable) | (written & writable)) & ~cleared;
    this.handlers[i]?.(written, before);
  }

  private check(offset: number, size: number): void {
    if (offset % size !== 0 || offset < 0 || offset + size > 4 * this.values.length) {
      throw new RangeError(`no aligned ${String(size)}-byte register access is defined at offset 0x${offset.toString(16)}`);
    }
  }

  private layOut(register: RegisterDefinition, offset: number, capabilities: Capabilities): void {
    for (const field of register.fields) {
      if (field.supported?.(capabilities) === false) continue;
      const mask = bitRange(field.high, field.low);
      const reset = BigInt(field.reset ?? 0) << BigInt(field.low);
      for (let word = 0; word < register.bytes / 4; word++) {
        const i = (offset >>> 2) + word;
        const part = Number((mask >> BigInt(32 * word)) & 0xffffffffn);
        if (field.access === 'RW' || field.access === 'WO') this.writable[i] = (this.writable[i] as number) | part;
        if (field.access === 'RW1C' || field.access === 'RW1CS') this.clearable[i] = (this.clearable[i] as number) | part;
        if (field.access === 'ROS' || field.access === 'RW1CS') this.sticky[i] = (this.sticky[i] as number) | part;
        if (field.access === 'WO') this.hidden[i] = (this.hidden[i] as number) | part;
        this.resetValues[i] = (this.resetValues[i] as number) | Number((reset >> BigInt(32 * word)) & 0xffffffffn);
      }
    }
  }

  private setReset64(offset: number, value: bigint): void {
    this.resetValues[offset >>> 2] = lowWord(value);
    this.resetValues[(offset >>> 2) + 1] = highWord(value);
  }
}
