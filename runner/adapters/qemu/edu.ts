/**
 * The `edu` device as a requester: single reads and writes of up to 4095 bytes
 * between an address of the job's choice and the device's own buffer.
 *
 * The buffer is reachable by DMA alone, and while the unit translates, that DMA
 * is the very thing under test. So payloads go in before the job and come out
 * after it, both with translation off, and each operation gets a slot of the
 * buffer for itself. The buffer outlives a reset of the machine.
 */
import type { Operation, Result } from '../adapter.js';
import { requesterOf, type Layout, type Requester } from './layout.js';
import { STAGING_BASE } from './machine.js';
import type { Step } from './step.js';

const SOURCE = 0x80;
const DESTINATION = 0x88;
const COUNT = 0x90;
const COMMAND = 0x98;
const BUFFER = 0x4_0000n;

/** COMMAND: run; cleared by the device when it is done. */
const RUN = 1n;
/** COMMAND: from the buffer to memory instead of the other way round. */
const TO_MEMORY = 2n;

/** Of 4096 bytes: some versions end the process when a count reaches the last one. */
export const BUFFER_SIZE = 4095;

/** The device moves its data this much virtual time (in ns) after the command. */
const TRANSFER_TIME = 100_000_000;

/** What a read's slot holds until data arrive, so that "nothing came" is not taken for data. */
const MARKER = Uint8Array.of(0xd6, 0x3b, 0x91, 0x7e, 0x4c, 0xe5, 0x28, 0xaf);

type DmaOperation = Extract<Operation, { op: 'dma' }>;

interface Slot {
  readonly requester: Requester;
  readonly offset: number;
  readonly operation: DmaOperation;
}

/** Where in which buffer each DMA operation of a job has its data. */
export class TransferPlan {
  readonly #slots = new Map<number, Slot>();
  readonly #used = new Map<Requester, number>();
  readonly #layout: Layout;
  /** How virtual time passes: in commanded steps, or by itself. */
  readonly #stepped: boolean;

  constructor(layout: Layout, stepped: boolean) {
    this.#layout = layout;
    this.#stepped = stepped;
  }

  /** Functions with DMA in the job. */
  get requesters(): readonly Requester[] {
    return [...this.#used.keys()];
  }

  /** Takes a DMA operation in, or returns why this device cannot make the request. */
  add(index: number, operation: DmaOperation): string | undefined {
    const { request, source, length, bytes } = operation;
    if (request !== 'read' && request !== 'write') return `edu makes no ${request} request`;
    const requester = requesterOf(this.#layout, source);
    if (length < 1) return 'edu makes no request without data';
    if (request === 'write' && bytes?.length !== length) return 'a DMA write needs as many bytes as its length says';
    const offset = this.#used.get(requester) ?? 0;
    if (offset + length > BUFFER_SIZE) return `the DMA data of one function exceed its buffer of ${BUFFER_SIZE} bytes`;
    this.#used.set(requester, offset + length);
    this.#slots.set(index, { requester, offset, operation });
    return undefined;
  }

  /** Fills the buffers: payloads of writes, markers for reads. Translation is off. */
  stage(): Step[] {
    return this.requesters.flatMap((requester) => {
      const image = this.#image(requester);
      const address = this.#stagingPage(requester);
      const data = Buffer.from(image).toString('base64');
      return [
        { commands: [`b64write 0x${address.toString(16)} 0x${image.length.toString(16)} ${data}`] },
        this.#transfer(requester, address, 0, image.length, 'read'),
      ];
    });
  }

  /** The request itself. */
  request(index: number): Step {
    const slot = this.#slot(index);
    const { address, length, request } = slot.operation;
    return this.#transfer(slot.requester, address, slot.offset, length, request === 'write' ? 'write' : 'read');
  }

  /** Brings back the buffers of functions that read; the last reply of each step is the buffer. */
  drain(): Step[] {
    return this.#readers().flatMap((requester) => {
      const length = this.#used.get(requester) ?? 0;
      const address = this.#stagingPage(requester);
      return [
        this.#transfer(requester, address, 0, length, 'write'),
        { commands: [`b64read 0x${address.toString(16)} 0x${length.toString(16)}`] },
      ];
    });
  }

  /** What a DMA operation gave, from the replies to `drain` and from whether the unit said that it blocked. */
  result(index: number, drained: readonly (readonly string[])[], blocked: boolean): Result {
    const { requester, offset, operation } = this.#slot(index);
    if (operation.request === 'write') return { status: blocked ? 'blocked' : 'unknown' };

    const reply = drained[2 * this.#readers().indexOf(requester) + 1]?.[0] ?? '';
    const buffer = new Uint8Array(Buffer.from(reply, 'base64'));
    const bytes = buffer.slice(offset, offset + operation.length);
    const untouched = bytes.every((byte, position) => byte === MARKER[position % MARKER.length]);
    // A refused read delivers zeros, so zeros alone do not tell it from memory that holds zeros.
    if (blocked) return untouched || bytes.every((byte) => byte === 0) ? { status: 'blocked' } : { status: 'unknown', bytes };
    return untouched ? { status: 'unknown' } : { status: 'success', bytes };
  }

  /** For each read: which reply to `drain` has its data, counted over all steps, and from which byte on. */
  readers(): Record<string, { reply: number; offset: number }> {
    const readers = this.#readers();
    const reads = [...this.#slots].filter(([, { operation }]) => operation.request === 'read');
    return Object.fromEntries(
      reads.map(([index, { requester, offset }]) => [index, { reply: 2 * readers.indexOf(requester) + 1, offset }]),
    );
  }

  #readers(): Requester[] {
    const reading = [...this.#slots.values()].filter(({ operation }) => operation.request === 'read');
    return [...new Set(reading.map(({ requester }) => requester))];
  }

  #stagingPage(requester: Requester): bigint {
    return STAGING_BASE + 0x1000n * BigInt(this.#layout.requesters.indexOf(requester));
  }

  #slot(index: number): Slot {
    const slot = this.#slots.get(index);
    if (slot === undefined) throw new Error(`operation ${index} is no planned DMA request`);
    return slot;
  }

  #image(requester: Requester): Uint8Array {
    const image = new Uint8Array(this.#used.get(requester) ?? 0);
    for (const { requester: owner, offset, operation } of this.#slots.values()) {
      if (owner !== requester) continue;
      const payload = operation.request === 'write' ? operation.bytes : undefined;
      for (let i = 0; i < operation.length; i += 1) {
        image[offset + i] = (payload === undefined ? MARKER[i % MARKER.length] : payload[i]) ?? 0;
      }
    }
    return image;
  }

  #transfer(requester: Requester, address: bigint, offset: number, count: number, kind: 'read' | 'write'): Step {
    const own = BUFFER + BigInt(offset);
    const set = (register: number, value: bigint): string => `writeq 0x${(requester.bar + register).toString(16)} 0x${value.toString(16)}`;
    const commands = [
      set(SOURCE, kind === 'read' ? address : own),
      set(DESTINATION, kind === 'read' ? own : address),
      set(COUNT, BigInt(count)),
      set(COMMAND, kind === 'read' ? RUN : RUN | TO_MEMORY),
    ];
    if (this.#stepped) return { commands: [...commands, `clock_step ${TRANSFER_TIME}`] };
    const command = `readq 0x${(requester.bar + COMMAND).toString(16)}`;
    return { commands, busy: { command, over: (reply) => (BigInt(reply) & RUN) === 0n } };
  }
}
