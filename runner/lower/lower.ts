/**
 * Lowers a vector for an implementation with given claims: tables become bytes, macros become register
 * accesses, named fields become values and masks. What remains needs no knowledge of the architecture.
 */
import { DmarError } from '../../reference/index.js';
import type { Capabilities } from '../../reference/index.js';
import { InputError } from '../errors.js';
import { hex, parseBytes, parseNumber } from '../hex.js';
import type { SourceVector } from '../vectors/source.js';
import { Builder } from './builder.js';
import { FaultTracker } from './fault-expectations.js';
import { ONLY_OUTCOME } from './lowered.js';
import type { LoweredVector, PermittedOutcome } from './lowered.js';
import { lowerPlatform } from './platform.js';
import type { LoweredPlatform } from './platform.js';
import { Steps } from './steps.js';
import { Tables } from './tables.js';

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
    const steps = this.guard('/given', () => this.lowerGiven());
    for (const [i, step] of this.source.steps.entries()) {
      this.b.step = i;
      this.guard(`/steps/${String(i)}`, () => {
        steps.lower(step);
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

  /** What is given, in memory and by steps; returns what lowers the steps that follow. */
  private lowerGiven(): Steps {
    const tables = new Tables(...this.source.given);
    const regions = this.source.given.some((given) => given?.memory !== undefined) ? tables.places() : [];
    if (Object.keys(this.source.change).length > 0) {
      this.pointer = '/change';
      tables.change(this.source.change);
    }
    for (const { address, bytes } of tables.encodeAll()) this.b.load(address, bytes);
    for (const given of this.source.given) {
      for (const { at, bytes } of given?.memory ?? []) {
        const address = parseNumber(at);
        const content = parseBytes(bytes);
        const end = address + BigInt(content.length);
        const other = regions.find((region) => address < region.end && end > region.start);
        if (other !== undefined)
          throw new RangeError(`memory overlaps ${other.what} at ${hex(address > other.start ? address : other.start)}`);
        regions.push({ what: 'memory', start: address, end });
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
    const steps = new Steps(this.b, tables, this.trackers, Object.keys(this.source.outcomes), this.platform !== undefined);
    for (const given of this.source.given) {
      for (const step of given?.steps ?? []) steps.lower(step);
    }
    return steps;
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

/** A mask for the bytes of a range of which some bits are undefined. */
function definedBits(b: Builder, address: bigint, length: number): { mask?: Uint8Array } {
  if (b.undefinedBits.size === 0) return {};
  return { mask: Uint8Array.from({ length }, (_, i) => 0xff & ~(b.undefinedBits.get(address + BigInt(i)) ?? 0)) };
}

/** Ranges in order, neighbours within a page made one. */
function merge(ranges: readonly { address: bigint; length: bigint }[]): { address: bigint; length: bigint }[] {
  const merged: { address: bigint; length: bigint }[] = [];
  for (const range of [...ranges].sort((a, b) => Number(a.address - b.address))) {
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
