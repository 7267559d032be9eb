/** Interrupt posting (§5.2.3): an interrupt request recorded in a descriptor in memory. */
import { hasReservedBits } from '../dma/reserved-bits.js';
import { IR_27, IR_28 } from '../faults/interrupt-conditions.js';
import type { InterruptCondition } from '../faults/interrupt-conditions.js';
import type { Memory } from '../memory.js';
import type { InterruptMessage } from '../registers/event-interrupt.js';
import { messageOf } from './message.js';

/** What a posted-format entry says. */
export interface Posting {
  /** Page and byte offset of the descriptor, which is 64-byte aligned. */
  readonly page: number;
  readonly offset: number;
  /** VV: the bit of PIR to set. */
  readonly vector: number;
  readonly urgent: boolean;
}

/** What a post did: the condition that stopped it, or the notification that it sends, if any. */
export type Posted = { readonly condition: InterruptCondition } | { readonly notification: InterruptMessage | undefined };

const BYTES = 64;
const ON = 0x1;
const SN = 0x2;

/** One atomic read-modify-write of the descriptor (PI-14, PI-15). `reserved` are its reserved bits, which depend on EIME. */
export function post(memory: Memory, { page, offset, vector, urgent }: Posting, reserved: Uint32Array, extended: boolean): Posted {
  // 1. Exclusive ownership of the line, and its contents.
  const at = memory.fetch(page, offset, BYTES);
  if (at < 0 || memory.isFaulty(page, offset, BYTES, true)) return { condition: IR_27 };
  const { words } = memory;
  // 2. Invalid programming releases it unmodified.
  if (hasReservedBits(words, at, reserved)) return { condition: IR_28 };
  const control = words[at + 8] as number;
  const destination = words[at + 9] as number;
  // 3. The vector's bit, and ON if a notification is due: X = (ON == 0) & (URG | (SN == 0)).
  const notifies = (control & ON) === 0 && (urgent || (control & SN) === 0);
  memory.setBits(page, offset + 4 * (vector >>> 5), 1 << (vector & 31));
  if (!notifies) return { notification: undefined };
  memory.setBits(page, offset + 32, ON);
  // 4. The notification: physical, fixed, edge, asserted, no redirection hint (PI-18).
  const notification = messageOf({
    vector: (control >>> 16) & 0xff,
    deliveryMode: 0,
    level: false,
    logical: false,
    redirectionHint: false,
    destination: extended ? destination : (destination >>> 8) & 0xff,
  });
  return { notification };
}
