/**
 * What QEMU's own trace log tells about a job: interrupt messages that left the
 * unit, and requests that it blocked.
 *
 * The messages are those of the unit's events (fault, invalidation completion)
 * and those of devices, in the form in which they leave: they go straight to the
 * interrupt controller and appear on no bus that a tester could watch. QEMU writes each trace line before it answers the qtest
 * command that caused it, so what was answered is complete in the file.
 */
import { fstatSync, readSync } from 'node:fs';
import type { EmittedInterrupt } from '../adapter.js';

const INTERRUPT = 'vtd_irq_generate';
/** A device's message: as it came, and as it goes on. */
const REMAPPED = 'vtd_ir_remap_msi';
const FAULT = 'vtd_dmar_fault';
const FAULT_NOT_RECORDED = 'vtd_fault_disabled';
/** Any write to an I/O port; port 0x80 has no function but this. */
const PORT_WRITE = 'cpu_out';

export const TRACE_EVENTS: readonly string[] = [INTERRUPT, REMAPPED, FAULT, FAULT_NOT_RECORDED, PORT_WRITE];

const LINE =
  /vtd_irq_generate addr (0x[\da-f]+) data (0x[\da-f]+)|vtd_ir_remap_msi .*-> \(addr (0x[\da-f]+), data (0x[\da-f]+)\)|cpu_out addr 0x80\(l\) value (\d+)|vtd_dmar_fault|vtd_fault_disabled/g;

/** A log this long (in bytes) is worth a new process, since QEMU cannot be told to start it afresh. */
const FULL = 64 << 20;

export interface Observation {
  readonly interrupts: EmittedInterrupt[];
  /** Indices of the operations during which a request was refused. */
  readonly blocked: ReadonlySet<number>;
  /** Indices of the operations during which a device's message went on. */
  readonly delivered: ReadonlySet<number>;
}

/** Whether a build with these events tells of interrupts, and of which operation they belong to. */
export function tellsInterrupts(events: ReadonlySet<string>): boolean {
  return events.has(INTERRUPT) && events.has(REMAPPED) && events.has(PORT_WRITE);
}

/** The command that opens the stretch of log belonging to one operation. */
export function markOperation(index: number): string {
  return `outl 0x80 0x${index.toString(16)}`;
}

export class TraceLog {
  readonly #descriptor: number;
  #position = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  get full(): boolean {
    return this.#position > FULL;
  }

  /** Forgets everything up to now. */
  skip(): void {
    this.#position = fstatSync(this.#descriptor).size;
  }

  /** What has been written since the last call. */
  take(): Observation {
    const size = fstatSync(this.#descriptor).size;
    const bytes = Buffer.alloc(size - this.#position);
    readSync(this.#descriptor, bytes, 0, bytes.length, this.#position);
    this.#position = size;
    return parse(bytes.toString('latin1'));
  }
}

function parse(text: string): Observation {
  const interrupts: EmittedInterrupt[] = [];
  const blocked = new Set<number>();
  const delivered = new Set<number>();
  let operation = -1;
  for (const [line, ownAddress, ownData, remappedAddress, remappedData, marker] of text.matchAll(LINE)) {
    const address = ownAddress ?? remappedAddress;
    const data = ownData ?? remappedData;
    if (marker !== undefined) operation = Number(marker);
    else if (address !== undefined && data !== undefined) {
      interrupts.push({ address: BigInt(address), data: Number(data), after: operation });
      if (remappedAddress !== undefined) delivered.add(operation);
    } else if (line === FAULT || line === FAULT_NOT_RECORDED) blocked.add(operation);
  }
  return { interrupts, blocked, delivered };
}
