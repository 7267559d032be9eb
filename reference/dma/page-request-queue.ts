/** The page request queue (§7.4.1, §7.5, §11.4.11, PRQ-01 to PRQ-24). */
import type { Capabilities } from '../capabilities.js';
import type { Memory } from '../memory.js';
import { EventInterrupt } from '../registers/event-interrupt.js';
import type { InterruptMessage } from '../registers/event-interrupt.js';
import type { RegisterFile } from '../registers/register-file.js';
import type { WalkEvent } from '../walk-events.js';
import { highWord, joinWords, lowWord } from '../words.js';
import { QUEUE_FULL } from './refusals.js';
import type { PageRequest, PageResponse } from './request.js';

const PQH = 0xc0;
const PQT = 0xc8;
const PQA = 0xd0;
const PRS = 0xdc;
const PECTL = 0xe0;
const PPR = 0x1;
const PRO = 0x2;
const DESCRIPTOR_BYTES = 32;
/** Response codes (§7.6.1, Table 32). */
const SUCCESS = 0;
const INVALID_REQUEST = 1;

export class PageRequestQueue {
  private readonly event: EventInterrupt;
  private readonly stopMarkersDropped: boolean;
  /** Called for each request that met no fault: whether it was queued, or else answered because the queue overflowed. */
  onOutcome: (request: PageRequest, isPosted: boolean) => void = () => undefined;

  constructor(
    private readonly registers: RegisterFile,
    private readonly memory: Memory,
    capabilities: Capabilities,
    sendEvent: (message: InterruptMessage) => void,
    private readonly tell: (event: WalkEvent) => void,
    private readonly send: (response: PageResponse) => void,
  ) {
    this.stopMarkersDropped = capabilities.has('ECAP', 'SMS');
    this.event = new EventInterrupt(registers, PECTL, sendEvent);
    if (!capabilities.pageRequests) return;
    // §7.5, FLT-76: once PPR and PRO are clear, nothing is pending any more.
    registers.onWrite(PRS, () => {
      if ((registers.get(PRS) & (PPR | PRO)) === 0) this.event.withdraw();
    });
  }

  /**
   * A page request that met no fault: it is queued, or dropped for want of room (PRQ-03). `invalidate` is called before it
   * is queued, and only then.
   */
  accept(request: PageRequest, invalidate: () => void): void {
    const { registers } = this;
    const status = registers.get(PRS);
    const tail = registers.get(PQT);
    const bytes = 4096 << (registers.get(PQA) & 7);
    const next = (tail + DESCRIPTOR_BYTES) % bytes;
    // 1. After an overflow nothing is queued until software clears PRO; 2. a full queue overflows.
    const overflowed = (status & PRO) !== 0;
    if (overflowed || next === registers.get(PQH)) {
      this.tell({ type: 'refused', refusal: QUEUE_FULL });
      if (!overflowed) this.report(PRO);
      if (this.answer(request, SUCCESS)) this.onOutcome(request, false);
      return;
    }
    // 3. What is cached for the address goes (§6.5.3.1).
    invalidate();
    // 4. The descriptor, then the tail, then the status and its event.
    const address = joinWords(registers.get(PQA + 4), registers.get(PQA) & 0xfffff000) + BigInt(tail);
    this.memory.write(address, descriptorOf(request));
    registers.set(PQT, next);
    this.tell({ type: 'queued', address });
    this.report(PPR);
    this.onOutcome(request, true);
  }

  /** A page request that met a fault. */
  refuse(request: PageRequest): void {
    this.answer(request, INVALID_REQUEST);
  }

  /** Sends a response of software's (§7.6.1). */
  respond(response: PageResponse): void {
    this.send(response);
  }

  /** §11.4.3: a stop marker, which with SMS is dropped silently where it cannot be queued (PRQ-14). */
  dropsSilently({ pasid, read, write }: PageRequest): boolean {
    return this.stopMarkersDropped && pasid !== undefined && read !== true && write !== true;
  }

  /** Table 31: only the last request of a group is answered, and no stop marker. Whether there was an answer. */
  private answer(request: PageRequest, code: number): boolean {
    const { sourceId, group, pasid, last } = request;
    if (last !== true || this.dropsSilently(request)) return false;
    this.respond({ sourceId, group, code, ...(pasid === undefined ? {} : { pasid: pasid.value }) });
    return true;
  }

  /** §7.5: the status field is set; an event follows unless one of them was set already. */
  private report(field: number): void {
    const status = this.registers.get(PRS);
    this.registers.set(PRS, status | field);
    if ((status & (PPR | PRO)) === 0) this.event.raise();
  }
}

/** §7.4.1.1, PRQ-06: 256 bits, of which 255:128 are reserved. */
function descriptorOf(request: PageRequest): Uint8Array {
  const { sourceId, address, pasid, read, write, last, group } = request;
  const words = new Uint32Array(DESCRIPTOR_BYTES / 4);
  const present = pasid === undefined ? 0 : 0x100;
  words[0] = 0x01 | present | (sourceId << 16);
  words[1] = (pasid?.value ?? 0) | (pasid?.execute === true ? 1 << 20 : 0) | (pasid?.privileged === true ? 1 << 21 : 0);
  words[2] =
    (read === true ? 1 : 0) | (write === true ? 2 : 0) | (last === true ? 4 : 0) | ((group & 0x1ff) << 3) | (lowWord(address) & 0xfffff000);
  words[3] = highWord(address);
  return new Uint8Array(words.buffer);
}
