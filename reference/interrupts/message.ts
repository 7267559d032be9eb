/** The interrupt messages that a unit makes of table entries (§5.1.4, §5.2.3; form of Figures 5-1 and 5-6). */
import type { InterruptMessage } from '../registers/event-interrupt.js';
import { joinWords } from '../words.js';

/** What an interrupt is to do, whatever message carries it. */
export interface InterruptAttributes {
  /** Vector, 8 bits. */
  readonly vector: number;
  /** DLM, 3 bits. */
  readonly deliveryMode: number;
  readonly level: boolean;
  readonly logical: boolean;
  readonly redirectionHint: boolean;
  /** APIC ID: 8 bits with EIME=0, 32 with EIME=1. */
  readonly destination: number;
}

const INTERRUPT_RANGE = 0xfee00000;
/** Data bit 14: the level is asserted, in all messages of the unit but its own events. */
const ASSERTED = 0x4000;

/** The DWORD write that carries an interrupt: destination bits 7:0 in address bits 19:12, bits 31:8 in address bits 63:40 (IR-60). */
export function messageOf({ vector, deliveryMode, level, logical, redirectionHint, destination }: InterruptAttributes): InterruptMessage {
  const low = (INTERRUPT_RANGE | ((destination & 0xff) << 12) | (redirectionHint ? 8 : 0) | (logical ? 4 : 0)) >>> 0;
  return {
    address: joinWords((destination & 0xffffff00) >>> 0, low),
    data: (level ? 0x8000 : 0) | ASSERTED | (deliveryMode << 8) | vector,
  };
}
