/** What a fault must leave behind: the record, the status register, and no other record (§7.2.1, §11.4.7). */
import type { AddressType, Capabilities, PasidPrefix } from '../../reference/index.js';
import type { DmaExpectation } from '../../schemas/generated/vector-file.js';
import type { DmaKind } from '../adapters/adapter.js';
import { parseNumber } from '../hex.js';
import type { Builder } from './builder.js';
import { resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';

type FaultExpectation = NonNullable<DmaExpectation['fault']>;
type RecordedFault = Exclude<FaultExpectation, string>;

const PFO = 0x1n;
const PPF = 0x2n;
const F = 1n << 63n;

/** What a record says about the request. */
export interface FaultedRequest {
  readonly kind: RequestKind;
  readonly source: number;
  readonly address: bigint;
  readonly addressType: AddressType;
  readonly pasid?: PasidPrefix | undefined;
}

type RequestKind = DmaKind | 'translation' | 'page-request';

/** {T1, T2} at bits 62 and 28 of a record's upper half (REG-54). */
function typeBits(kind: RequestKind): bigint {
  if (kind === 'write') return 0n;
  if (kind === 'page-request') return 1n << 28n;
  return kind === 'read' || kind === 'zero-length-read' ? 1n << 62n : (1n << 62n) | (1n << 28n);
}

/** Follows, for one permitted outcome, which records of which unit the vector says are in use. */
export class FaultTracker {
  private readonly units: readonly UnitFaults[];

  constructor(
    private readonly b: Builder,
    outcome: string | undefined,
  ) {
    this.units = Array.from({ length: b.unitCount }, () => new UnitFaults(b, outcome));
  }

  /** The vector handles the fault registers of the unit under way itself from here on. */
  stopTracking(): void {
    this.units[this.b.unit]?.stopTracking();
  }

  /** States what the request just made must have recorded. */
  expect(fault: FaultExpectation, request: FaultedRequest): void {
    this.inUnit(fault, (unit, expected) => {
      unit.expect(expected, request);
    });
  }

  /** States what an interrupt request must have recorded: the source and, for most reasons, its index (§11.4.7.6, IR-73). */
  expectInterrupt(fault: FaultExpectation, request: FaultedInterrupt): void {
    this.inUnit(fault, (unit, expected) => {
      unit.expectInterrupt(expected, request);
    });
  }

  /** At the end: in every unit exactly the stated records are in use, and nothing overflowed. */
  expectNothingElse(): void {
    for (const [i, unit] of this.units.entries()) {
      this.b.within(i, () => {
        unit.expectNothingElse();
      });
    }
  }

  /** Where a record is expected, in the unit that the vector names; one that is not looked at may be anywhere. */
  private inUnit(fault: FaultExpectation, act: (unit: UnitFaults, fault: RecordedFault) => void): void {
    if (fault === 'none') return;
    if (fault === 'unchecked') {
      for (const unit of this.units) unit.stopTracking();
      return;
    }
    const index = this.b.unitNamed(fault.unit);
    this.b.within(index, () => {
      act(this.units[index] as UnitFaults, fault);
    });
  }
}

/** An interrupt request as a record shows it. */
interface FaultedInterrupt {
  readonly source: number;
  readonly index: bigint;
}

/** The two halves of a record. */
interface FaultRecord {
  readonly low: RegisterAccess;
  readonly high: RegisterAccess;
}

interface FaultRegisters {
  readonly status: RegisterAccess;
  readonly records: readonly FaultRecord[];
}

/** Every vector looks at all of them at its end. */
const known = new WeakMap<Capabilities, FaultRegisters>();

function faultRegisters(capabilities: Capabilities): FaultRegisters {
  let registers = known.get(capabilities);
  if (registers === undefined) {
    const accesses = (register: string): readonly RegisterAccess[] => resolveAccess({ register }, capabilities);
    const records = Array.from({ length: capabilities.get('CAP', 'NFR') + 1 }, (_, i) => {
      const [low, high] = accesses(`FRCD[${String(i)}]`) as [RegisterAccess, RegisterAccess];
      return { low, high };
    });
    registers = { status: accesses('FSTS')[0] as RegisterAccess, records };
    known.set(capabilities, registers);
  }
  return registers;
}

/** The records of one unit. */
class UnitFaults {
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

  stopTracking(): void {
    this.complete = false;
  }

  expect(fault: RecordedFault, request: FaultedRequest): void {
    const { source, address } = request;
    const { low, high, code: reason } = this.expectRecord(fault);
    if (reason === ILLEGAL_INTERRUPT_REQUEST) {
      this.b.expectRegister(high, F | (reason << 32n) | BigInt(source), INTERRUPT_RECORD_MASK, this.outcomes);
      return;
    }
    const info = fault.info === undefined ? faultInfo(address, this.b.capabilities) : parseNumber(fault.info);
    // With SAGAW = 0 the text gives no width for the fault info.
    if (this.b.capabilities.largestAgaw !== 0) this.b.expectRegister(low, info, 0xffff_ffff_ffff_ffffn, this.outcomes);
    const { value, mask } = requestBits(request);
    this.b.expectRegister(high, F | (reason << 32n) | BigInt(source) | value, RECORD_MASK | mask, this.outcomes);
  }

  /** A record is in use and the status says so. The two halves of the record and the reason. */
  private expectRecord(fault: RecordedFault): FaultRecord & { readonly code: bigint } {
    const count = this.b.capabilities.get('CAP', 'NFR') + 1;
    const record = fault.record === undefined ? this.next : Number(parseNumber(fault.record));
    if (record >= count) throw new RangeError(`record ${String(record)} needs CAP.NFR >= ${String(record)}; state it in "requires"`);
    this.recorded.add(record);
    this.first ??= record;
    this.next = (record + 1) % count;
    const index = this.complete ? BigInt(this.first) << 8n : 0n;
    const { status, records } = faultRegisters(this.b.capabilities);
    this.b.expectRegister(status, PPF | index, PFO | PPF | (this.complete ? 0xff00n : 0n), this.outcomes);
    const { low, high } = records[record] as FaultRecord;
    return { low, high, code: parseNumber(fault.reason, 8) };
  }

  expectInterrupt(fault: RecordedFault, { source, index }: FaultedInterrupt): void {
    const { low, high, code } = this.expectRecord(fault);
    this.b.expectRegister(high, F | (code << 32n) | BigInt(source), INTERRUPT_RECORD_MASK, this.outcomes);
    if (WITHOUT_INDEX.includes(code) || index > 0xffffn) return;
    this.b.expectRegister(low, index << 48n, 0xffff_ffff_ffff_ffffn, this.outcomes);
  }

  expectNothingElse(): void {
    if (!this.complete) return;
    const { status, records } = faultRegisters(this.b.capabilities);
    this.b.expectRegister(status, this.recorded.size > 0 ? PPF : 0n, PFO | PPF, this.outcomes);
    for (const [record, { high }] of records.entries()) this.b.expectRegister(high, this.recorded.has(record) ? F : 0n, F, this.outcomes);
  }
}

/** FI: the page of the request's address, without the bits from the largest AGAW on (§11.4.7.6, REG-84). */
function faultInfo(address: bigint, capabilities: Capabilities): bigint {
  return address & ~0xfffn & ((1n << BigInt(capabilities.largestAgaw)) - 1n);
}

/**
 * Type, address type and PASID of a record's upper half, with the bits of them that count. PV, EXE and PRIV mean nothing
 * with PP=0, EXE only for reads; the type of a translation request (FLT-45) and the address type of a page request are not defined.
 */
function requestBits({ kind, addressType, pasid }: FaultedRequest): { value: bigint; mask: bigint } {
  let value = 0n;
  let mask = PP;
  if (kind !== 'translation') {
    value |= typeBits(kind);
    mask |= T1 | T2;
  }
  if (kind !== 'page-request') {
    value |= BigInt(ADDRESS_TYPES.indexOf(addressType)) << 60n;
    mask |= 3n << 60n;
  }
  if (pasid === undefined) return { value, mask };
  value |= PP | (BigInt(pasid.value) << 40n) | (pasid.privileged === true ? PRIV : 0n);
  mask |= (0xfffffn << 40n) | PRIV;
  if (kind !== 'read' && kind !== 'zero-length-read') return { value, mask };
  return { value: value | (pasid.execute === true ? EXE : 0n), mask: mask | EXE };
}

const T1 = 1n << 62n;
const T2 = 1n << 28n;
const PRIV = 1n << 29n;
const EXE = 1n << 30n;
const PP = 1n << 31n;
const ADDRESS_TYPES: readonly AddressType[] = ['untranslated', 'translation', 'translated', 'reserved'];

/** F, FR, the reserved bits and the source-id. */
const RECORD_MASK = F | (0xffn << 32n) | 0x0fffffffn;

/** 29h stands among the interrupt faults: its fault info is undefined, and type and address type mean nothing (FLT-44, §11.4.7.6). */
const ILLEGAL_INTERRUPT_REQUEST = 0x29n;
/** Interrupt faults whose fault info is undefined (§11.4.7.6). */
const WITHOUT_INDEX: readonly bigint[] = [0x20n, 0x25n, ILLEGAL_INTERRUPT_REQUEST, 0x2an, 0x2bn];
const INTERRUPT_RECORD_MASK = F | (0xffn << 32n) | 0xffffn;

/** No tracker expects anything of the fault records any more. */
export function stopTracking(trackers: ReadonlyMap<string | undefined, FaultTracker>): void {
  for (const tracker of trackers.values()) tracker.stopTracking();
}
