/** Lowers the steps of a vector, each by the function of its kind. */
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
import { parseBytes, parseNumber, parseSource } from '../hex.js';
import type { Step } from '../vectors/source.js';
import type { Builder } from './builder.js';
import { expectDeviceTlbRequests, lowerDeviceTlb, lowerInvalidationCompletion } from './device-tlb-steps.js';
import { lowerDma } from './dma-step.js';
import type { Alternative } from './dma-step.js';
import { stopTracking } from './fault-expectations.js';
import type { FaultTracker } from './fault-expectations.js';
import { allowCompatibilityFormat, invalidateInterruptEntries, setInterruptRemapping, setInterruptTable } from './interrupt-macros.js';
import { lowerInterrupt } from './interrupt-step.js';
import { invalidateGlobally, setRootTable, setTranslation } from './macros.js';
import { lowerPageRequest } from './page-request-step.js';
import { bridgeOf } from './platform.js';
import { queueDescriptors, setInvalidationQueue, setPageRequestQueue, waitThroughQueue } from './queues.js';
import { lowerPoll, lowerRead, lowerWrite } from './register-steps.js';
import type { Tables } from './tables.js';
import { lowerTranslate } from './translate-step.js';

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

export class Steps {
  constructor(
    private readonly b: Builder,
    private readonly tables: Tables,
    private readonly trackers: ReadonlyMap<string | undefined, FaultTracker>,
    /** Names of the vector's outcomes. */
    private readonly outcomes: readonly string[],
    private readonly hasPlatform: boolean,
  ) {}

  /** Lowers one step. Throws a RangeError for what makes no sense. */
  lower(step: Step): void {
    const { b } = this;
    if (UNIT_STEPS.has(step.do)) b.select(b.unitNamed('unit' in step ? step.unit : undefined));
    if ('segment' in step && !this.hasPlatform) throw new RangeError('there is no platform, and so no "segment"');
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
        stopTracking(this.trackers);
        return;
      case 'write':
        lowerWrite(b, step, this.trackers);
        return;
      case 'read':
        lowerRead(b, step, this.alternatives<ValueExpectation>(step));
        return;
      case 'poll':
        lowerPoll(b, step);
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
        if (!this.hasPlatform) throw new RangeError('there is no platform, and so no bridge to renumber');
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

  /** Expectations of a step: one for all outcomes, or one for each named. */
  private alternatives<T>(step: { expect?: T; either?: Readonly<Record<string, T>> }): Alternative<T>[] {
    if (step.either === undefined) {
      if (step.expect === undefined) throw new RangeError('the step has no expectation: "expect", or "either" with one for each outcome');
      return [{ outcome: undefined, expect: step.expect }];
    }
    if (step.expect !== undefined) throw new RangeError('a step has "expect" or "either", not both');
    const names = Object.keys(step.either);
    if (names.length !== this.outcomes.length || names.some((name) => !this.outcomes.includes(name)))
      throw new RangeError(
        `"either" must name the outcomes ${this.outcomes.join(', ') || '(the vector has none)'}, found ${names.join(', ')}`,
      );
    return Object.entries(step.either).map(([outcome, expect]) => ({ outcome, expect }));
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
}
