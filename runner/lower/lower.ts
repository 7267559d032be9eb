/**
 * Lowers a vector for an implementation with given claims: tables become bytes, macros become register
 * accesses, named fields become values and masks. What remains needs no knowledge of the architecture.
 */
import { DmarError, REGISTERS, registerOffset } from '../../reference/index.js';
import type { Capabilities } from '../../reference/index.js';
import type {
  DeviceTlbRequestsExpectation,
  DmaExpectation,
  InterruptExpectation,
  InterruptRequestExpectation,
  MemoryExpectation,
  PageRequestExpectation,
  ResponsesExpectation,
  TranslateExpectation,
  ValueExpectation,
} from '../../schemas/generated/vector-file.js';
import { InputError } from '../errors.js';
import { hex, parseBytes, parseNumber, parseSource } from '../hex.js';
import type { SourceVector, Step } from '../vectors/source.js';
import { Builder } from './builder.js';
import { lowerDma } from './dma-step.js';
import type { Alternative } from './dma-step.js';
import { FaultTracker } from './fault-expectations.js';
import { allowCompatibilityFormat, invalidateInterruptEntries, setInterruptRemapping, setInterruptTable } from './interrupt-macros.js';
import { expectDeviceTlbRequests, lowerDeviceTlb, lowerInvalidationCompletion } from './device-tlb-steps.js';
import { lowerInterrupt } from './interrupt-step.js';
import { ONLY_OUTCOME } from './lowered.js';
import type { LoweredVector, PermittedOutcome } from './lowered.js';
import { invalidateGlobally, setRootTable, setTranslation } from './macros.js';
import { lowerPageRequest } from './page-request-step.js';
import { bridgeOf, lowerPlatform } from './platform.js';
import type { LoweredPlatform } from './platform.js';
import { queueDescriptors, setInvalidationQueue, setPageRequestQueue, waitThroughQueue } from './queues.js';
import { encodeFields, resolveAccess } from './registers.js';
import type { RegisterAccess } from './registers.js';
import { Tables } from './tables.js';
import { lowerTranslate } from './translate-step.js';

/**
 * Lowers one vector. Throws an InputError that names the vector's step for anything that makes no sense, and a
 * NotApplicable where the claims leave no way to do what a step asks.
 */
export function lowerVector(source: SourceVector, capabilities: Capabilities): LoweredVector {
  return new Lowering(source, capabilities).lower();
}

class Lowering {
  private readonly b: Builder;
  private readonly platform: LoweredPlatform | undefined;
  private tables = new Tables(undefined, undefined);
  private readonly trackers = new Map<string | undefined, FaultTracker>();
  private readonly outcomes: readonly PermittedOutcome[];
  private pointer = '';

  constructor(
    private readonly source: SourceVector,
    capabilities: Capabilities,
  ) {
    const platform = source.given[1]?.platform ?? source.given[0]?.platform;
    this.platform = platform && this.guard('/given/platform', () => lowerPlatform(platform, capabilities));
    this.b = new Builder(capabilities, this.platform);
    const named = Object.entries(source.outcomes);
    this.outcomes =
      named.length === 0
        ? [{ name: ONLY_OUTCOME, because: '', choices: {} }]
        : named.map(([name, { because, choices }]) => ({ name, because, choices }));
    if (named.length === 0) this.trackers.set(undefined, new FaultTracker(this.b, undefined));
    for (const [name] of named) this.trackers.set(name, new FaultTracker(this.b, name));
  }

  lower(): LoweredVector {
    this.guard('/given', () => {
      this.lowerGiven();
    });
    for (const [i, step] of this.source.steps.entries()) {
      this.b.step = i;
      this.guard(`/steps/${String(i)}`, () => {
        this.lowerStep(step);
      });
    }
    this.b.step = -1;
    this.guard('', () => {
      this.finish();
    });
    const { operations, checks, touched, unreadable, sources } = this.b;
    return {
      source: this.source,
      operations,
      checks,
      outcomes: this.outcomes,
      touched: merge(touched),
      settlesMemory: this.b.shadowHolds,
      unreadable,
      sources: [...sources],
      ...(this.platform === undefined ? {} : { platform: this.platform.setting }),
    };
  }

  private guard<T>(pointer: string, act: () => T): T {
    this.pointer = pointer;
    try {
      return act();
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof DmarError)) throw error;
      const { file, pointer: base } = this.source.place;
      throw new InputError({
        file,
        pointer: base + this.pointer,
        expected: `a meaningful part of ${this.source.id}`,
        found: error.message,
      });
    }
  }

  private lowerGiven(): void {
    const regions: { what: string; start: bigint; end: bigint }[] = [];
    const claim = (what: string, start: bigint, length: number): void => {
      const end = start + BigInt(length);
      const other = regions.find((region) => start < region.end && end > region.start);
      if (other !== undefined) throw new RangeError(`${what} overlaps ${other.what} at ${hex(start > other.start ? start : other.start)}`);
      regions.push({ what, start, end });
    };
    this.tables = new Tables(...this.source.given);
    for (const { name, address, length } of this.tables.places()) claim(`table ${name}`, address, length);
    if (Object.keys(this.source.change).length > 0) {
      this.pointer = '/change';
      this.tables.change(this.source.change);
    }
    for (const { address, bytes } of this.tables.encodeAll()) this.b.load(address, bytes);
    for (const given of this.source.given) {
      for (const { at, bytes } of given?.memory ?? []) {
        const address = parseNumber(at);
        const content = parseBytes(bytes);
        claim('memory', address, content.length);
        this.b.load(address, content);
      }
      for (const { at, length } of given?.unreadable ?? []) {
        const address = parseNumber(at);
        const size = Number(parseNumber(length));
        this.b.unreadable.push({ address, length: BigInt(size) });
        this.b.push({ op: 'poison', address, length: size });
      }
      for (const { at, length } of given?.unwritable ?? [])
        this.b.push({ op: 'poison', address: parseNumber(at), length: Number(parseNumber(length)), access: 'write' });
    }
    for (const given of this.source.given) {
      for (const step of given?.steps ?? []) this.lowerStep(step);
    }
  }

  /** Expectations of a step: one for all outcomes, or one for each named. */
  private alternatives<T>(step: { expect?: T; either?: Readonly<Record<string, T>> }): Alternative<T>[] {
    if (step.either === undefined) {
      if (step.expect === undefined) throw new RangeError('the step has no expectation: "expect", or "either" with one for each outcome');
      return [{ outcome: undefined, expect: step.expect }];
    }
    if (step.expect !== undefined) throw new RangeError('a step has "expect" or "either", not both');
    const names = Object.keys(step.either);
    const known = Object.keys(this.source.outcomes);
    if (names.length !== known.length || names.some((name) => !known.includes(name)))
      throw new RangeError(`"either" must name the outcomes ${known.join(', ') || '(the vector has none)'}, found ${names.join(', ')}`);
    return Object.entries(step.either).map(([outcome, expect]) => ({ outcome, expect }));
  }

  private lowerStep(step: Step): void {
    const { b } = this;
    if (UNIT_STEPS.has(step.do)) b.select(b.unitNamed('unit' in step ? step.unit : undefined));
    if ('segment' in step && this.platform === undefined) throw new RangeError('there is no platform, and so no "segment"');
    switch (step.do) {
      case 'enable':
        setRootTable(b, this.tables.addressOf(step.root), Number(parseNumber(step.ttm ?? 0, 2)), step.ssirwe === true);
        setTranslation(b, true);
        return;
      case 'set-root-table':
        setRootTable(
          b,
          step.root === undefined ? 0n : this.tables.addressOf(step.root),
          Number(parseNumber(step.ttm ?? 0, 2)),
          step.ssirwe === true,
        );
        return;
      case 'enable-translation':
        setTranslation(b, true);
        return;
      case 'disable-translation':
        setTranslation(b, false);
        return;
      case 'invalidate':
        if (step.descriptors === undefined) invalidateGlobally(b);
        else
          waitThroughQueue(
            b,
            step.descriptors.map((each) => this.descriptorOf(each)),
          );
        return;
      case 'reset':
        b.reset();
        this.stopTracking();
        return;
      case 'write':
        this.lowerWrite(step);
        return;
      case 'read':
        this.lowerRead(step);
        return;
      case 'poll':
        this.lowerPoll(step);
        return;
      case 'dma':
        lowerDma(b, step, this.alternatives<DmaExpectation>(step), this.trackers, this.tables);
        return;
      case 'translate':
        lowerTranslate(b, step, this.alternatives<TranslateExpectation>(step), this.trackers, this.tables);
        return;
      case 'page-request':
        lowerPageRequest(b, step, this.alternatives<PageRequestExpectation>(step), this.trackers);
        return;
      case 'interrupt':
        lowerInterrupt(b, step, this.alternatives<InterruptRequestExpectation>(step), this.trackers, this.tables);
        return;
      case 'set-interrupt-table':
        setInterruptTable(b, this.tables.addressOf(step.table), parseNumber(step.size ?? 7), step.extended === true);
        return;
      case 'enable-interrupt-remapping':
        setInterruptTable(b, this.tables.addressOf(step.table), parseNumber(step.size ?? 7), step.extended === true);
        setInterruptRemapping(b, true);
        if (step.compatibility === true) allowCompatibilityFormat(b, step.extended === true);
        return;
      case 'disable-interrupt-remapping':
        setInterruptRemapping(b, false);
        return;
      case 'invalidate-interrupt-entries':
        invalidateInterruptEntries(b, step.index === undefined ? undefined : parseNumber(step.index, 16), parseNumber(step.mask ?? 0, 5));
        return;
      case 'responses':
        for (const { outcome, expect } of this.alternatives<ResponsesExpectation>(step)) {
          const responses = expect.responses.map(({ to, group, code, pasid }) => ({
            sourceId: parseSource(to),
            group: Number(parseNumber(group, 9)),
            code: Number(parseNumber(code, 4)),
            ...(pasid === undefined ? {} : { pasid: Number(parseNumber(pasid, 20)) }),
          }));
          b.expect(
            b.operations.length - 1,
            'page group responses',
            { kind: 'responses', responses },
            outcome === undefined ? undefined : [outcome],
          );
        }
        return;
      case 'device-tlb':
        lowerDeviceTlb(b, step);
        return;
      case 'invalidation-completion':
        lowerInvalidationCompletion(b, step);
        return;
      case 'device-tlb-requests':
        expectDeviceTlbRequests(b, this.alternatives<DeviceTlbRequestsExpectation>(step));
        return;
      case 'set-page-request-queue':
        setPageRequestQueue(b, parseNumber(step.at), Number(parseNumber(step.pages ?? 1)));
        return;
      case 'set-invalidation-queue':
        setInvalidationQueue(b, parseNumber(step.at), Number(parseNumber(step.pages ?? 1)), step.wide !== false);
        return;
      case 'queue':
        queueDescriptors(b, [this.descriptorOf(step.descriptor)], step.wait !== false);
        return;
      case 'renumber': {
        if (this.platform === undefined) throw new RangeError('there is no platform, and so no bridge to renumber');
        const { segment = 0, sourceId: bridge, secondaryBusNumber: secondary, subordinateBusNumber: subordinate } = bridgeOf(step);
        b.push({ op: 'renumber', segment, bridge, secondary, subordinate });
        return;
      }
      case 'load':
        b.load(parseNumber(step.at), parseBytes(step.bytes));
        return;
      case 'change':
        for (const { address, bytes } of this.tables.change(step.entries)) b.load(address, bytes);
        return;
      case 'memory':
        for (const { outcome, expect } of this.alternatives<MemoryExpectation>(step)) {
          const bytes = parseBytes(expect.bytes);
          const dump = b.dump(parseNumber(step.at), bytes.length);
          b.expect(dump, `memory at ${String(step.at)}`, { kind: 'bytes', bytes }, outcome === undefined ? undefined : [outcome]);
          // What the unit wrote there by itself is known from here on.
          if (outcome === undefined) b.shadow.write(parseNumber(step.at), bytes);
        }
        return;
      case 'interrupts':
        for (const { outcome, expect } of this.alternatives<InterruptExpectation>(step)) {
          const messages = expect.messages.map(({ address, data }) => ({
            address: parseNumber(address),
            data: Number(parseNumber(data, 32)),
          }));
          b.expect(
            b.operations.length - 1,
            'interrupt messages',
            { kind: 'interrupts', messages },
            outcome === undefined ? undefined : [outcome],
          );
        }
    }
  }

  /** A descriptor by field name, or raw in 2 or 4 words. */
  private descriptorOf(spec: Extract<Step, { do: 'queue' }>['descriptor']): Uint8Array {
    if (spec.as !== undefined) return this.tables.encodeAlone(spec);
    if (spec.raw === undefined) throw new RangeError('a descriptor names its structure ("as") or is given "raw"');
    const bytes = new Uint8Array(8 * spec.raw.length);
    spec.raw.forEach((word, i) => {
      new DataView(bytes.buffer).setBigUint64(8 * i, parseNumber(word), true);
    });
    return bytes;
  }

  private single(step: Parameters<typeof resolveAccess>[0]): RegisterAccess {
    const accesses = resolveAccess(step, this.b.capabilities);
    if (accesses.length !== 1) throw new RangeError(`${step.register ?? ''} is 128 bits wide: say which "quad" or "word"`);
    return accesses[0] as RegisterAccess;
  }

  private lowerWrite(step: Extract<Step, { do: 'write' }>): void {
    const access = this.single(step);
    if ((step.value === undefined) === (step.fields === undefined)) throw new RangeError('a write has "value" or "fields"');
    const value =
      step.fields === undefined ? parseNumber(step.value as number | string, 8 * access.size) : encodeFields(step.fields, access).value;
    if (access.register?.name === 'GCMD') this.b.state.levelBits = value & 0x8680_0000n;
    if (access.register?.name === 'PQT' && this.b.state.pageRequestQueue !== undefined)
      this.b.state.pageRequestQueue.tail = Number(value & 0x7ffe0n);
    // Writes that can clear faults, by name or by offset, put the records into the vector's own hands.
    if (['FRCD', 'FSTS'].some((name) => covers(name, access, this.b.capabilities))) this.stopTracking();
    this.b.write(access, value);
  }

  private lowerRead(step: Extract<Step, { do: 'read' }>): void {
    for (const { outcome, expect } of this.alternatives<ValueExpectation>(step)) {
      const accesses = resolveAccess(step, this.b.capabilities);
      const given = [expect.value, expect.not, expect.fields].filter((each) => each !== undefined);
      if (given.length !== 1) throw new RangeError('a read expects exactly one of "value", "not" and "fields"');
      if (expect.fields === undefined && accesses.length > 1)
        throw new RangeError(`${step.register ?? ''} is 128 bits wide: say which "quad" or "word"`);
      for (const access of accesses) {
        const { value, mask } = expectedBits(expect, access);
        if (mask !== 0n || expect.fields === undefined)
          this.b.expectRegister(
            access,
            value,
            mask,
            outcome === undefined ? undefined : [outcome],
            expect.not === undefined ? undefined : true,
          );
      }
    }
  }

  private lowerPoll(step: Extract<Step, { do: 'poll' }>): void {
    const access = this.single(step);
    const { value, mask } = expectedBits(step, access);
    this.b.poll(access, mask, value);
  }

  private stopTracking(): void {
    for (const tracker of this.trackers.values()) tracker.stopTracking();
  }

  /** Nothing else happened: no further fault, no message nobody expected, no byte changed that was not to change. */
  private finish(): void {
    const { b } = this;
    for (const tracker of this.trackers.values()) tracker.expectNothingElse();
    const last = b.operations.length - 1;
    if (this.source.comparesEnd) {
      b.expect(last, 'further interrupt messages', { kind: 'interrupts', messages: [] });
      b.expect(last, 'further page group responses', { kind: 'responses', responses: [] });
    }
    if (!b.shadowHolds) return;
    for (const { address, length } of merge(b.touched)) {
      const dump = b.push({ op: 'dump', address, length: Number(length) });
      b.expect(dump, `memory at ${hex(address)} at the end`, {
        kind: 'bytes',
        bytes: b.shadow.read(address, Number(length)),
        ...definedBits(b, address, Number(length)),
      });
    }
  }
}

/** Steps of software on the registers of a unit. */
const UNIT_STEPS: ReadonlySet<Step['do']> = new Set([
  'enable',
  'set-root-table',
  'enable-translation',
  'disable-translation',
  'invalidate',
  'write',
  'read',
  'poll',
  'set-interrupt-table',
  'enable-interrupt-remapping',
  'disable-interrupt-remapping',
  'invalidate-interrupt-entries',
  'set-page-request-queue',
  'set-invalidation-queue',
  'queue',
  'reset',
]);

/** A mask for the bytes of a range of which some bits are undefined. */
function definedBits(b: Builder, address: bigint, length: number): { mask?: Uint8Array } {
  if (b.undefinedBits.size === 0) return {};
  return { mask: Uint8Array.from({ length }, (_, i) => 0xff & ~(b.undefinedBits.get(address + BigInt(i)) ?? 0)) };
}

/** Whether an access touches a register, or any element of it. */
function covers(name: string, { offset, size }: RegisterAccess, capabilities: Capabilities): boolean {
  const register = REGISTERS.find((candidate) => candidate.name === name);
  if (register === undefined) return false;
  const start = registerOffset(register, capabilities);
  const end = registerOffset(register, capabilities, (register.array?.(capabilities)[0]?.count ?? 1) - 1) + register.bytes;
  return offset < end && offset + size > start;
}

function expectedBits(expect: ValueExpectation, access: RegisterAccess): { value: bigint; mask: bigint } {
  if (expect.fields !== undefined) return encodeFields(expect.fields, access);
  const all = (1n << BigInt(8 * access.size)) - 1n;
  const mask = expect.mask === undefined ? all : parseNumber(expect.mask, 8 * access.size);
  return { value: parseNumber((expect.value ?? expect.not) as number | string, 8 * access.size) & mask, mask };
}

/** Ranges in order, neighbours within a page made one. */
function merge(ranges: readonly { address: bigint; length: bigint }[]): { address: bigint; length: bigint }[] {
  const merged: { address: bigint; length: bigint }[] = [];
  for (const range of [...ranges].sort((a, b) => (a.address < b.address ? -1 : 1))) {
    const last = merged.at(-1);
    if (last !== undefined && range.address <= last.address + last.length) {
      const end = range.address + range.length;
      if (end > last.address + last.length) last.length = end - last.address;
    } else {
      merged.push({ ...range });
    }
  }
  return merged;
}
