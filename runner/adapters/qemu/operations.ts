/**
 * From the operations of a job to qtest commands, and from the replies back to
 * results. Nothing here waits: what needs waiting is part of a step.
 */
import type { AddressRange, Operation, Result } from '../adapter.js';
import { TransferPlan } from './edu.js';
import { markOperation } from './interrupts.js';
import { layoutFor, MOST_REQUESTERS, requesterOf, unplayable, type Layout, type Requester } from './layout.js';
import { INACCESSIBLE, RAM, REGISTER_BASE, REGISTER_SPACE } from './machine.js';
import { sendInterrupt, unsendable } from './msi.js';
import type { Step } from './step.js';

/**
 * Register writes take full effect before QEMU answers them, and nothing runs
 * between two commands. A poll therefore finds its value at once or never, and
 * a few reads in the same write replace a round trip per try.
 */
const POLL_TRIES = 3;

const UNABLE = (kind: string): string => `a ${kind} operation reached a subject that has not the ability`;

const LETTER = { 4: 'l', 8: 'q' } as const;

export interface LoweredJob {
  /** Functions that the machine needs. */
  readonly layout: Layout;
  /** Those that make requests. */
  readonly requesters: readonly Requester[];
  readonly steps: readonly Step[];
  readonly transfers: TransferPlan;
}

/** How the functions of this QEMU are driven. */
export interface Driving {
  /** Whether virtual time passes by command only. */
  readonly stepped: boolean;
  /** Where the functions have their MSI capability; absent if they have none. */
  readonly msi?: number | undefined;
}

export function lowerJob(operations: readonly Operation[], driving: Driving): LoweredJob | { readonly refusal: string } {
  const sources = [...new Set(operations.flatMap((operation) => ('source' in operation ? [operation.source] : [])))];
  if (sources.length > MOST_REQUESTERS) return { refusal: `more than ${MOST_REQUESTERS} requesters` };
  const unplayed = sources.map(unplayable).find((reason) => reason !== undefined);
  if (unplayed !== undefined) return { refusal: unplayed };

  const layout = layoutFor(sources);
  const transfers = new TransferPlan(layout, driving.stepped);
  for (const [index, operation] of operations.entries()) {
    const refusal = refuse(operation) ?? (operation.op === 'dma' ? transfers.add(index, operation) : undefined);
    if (refusal !== undefined) return { refusal: `operation ${index} (${operation.op}): ${refusal}` };
  }
  const requesters = sources.map((source) => requesterOf(layout, source));
  const steps = operations.map((operation, index) => lower(operation, index, { layout, transfers, msi: driving.msi }));
  return { layout, requesters, steps, transfers };
}

function refuse(operation: Operation): string | undefined {
  switch (operation.op) {
    case 'load':
      return within(RAM, operation.address, operation.bytes.length) ? undefined : 'not within RAM';
    case 'dump':
      return within(RAM, operation.address, operation.length) ? undefined : 'not within RAM';
    case 'poison':
      return within(INACCESSIBLE, operation.address, operation.length) ? undefined : 'QEMU cannot make RAM fail';
    case 'read':
    case 'write':
    case 'poll':
      return operation.offset + operation.size <= REGISTER_SPACE ? undefined : 'beyond the register page';
    case 'interrupt':
      return unsendable(operation);
    case 'dma':
      return undefined;
  }
}

function within(ranges: readonly AddressRange[], address: bigint, length: number): boolean {
  return ranges.some((range) => address >= range.address && address + BigInt(length) <= range.address + range.length);
}

interface Context {
  readonly layout: Layout;
  readonly transfers: TransferPlan;
  readonly msi: number | undefined;
}

function lower(operation: Operation, index: number, { layout, transfers, msi }: Context): Step {
  switch (operation.op) {
    case 'load': {
      const { address, bytes } = operation;
      if (bytes.length === 0) return { commands: [] };
      const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
      return { commands: [`b64write 0x${address.toString(16)} 0x${bytes.length.toString(16)} ${data}`] };
    }
    case 'dump':
      if (operation.length === 0) return { commands: [] };
      return { commands: [`b64read 0x${operation.address.toString(16)} 0x${operation.length.toString(16)}`] };
    case 'poison':
      return { commands: [] };
    case 'read':
      return { commands: [readRegister(operation.offset, operation.size)] };
    case 'write': {
      const address = (REGISTER_BASE + operation.offset).toString(16);
      const write = `write${LETTER[operation.size]} 0x${address} 0x${operation.value.toString(16)}`;
      return { commands: [markOperation(index), write] };
    }
    case 'poll':
      return { commands: Array.from({ length: POLL_TRIES }, () => readRegister(operation.offset, operation.size)) };
    case 'interrupt':
      if (msi === undefined) throw new Error(UNABLE(operation.op));
      return { commands: [markOperation(index), ...sendInterrupt(requesterOf(layout, operation.source), msi, operation)] };
    case 'translate':
    case 'page-request':
    case 'reset':
    case 'renumber':
    case 'device-tlb':
    case 'invalidation-completion':
      throw new Error(UNABLE(operation.op));
    case 'dma': {
      const step = transfers.request(index);
      return { ...step, commands: [markOperation(index), ...step.commands] };
    }
  }
}

export function readRegister(offset: number, size: 4 | 8): string {
  return `read${LETTER[size]} 0x${(REGISTER_BASE + offset).toString(16)}`;
}

/** The result of an operation that makes no request, from the replies to its commands. */
export function resultOf(operation: Operation, replies: readonly string[]): Result {
  switch (operation.op) {
    case 'dump':
      return { bytes: new Uint8Array(Buffer.from(replies[0] ?? '', 'base64')) };
    case 'read':
      return { value: BigInt(replies[0] ?? '0x0') };
    case 'poll': {
      const values = replies.map((reply) => BigInt(reply));
      const met = values.find((value) => (value & operation.mask) === operation.value);
      return { value: met ?? values.at(-1) ?? 0n };
    }
    default:
      return {};
  }
}
