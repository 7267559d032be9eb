/** Collects operations and checks while a vector is lowered, and keeps what memory must hold by the vector's own word. */
import { Memory } from '../../reference/index.js';
import type { Capabilities } from '../../reference/index.js';
import type { AddressRange, Operation } from '../adapters/adapter.js';
import type { Check, Must } from './lowered.js';
import type { RegisterAccess } from './registers.js';

/** The page request queue as software follows it. */
export interface PageRequestRing {
  readonly at: bigint;
  readonly bytes: number;
  /** Where the next descriptor goes. */
  tail: number;
}

/** The invalidation queue as software fills it. */
export interface InvalidationRing {
  readonly at: bigint;
  readonly bytes: number;
  readonly descriptorBytes: 16 | 32;
  tail: number;
}

/** One memory for all vectors in turn: its pages are worth keeping. */
const shadow = new Memory();

export class Builder {
  readonly operations: Operation[] = [];
  readonly checks: Check[] = [];
  readonly touched: AddressRange[] = [];
  readonly unreadable: AddressRange[] = [];
  readonly sources = new Set<number>();
  /** Level bits of GCMD as last written: TE, QIE, IRE, CFI. */
  levelBits = 0n;
  /** Index of the step under way, -1 outside the vector's own steps. */
  step = -1;
  /** TTM as the macros last latched it. */
  mode = 0;
  /** The page request queue and the invalidation queue, once a macro has set them up. */
  pageRequestQueue: PageRequestRing | undefined;
  invalidationQueue: InvalidationRing | undefined;
  /** Bits of memory that the architecture leaves undefined, by address of their byte. */
  readonly undefinedBits = new Map<bigint, number>();
  /** Whether `shadow` still says what memory holds; not after a request whose effect the vector leaves open. */
  shadowHolds = true;

  /** What memory must hold by the vector's own word. */
  readonly shadow = shadow;

  constructor(readonly capabilities: Capabilities) {
    shadow.clear();
  }

  /** Adds an operation and returns its index. */
  push(operation: Operation): number {
    this.operations.push(operation);
    return this.operations.length - 1;
  }

  /** States what an operation must give, in the outcomes named or, without names, in all. */
  expect(operation: number, label: string, must: Must, outcomes?: readonly string[]): void {
    this.checks.push({ operation, step: this.step, label, must, ...(outcomes === undefined ? {} : { outcomes }) });
  }

  /** The unit is reset: what the macros set up is gone. */
  reset(): void {
    this.push({ op: 'reset' });
    this.levelBits = 0n;
    this.mode = 0;
    this.pageRequestQueue = undefined;
    this.invalidationQueue = undefined;
  }

  load(address: bigint, bytes: Uint8Array): void {
    this.push({ op: 'load', address, bytes });
    this.shadow.write(address, bytes);
    this.touch(address, bytes.length);
  }

  dump(address: bigint, length: number): number {
    this.touch(address, length);
    return this.push({ op: 'dump', address, length });
  }

  write(access: Pick<RegisterAccess, 'offset' | 'size'>, value: bigint): void {
    this.push({ op: 'write', offset: access.offset, size: access.size, value });
  }

  /** Reads a register and states the bits it must have, or with `differs` must not have. */
  expectRegister(access: RegisterAccess, value: bigint, mask: bigint, outcomes?: readonly string[], differs?: true): void {
    const operation = this.push({ op: 'read', offset: access.offset, size: access.size });
    const { register, lowBit } = access;
    this.expect(
      operation,
      access.name,
      {
        kind: 'value',
        value: value & mask,
        mask,
        ...(differs === undefined ? {} : { differs }),
        ...(register === undefined ? {} : { register, lowBit }),
      },
      outcomes,
    );
  }

  /** Polls a register and states that it reached the value. */
  poll(access: RegisterAccess, mask: bigint, value: bigint): void {
    const operation = this.push({ op: 'poll', offset: access.offset, size: access.size, mask, value });
    const { register, lowBit } = access;
    this.expect(operation, access.name, { kind: 'value', value, mask, ...(register === undefined ? {} : { register, lowBit }) });
  }

  touch(address: bigint, length: number): void {
    this.touched.push({ address, length: BigInt(length) });
  }
}
