/**
 * The register file: storage and access types (§11.2, §11.3). It knows no behaviour; a register that
 * does something when written has a handler attached by its owner.
 */
import type { Capabilities } from '../capabilities.js';
import { bitRange, highWord, joinWords, lowWord } from '../words.js';
import type { Access } from './definition.js';
import { placedRegisters } from './definitions.js';
import type { PlacedRegister } from './definitions.js';

/** Called after a write to the 32-bit word at `offset`, with the value written and the word's former value. */
export type WriteHandler = (written: number, before: number) => void;

/** Power-good clears everything; other resets keep sticky fields (REG-09). */
export type ResetKind = 'power-good' | 'reset';

/** Fields that take what software writes, while they are not locked. */
const WRITABLE: ReadonlySet<Access> = new Set(['RW', 'RWL', 'RWLV', 'WO']);

export class RegisterFile {
  private readonly values: Uint32Array;
  private readonly writable: Uint32Array;
  private readonly clearable: Uint32Array;
  private readonly sticky: Uint32Array;
  private readonly resetValues: Uint32Array;
  private readonly hidden: Uint32Array;
  /** 1 where software may not write for now. */
  private readonly locked: Uint8Array;
  private readonly handlers = new Map<number, WriteHandler>();
  /** The words that hold registers. */
  private readonly used: number[] = [];

  /** Lays the registers out as the capabilities say, and resets them. */
  constructor(capabilities: Capabilities) {
    const registers = placedRegisters(capabilities);
    const end = registers.reduce((furthest, { register, offset }) => Math.max(furthest, offset + register.bytes), 4096);
    const words = Math.ceil(end / 4096) * 1024;
    this.values = new Uint32Array(words);
    this.writable = new Uint32Array(words);
    this.clearable = new Uint32Array(words);
    this.sticky = new Uint32Array(words);
    this.resetValues = new Uint32Array(words);
    this.hidden = new Uint32Array(words);
    this.locked = new Uint8Array(words);
    for (const register of registers) this.layOut(register, capabilities);
    this.resetValues[0] = capabilities.raw.ver;
    this.setReset(0x08, capabilities.raw.cap);
    this.setReset(0x10, capabilities.raw.ecap);
    this.reset('power-good');
  }

  /** Puts every register to its default; sticky fields only by a power-good reset. */
  reset(kind: ResetKind): void {
    this.locked.fill(0);
    for (const i of this.used) {
      const kept = kind === 'power-good' ? 0 : (this.sticky[i] as number);
      this.values[i] = ((this.values[i] as number) & kept) | ((this.resetValues[i] as number) & ~kept);
    }
  }

  /** Attaches behaviour to the 32-bit word at a byte offset. */
  onWrite(offset: number, handler: WriteHandler): void {
    this.handlers.set(offset >>> 2, handler);
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

  /**
   * A software write. A 64-bit write acts as two 32-bit ones, the lower first (REG-03), but what they start begins with
   * both halves in place: the operand of a command that its lower half starts is in the upper one (§11.4.14.1, REG-72).
   */
  write(offset: number, size: 4 | 8, value: bigint): void {
    this.check(offset, size);
    const i = offset >>> 2;
    const low = this.store(i, lowWord(value));
    const high = size === 8 ? this.store(i + 1, highWord(value)) : 0;
    this.handlers.get(i)?.(lowWord(value), low);
    if (size === 8) this.handlers.get(i + 1)?.(highWord(value), high);
  }

  /** Makes the 32-bit word at a byte offset read-only for software, or no longer (RWL, RWLV). */
  lock(offset: number, isLocked: boolean): void {
    this.locked[offset >>> 2] = isLocked ? 1 : 0;
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

  /** Writes a word as its access types allow; returns its former value. */
  private store(i: number, written: number): number {
    const before = this.values[i] as number;
    if (this.locked[i] === 1) return before;
    const writable = this.writable[i] as number;
    const cleared = written & (this.clearable[i] as number);
    this.values[i] = ((before & ~writable) | (written & writable)) & ~cleared;
    return before;
  }

  private check(offset: number, size: number): void {
    if (offset % size !== 0 || offset < 0 || offset + size > 4 * this.values.length) {
      throw new RangeError(`no aligned ${String(size)}-byte register access is defined at offset 0x${offset.toString(16)}`);
    }
  }

  private layOut({ register, name, offset, index }: PlacedRegister, capabilities: Capabilities): void {
    const first = offset >>> 2;
    for (let word = 0; word < register.bytes / 4; word++) this.used.push(first + word);
    for (const field of register.fields) {
      if (field.supported?.(capabilities) === false) continue;
      const width = field.width?.(capabilities, index) ?? field.high - field.low + 1;
      if (width === 0) continue;
      const mask = bitRange(field.low + width - 1, field.low);
      const reset = BigInt(field.reset ?? 0) << BigInt(field.low);
      for (let word = 0; word < register.bytes / 4; word++) {
        const i = first + word;
        const part = Number((mask >> BigInt(32 * word)) & 0xffffffffn);
        if (WRITABLE.has(field.access)) this.writable[i] = (this.writable[i] as number) | part;
        if (field.access === 'RW1C' || field.access === 'RW1CS') this.clearable[i] = (this.clearable[i] as number) | part;
        if (field.access === 'ROS' || field.access === 'RW1CS') this.sticky[i] = (this.sticky[i] as number) | part;
        if (field.access === 'WO') this.hidden[i] = (this.hidden[i] as number) | part;
        this.resetValues[i] = (this.resetValues[i] as number) | Number((reset >> BigInt(32 * word)) & 0xffffffffn);
      }
    }
    if (register.claim === true) this.setReset(offset, capabilities.claim(name), register.bytes);
  }

  private setReset(offset: number, value: bigint, bytes = 8): void {
    this.resetValues[offset >>> 2] = lowWord(value);
    if (bytes === 8) this.resetValues[(offset >>> 2) + 1] = highWord(value);
  }
}
