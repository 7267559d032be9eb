/** Collects operations and checks while a vector is lowered, and keeps what memory must hold by the vector's own word. */
import { Memory } from '../../reference/index.js';
import type { Capabilities } from '../../reference/index.js';
import type { AddressRange, Operation } from '../adapters/adapter.js';
import type { Check, Must } from './lowered.js';
import type { LoweredPlatform } from './platform.js';
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

/** What software knows of one unit from what it did to it. */
interface UnitState {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Level bits of GCMD as last written: TE, QIE, IRE, CFI. */
  levelBits: bigint;
  /** TTM as the macros last latched it. */
  mode: number;
  /** The page request queue and the invalidation queue, once a macro has set them up. */
  pageRequestQueue: PageRequestRing | undefined;
  invalidationQueue: InvalidationRing | undefined;
}

/** What software knows of a unit after a reset. */
const FRESH = { levelBits: 0n, mode: 0, pageRequestQueue: undefined, invalidationQueue: undefined };

/** One memory for all vectors in turn: its pages are worth keeping. */
const shadow = new Memory();

export class Builder {
  readonly operations: Operation[] = [];
  readonly checks: Check[] = [];
  readonly touched: AddressRange[] = [];
  readonly unreadable: AddressRange[] = [];
  readonly sources = new Set<number>();
  /** Index of the step under way, -1 outside the vector's own steps. */
  step = -1;
  /** One, or those of the vector's platform. */
  private readonly units: readonly UnitState[];
  /** Index of the unit whose registers are accessed, and its state. */
  unit = 0;
  state: UnitState;
  /** Bits of memory that the architecture leaves undefined, by address of their byte. */
  readonly undefinedBits = new Map<bigint, number>();
  /** Whether `shadow` still says what memory holds; not after a request whose effect the vector leaves open. */
  shadowHolds = true;

  /** What memory must hold by the vector's own word. */
  readonly shadow = shadow;
  private readonly isPlatform: boolean;

  constructor(capabilities: Capabilities, platform?: LoweredPlatform) {
    shadow.clear();
    this.units = (platform?.names ?? ['']).map((name, i) => ({
      name,
      capabilities: platform?.claims[i] ?? capabilities,
      ...FRESH,
    }));
    this.state = this.units[0] as UnitState;
    this.isPlatform = platform !== undefined;
  }

  /** Claims of the unit that is accessed. */
  get capabilities(): Capabilities {
    return this.state.capabilities;
  }

  get unitCount(): number {
    return this.units.length;
  }

  /** Index of the unit of a name; without a name, of the only one. Throws a RangeError for a name that means none. */
  unitNamed(name: string | undefined): number {
    const known = this.units.map((unit) => unit.name).join(', ');
    if (name === undefined) {
      if (this.units.length > 1) throw new RangeError(`say which "unit" is meant: ${known}`);
      return 0;
    }
    if (!this.isPlatform) throw new RangeError(`there is no platform, and so no unit ${name}`);
    const index = this.units.findIndex((unit) => unit.name === name);
    if (index < 0) throw new RangeError(`there is no unit ${name}; known are ${known}`);
    return index;
  }

  /** From here on the registers of this unit are accessed. */
  select(unit: number): void {
    this.unit = unit;
    this.state = this.units[unit] as UnitState;
  }

  /** Accesses the registers of a unit in passing. */
  within(unit: number, act: () => void): void {
    const before = this.unit;
    this.select(unit);
    act();
    this.select(before);
  }

  /** A register for readers, with its unit where there are several. */
  private label(name: string): string {
    return this.units.length > 1 ? `${name} of unit ${this.state.name}` : name;
  }

  /** Adds an operation and returns its index. */
  push(operation: Operation): number {
    this.operations.push(operation);
    return this.operations.length - 1;
  }

  /** States what an operation must give, in the outcomes named or, without names, in all. */
  expect(operation: number, label: string, must: Must, outcomes?: readonly string[]): void {
    this.checks.push({ operation, step: this.step, label, must, outcomes });
  }

  /** The unit is reset: what the macros set up is gone. */
  reset(): void {
    this.push(this.isPlatform ? { op: 'reset', unit: this.unit } : { op: 'reset' });
    Object.assign(this.state, FRESH);
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

  write({ offset, size }: Pick<RegisterAccess, 'offset' | 'size'>, value: bigint): void {
    this.push(this.isPlatform ? { op: 'write', offset, size, value, unit: this.unit } : { op: 'write', offset, size, value });
  }

  /** Reads a register and states the bits it must have, or with `differs` must not have. */
  expectRegister(access: RegisterAccess, value: bigint, mask: bigint, outcomes?: readonly string[], differs = false): void {
    const { offset, size, register, lowBit } = access;
    const operation = this.push(this.isPlatform ? { op: 'read', offset, size, unit: this.unit } : { op: 'read', offset, size });
    this.expect(operation, this.label(access.name), { kind: 'value', value: value & mask, mask, differs, register, lowBit }, outcomes);
  }

  /** Polls a register and states that it reached the value. */
  poll(access: RegisterAccess, mask: bigint, value: bigint): void {
    const { offset, size, register, lowBit } = access;
    const poll = { op: 'poll' as const, offset, size, mask, value };
    const operation = this.push(this.isPlatform ? { ...poll, unit: this.unit } : poll);
    this.expect(operation, this.label(access.name), { kind: 'value', value, mask, differs: false, register, lowBit });
  }

  touch(address: bigint, length: number): void {
    this.touched.push({ address, length: BigInt(length) });
  }
}
