/**
 * A unit's own event interrupt: a control, data, address and upper-address register in a row (§5.1.6, §7.3).
 * The message is a DWORD write that is never remapped.
 */
import { joinWords } from '../words.js';
import type { RegisterFile } from './register-file.js';

const IM = 0x80000000;
const IP = 0x40000000;

/** An interrupt message as it leaves the unit: `data` written as a DWORD to `address`. */
export interface InterruptMessage {
  /** 64-bit address, upper half from xxUADDR. */
  readonly address: bigint;
  /** 32 bits, of which an event message uses 15:0. */
  readonly data: number;
}

export class EventInterrupt {
  /** `control` is the byte offset of the control register; data, address and upper address follow it. */
  constructor(
    private readonly registers: RegisterFile,
    private readonly control: number,
    private readonly send: (message: InterruptMessage) => void,
  ) {
    registers.onWrite(control, (written, before) => {
      // §7.3, FLT-53: clearing IM with IP set sends the message and clears IP.
      if ((before & IM) !== 0 && (written & IM) === 0 && (before & IP) !== 0) this.generate();
    });
  }

  /** An interrupt condition arises: IP is set, then the message leaves unless it is masked (§7.3, FLT-52). */
  raise(): void {
    this.registers.set(this.control, this.registers.get(this.control) | IP);
    if ((this.registers.get(this.control) & IM) === 0) this.generate();
  }

  /** Software has serviced every condition, so nothing is pending any more (§7.3, FLT-54). */
  withdraw(): void {
    this.registers.set(this.control, this.registers.get(this.control) & ~IP);
  }

  private generate(): void {
    this.withdraw();
    this.send({
      address: joinWords(this.registers.get(this.control + 12), this.registers.get(this.control + 8)),
      data: this.registers.get(this.control + 4),
    });
  }
}
