/** Performance monitoring (§10): counters, their overflow and freeze, and the performance event. */
import type { Capabilities } from '../capabilities.js';
import { DEFAULT_CHOICES } from '../choices.js';
import type { ResolvedChoices } from '../choices.js';
import type { RequestClass } from '../dma/translation.js';
import { CONFIGURATION_BYTES, counterWidth } from '../registers/performance-counter-definitions.js';
import { EventInterrupt } from '../registers/event-interrupt.js';
import type { InterruptMessage } from '../registers/event-interrupt.js';
import type { RegisterFile } from '../registers/register-file.js';
import { CounterCapabilities, FILTERS, passesChecks } from './counter-checks.js';
import { TABLE_49, eventOf } from './events.js';
import type { PerformanceEvent } from './events.js';

const PERFINTRSTS = 0x324;
const PERFINTRCTL = 0x328;
const PIS = 0x1;

const EN = 0x1;
const IO = 0x2;
const GFO = 0x4;
/** Bit 31 of a filter. */
const FILTER_EN = 0x80000000;

/** What a filter can look at. */
export interface Occurrence {
  readonly class: RequestClass;
  readonly sourceId: number;
  readonly pasid?: number | undefined;
}

/** Bit of the address type filter (§11.4.13.19). */
const ADDRESS_TYPE_BIT: Readonly<Record<RequestClass, number>> = { untranslated: 1, translation: 2, translated: 4, 'page-request': 0 };

const REQUESTS = named('IOMMU_REQUESTS');
const POSTED = named('PG_REQ_POSTED');
const OVERFLOWED = named('PG_REQ_OVERFLOW');

interface Counter {
  readonly index: number;
  /** Offsets of its configuration block and of its value. */
  readonly configuration: number;
  readonly value: number;
  /** Bits of the value's upper and lower half. */
  readonly maskHi: number;
  readonly maskLo: number;
  readonly capabilities: CounterCapabilities;
}

export class PerformanceMonitor {
  choices: ResolvedChoices = DEFAULT_CHOICES;
  private readonly counters: readonly Counter[];
  private readonly freezeStatus: number;
  private readonly overflowStatus: number;
  private readonly writableWhileEnabled: boolean;
  private readonly event: EventInterrupt;
  /** Counters that are enabled: with none there is nothing to look at. */
  private enabled: Counter[] = [];

  constructor(
    private readonly registers: RegisterFile,
    capabilities: Capabilities,
    send: (message: InterruptMessage) => void,
  ) {
    const c = capabilities;
    this.freezeStatus = c.get('PERFFRZOFF', 'FZO');
    this.overflowStatus = c.get('PERFOVFOFF', 'OFO');
    this.writableWhileEnabled = c.get('PERFCAP', 'CWE') === 1;
    this.event = new EventInterrupt(registers, PERFINTRCTL, send);
    // §11.4.13.8: PIS cleared by software leaves nothing pending.
    registers.onWrite(PERFINTRSTS, () => {
      if ((registers.get(PERFINTRSTS) & PIS) === 0) this.event.withdraw();
    });
    const stride = 2 ** (c.get('PERFCAP', 'CS') + 10);
    this.counters = Array.from({ length: c.get('PERFCAP', 'NCNTR') }, (_, index) => {
      const width = counterWidth(c, index);
      return {
        index,
        configuration: c.get('PERFCFGOFF', 'CFGO') + CONFIGURATION_BYTES * index,
        value: c.get('PERFCNTROFF', 'CNTO') + stride * index,
        maskHi: 2 ** Math.max(0, width - 32) - 1,
        maskLo: 2 ** Math.min(32, width) - 1,
        capabilities: new CounterCapabilities(c, index),
      };
    });
    for (const counter of this.counters) {
      registers.onWrite(counter.configuration, () => {
        this.dropUnsupported(counter);
      });
    }
  }

  reset(choices: ResolvedChoices): void {
    this.choices = choices;
    this.enabled = [];
  }

  /** Enable Perfmon Counter: whether the checks of §10.5 were passed, and the counter is enabled. */
  enable(index: number): boolean {
    const counter = this.counters[index];
    if (counter === undefined) return false;
    const { configuration, capabilities } = counter;
    if (!passesChecks(this.registers, configuration, capabilities, this.choices['performance-filter-pairing'])) return false;
    this.setEnabled(counter, true);
    return true;
  }

  /** Disable Perfmon Counter: whether there is such a counter. Its freeze status is cleared (§11.4.13.12, REG-92). */
  disable(index: number): boolean {
    const counter = this.counters[index];
    if (counter === undefined) return false;
    this.setEnabled(counter, false);
    this.setBit(this.freezeStatus, index, false);
    return true;
  }

  /** Reset All Perfmon Counter Configuration (§10.2, REG-97). */
  resetConfiguration(): void {
    for (const counter of this.counters) {
      this.setEnabled(counter, false);
      this.registers.set(counter.configuration, 0);
      this.registers.set(counter.configuration + 4, 0);
      for (const { at } of FILTERS) this.registers.set(counter.configuration + at, 0);
      this.setBit(this.freezeStatus, counter.index, false);
      this.setBit(this.overflowStatus, counter.index, false);
    }
  }

  /** Reset All Perfmon Counter Values (§10.2, REG-97). */
  resetValues(): void {
    for (const { value } of this.counters) {
      this.registers.set(value, 0);
      this.registers.set(value + 4, 0);
    }
  }

  /** Freeze or unfreeze all counters: the bits of those that exist (§10.3.2). */
  setFrozen(isFrozen: boolean): void {
    for (const { index } of this.counters) this.setBit(this.freezeStatus, index, isFrozen);
  }

  /** A request enters the unit. */
  request(occurrence: Occurrence): void {
    if (this.enabled.length > 0) this.count(REQUESTS, occurrence);
  }

  /** A page request was written to the queue, or answered because the queue overflowed. */
  pageRequest(isPosted: boolean, occurrence: Occurrence): void {
    if (this.enabled.length > 0) this.count(isPosted ? POSTED : OVERFLOWED, occurrence);
  }

  private count({ group, bit }: PerformanceEvent, occurrence: Occurrence): void {
    for (const counter of this.enabled) {
      const { configuration, index } = counter;
      const isSelected =
        ((this.registers.get(configuration) >>> 8) & 0xf) === group && ((this.registers.get(configuration + 4) >>> bit) & 1) === 1;
      if (isSelected && !this.getBit(this.freezeStatus, index) && this.passesFilters(configuration, occurrence)) this.increment(counter);
    }
  }

  /** §10.4: an occurrence counts if it passes every filter that is enabled. */
  private passesFilters(at: number, { class: kind, sourceId, pasid }: Occurrence): boolean {
    const { registers } = this;
    const rid = registers.get(at + 0x08);
    if ((rid & FILTER_EN) !== 0 && (rid & 0xffff) !== sourceId) return false;
    const filter = registers.get(at + 0x10);
    if ((filter & FILTER_EN) !== 0 && !matchesPasid((filter >>> 20) & 3, filter & 0xfffff, pasid)) return false;
    const types = registers.get(at + 0x14);
    return (types & FILTER_EN) === 0 || (types & ADDRESS_TYPE_BIT[kind]) !== 0;
  }

  private increment(counter: Counter): void {
    const { registers } = this;
    const { value, maskHi, maskLo } = counter;
    const lo = (registers.get(value) + 1) % 2 ** 32;
    const hi = registers.get(value + 4) + (lo === 0 ? 1 : 0);
    registers.set(value, (lo & maskLo) >>> 0);
    registers.set(value + 4, (hi & maskHi) >>> 0);
    // §10.3.1: rolling over to zero is an overflow; counting goes on.
    if (registers.get(value) === 0 && registers.get(value + 4) === 0) this.overflow(counter);
  }

  private overflow({ index, configuration }: Counter): void {
    const { registers } = this;
    const flags = registers.get(configuration);
    this.setBit(this.overflowStatus, index, true);
    if ((flags & GFO) !== 0) this.setFrozen(true);
    if ((flags & IO) === 0) return;
    const wasSet = (registers.get(PERFINTRSTS) & PIS) !== 0;
    registers.set(PERFINTRSTS, PIS);
    // §10.6, REG-112: whether an overflow while PIS is still set is another event.
    if (!wasSet || this.choices['performance-event-repeated'] === 'event') this.event.raise();
  }

  /** EN, and what is read-only while it is set (Table 51, REG-88). */
  private setEnabled(counter: Counter, isEnabled: boolean): void {
    const { registers } = this;
    const { configuration, value } = counter;
    const flags = registers.get(configuration);
    registers.set(configuration, isEnabled ? flags | EN : flags & ~EN);
    for (const at of [0, 4, ...FILTERS.map((filter) => filter.at)]) registers.lock(configuration + at, isEnabled);
    if (!this.writableWhileEnabled) {
      registers.lock(value, isEnabled);
      registers.lock(value + 4, isEnabled);
    }
    this.enabled = this.enabled.filter((each) => each !== counter);
    if (isEnabled) this.enabled.push(counter);
  }

  /** §11.4.13.15: IO and GFO are reserved where the counter does not support them, or held until they are checked (REG-111). */
  private dropUnsupported({ configuration, capabilities }: Counter): void {
    if (this.choices['performance-overflow-action'] !== 'reserved') return;
    const dropped = (capabilities.interruptOnOverflow ? 0 : IO) | (capabilities.freezeOnOverflow ? 0 : GFO);
    this.registers.set(configuration, this.registers.get(configuration) & ~dropped);
  }

  private getBit(base: number, index: number): boolean {
    return ((this.registers.get(base + 4 * (index >>> 5)) >>> (index & 31)) & 1) === 1;
  }

  private setBit(base: number, index: number, isSet: boolean): void {
    const at = base + 4 * (index >>> 5);
    const word = this.registers.get(at);
    this.registers.set(at, isSet ? word | (1 << (index & 31)) : word & ~(1 << (index & 31)));
  }
}

/** §11.4.13.18: PFM 0 one PASID, 1 any PASID, 2 none; 3 is reserved. */
function matchesPasid(mode: number, wanted: number, pasid: number | undefined): boolean {
  switch (mode) {
    case 0:
      return pasid === wanted;
    case 1:
      return pasid !== undefined;
    case 2:
      return pasid === undefined;
    default:
      return false;
  }
}

function named(name: string): PerformanceEvent {
  return TABLE_49.find((event) => event.name === name) as PerformanceEvent;
}

/** Whether the text settles what a counter with this configuration counts: of others the value is up to the implementation. */
export function countsSettledEvents(group: number, select: number): boolean {
  for (let bit = 0; bit < 28; bit++) {
    if (((select >>> bit) & 1) === 1 && eventOf(group, bit)?.isSettled !== true) return false;
  }
  return true;
}
