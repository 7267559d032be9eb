/** Lowers what vectors say of device-TLBs: how functions behave, and which requests they get (§4.3). */
import type { DeviceTlbRequestsExpectation, Step } from '../../schemas/generated/vector-file.js';
import { parseNumber, parseSource } from '../hex.js';
import type { Builder } from './builder.js';
import { segmentOf } from './dma-step.js';
import type { Alternative } from './dma-step.js';

type StepOf<Name extends Step['do']> = Extract<Step, { do: Name }>;

export function lowerDeviceTlb(b: Builder, step: StepOf<'device-tlb'>): void {
  const source = parseSource(step.from);
  b.sources.add(source);
  b.push({ op: 'device-tlb', source, answers: step.answers, ...segmentOf(step) });
}

/** Throws a RangeError for a vector or a count that a completion cannot carry. */
export function lowerInvalidationCompletion(b: Builder, step: StepOf<'invalidation-completion'>): void {
  const source = parseSource(step.from);
  b.sources.add(source);
  const tags = Number(parseNumber(step.tags, 32));
  const count = Number(parseNumber(step.count ?? 1, 3));
  b.push({ op: 'invalidation-completion', source, tags, count, ...segmentOf(step) });
}

/** Throws a RangeError for an address that is not that of a page. */
export function expectDeviceTlbRequests(b: Builder, alternatives: readonly Alternative<DeviceTlbRequestsExpectation>[]): void {
  for (const { outcome, expect } of alternatives) {
    const requests = expect.requests.map(({ to, address, size, pasid, global }) => {
      const page = parseNumber(address);
      if ((page & 0xfffn) !== 0n)
        throw new RangeError(`a device-TLB invalidation request has address bits 63:12 only, found ${String(address)}`);
      if (global === true && pasid !== undefined) throw new RangeError('a global request is for all PASIDs, whichever its prefix names');
      return {
        sourceId: parseSource(to),
        address: page,
        size: size === true,
        global: global === true,
        ...(pasid === undefined ? {} : { pasid: Number(parseNumber(pasid, 20)) }),
      };
    });
    const must = { kind: 'device-tlb-requests', requests } as const;
    b.expect(b.operations.length - 1, 'device-TLB invalidation requests', must, outcome === undefined ? undefined : [outcome]);
  }
}
