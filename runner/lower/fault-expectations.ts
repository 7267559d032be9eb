/** What a fault must leave behind: the record, the status register, and no other record (§7.2.1, §11.4.7). */
import type { Capabilities } from '../../reference/index.js';
import type { DmaExpectation } from '../../schemas/generated/vector-file.js';
import type { DmaKind } from '../adapters/adapter.js';
import { parseNumber } from '../hex.js';
import type { Builder } from './builder.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

type FaultExpectation = NonNullable<DmaExpectation['fault']>;

const PFO = 0x1n;
const PPF = 0x2n;
const F = 1n << 63n;

/** {T1, T2} at bits 62 and 28 of a record's upper half (REG-54). */
function typeBits(kind: DmaKind): bigint {
  if (kind === 'write') return 0n;
  return kind === 'read' || kind === 'zero-length-read' ? 1n << 62n : (1n << 62n) | (1n << 28n);
}

/** Follows, for one permitted outcome, which records the vector says are in use. */
export class FaultTracker {
  private readonly recorded = new Set<number>();
  private next = 0;
  private first: number | undefined;
  /** False once the vector clears faults or leaves a record unchecked: then only what it states itself is checked. */
  private complete = true;

  constructor(
    private readonly b: Builder,
    private readonly outcome: string | undefined,
  ) {}

  private get outcomes(): readonly string[] | undefined {
    return this.outcome === undefined ? undefined : [this.outcome];
  }

  /** The vector handles fault registers itself from here on. */
  stopTracking(): void {
    this.complete = false;
  }

  /** States what the request just made must have recorded. */
  expect(fault: FaultExpectation, kind: DmaKind, source: number, address: bigint): void {
    if (fault === 'none') return;
    if (fault === 'unchecked') {
      this.complete = false;
      return;
    }
    const count = this.b.capabilities.get('CAP', 'NFR') + 1;
    const record = fault.record === undefined ? this.next : Number(parseNumber(fault.record));
    if (record >= count) throw new RangeError(`record ${String(record)} needs CAP.NFR >= ${String(record)}; state it in "requires"`);
    this.recorded.add(record);
    this.first ??= record;
    this.next = (record + 1) % count;
    const index = this.complete ? BigInt(this.first) << 8n : 0n;
    const [status] = resolveAccess({ register: 'FSTS' }, this.b.capabilities);
    this.b.expectRegister(status as RegisterAccess, PPF | index, PFO | PPF | (this.complete ? 0xff00n : 0n), this.outcomes);
    const [low, high] = resolveAccess({ register: `FRCD[${String(record)}]` }, this.b.capabilities) as [RegisterAccess, RegisterAccess];
    const reason = parseNumber(fault.reason, 8);
    if (reason === ILLEGAL_INTERRUPT_REQUEST) {
      this.b.expectRegister(high, F | (reason << 32n) | BigInt(source), INTERRUPT_RECORD_MASK, this.outcomes);
      return;
    }
    const info = fault.info === undefined ? faultInfo(address, this.b.capabilities) : parseNumber(fault.info);
    // With SAGAW = 0 the text gives no width for the fault info.
    if (this.b.capabilities.largestAgaw !== 0) this.b.expectRegister(low, info, 0xffff_ffff_ffff_ffffn, this.outcomes);
    this.b.expectRegister(high, F | typeBits(kind) | (reason << 32n) | BigInt(source), RECORD_MASK, this.outcomes);
  }

  /** At the end: exactly the stated records are in use, and nothing overflowed. */
  expectNothingElse(): void {
    if (!this.complete) return;
    const [status] = resolveAccess({ register: 'FSTS' }, this.b.capabilities);
    this.b.expectRegister(status as RegisterAccess, this.recorded.size > 0 ? PPF : 0n, PFO | PPF, this.outcomes);
    for (let record = 0; record <= this.b.capabilities.get('CAP', 'NFR'); record++) {
      const [, high] = resolveAccess({ register: `FRCD[${String(record)}]` }, this.b.capabilities) as [RegisterAccess, RegisterAccess];
      this.b.expectRegister(high, this.recorded.has(record) ? F : 0n, F, this.outcomes);
    }
  }
}

/** FI: the page of the request's address, without the bits from the largest AGAW on (§11.4.7.6, REG-84). */
function faultInfo(address: bigint, capabilities: Capabilities): bigint {
  return address & ~0xfffn & ((1n << BigInt(capabilities.largestAgaw)) - 1n);
}

/**
 * Bits of a record's upper half that count for a request without PASID. PV, EXE and PRIV mean nothing with PP=0;
 * that they read 0 without ECAP.PASID has vectors of its own, so that one wrong field does not hide all others.
 */
const RECORD_MASK = F | (1n << 62n) | (3n << 60n) | (0xffn << 32n) | (1n << 31n) | (1n << 28n) | 0x0fffffffn;

/** 29h stands among the interrupt faults: its fault info is undefined, and type and address type mean nothing (FLT-44, §11.4.7.6). */
const ILLEGAL_INTERRUPT_REQUEST = 0x29n;
const INTERRUPT_RECORD_MASK = F | (0xffn << 32n) | 0xffffn;
