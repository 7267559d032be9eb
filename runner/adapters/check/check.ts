/** What a check of an adapter is, and what it works with. */
import { hex, hexBytes } from '../../hex.js';
import type { Adapter, EmittedInterrupt, Operation, PlatformSetting, Result, SubjectInfo } from '../adapter.js';

export interface CheckResult {
  /** For example `memory-echo`. */
  readonly name: string;
  /** What a sound adapter does. */
  readonly title: string;
  readonly outcome: 'pass' | 'fail' | 'skipped';
  readonly expected?: string;
  readonly found?: string;
  /** Where to look, for a failure; why, for a skipped check. */
  readonly hint?: string;
}

export interface Check {
  readonly name: string;
  readonly title: string;
  /** Where to look if it fails. */
  readonly hint: string;
  /** Why the check does not apply, or undefined if it does. */
  skip?(bench: Bench): string | undefined;
  /** Returns if all is well. Throws a Mismatch otherwise. */
  run(bench: Bench): Promise<void>;
}

/** A check that failed. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';

  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/** What a job gave. */
export interface Observed {
  readonly results: readonly Result[];
  readonly interrupts: readonly EmittedInterrupt[] | null;
}

/** Bytes of RAM that the checks use, from an address that is a multiple of it. */
export const SCRATCH_BYTES = 0x10000n;
/** Where vectors keep their tables too. */
const PREFERRED_SCRATCH = 0x200000n;

/** A started adapter under check. */
export class Bench {
  private count = 0;

  constructor(
    /** How the adapter is addressed, for checks that start another. */
    readonly spec: string,
    readonly adapter: Adapter,
    readonly info: SubjectInfo,
    /** Milliseconds for a job. */
    readonly timeout: number,
  ) {}

  /** Start of the RAM that checks may use, undefined if there is too little. */
  get scratch(): bigint | undefined {
    const { ram } = this.info;
    const within = (at: bigint): boolean => ram.some(({ address, length }) => at >= address && at + SCRATCH_BYTES <= address + length);
    if (within(PREFERRED_SCRATCH)) return PREFERRED_SCRATCH;
    return ram.map(({ address }) => (address + SCRATCH_BYTES - 1n) & -SCRATCH_BYTES).find(within);
  }

  /** A requester that can be played. */
  get requester(): number {
    const { requesters } = this.info;
    return requesters === 'any' ? 0x18 : (requesters[0] ?? 0x18);
  }

  /** Runs one job. Throws a Mismatch unless it gives a result for each operation. */
  perform(...operations: Operation[]): Promise<Observed> {
    return this.performOn(undefined, ...operations);
  }

  /** Runs one job on a platform. Throws a Mismatch unless it gives a result for each operation. */
  async performOn(platform: PlatformSetting | undefined, ...operations: Operation[]): Promise<Observed> {
    const id = `adapter-check/${String(this.count++)}`;
    const reply = await this.adapter.run({ id, operations, timeout: this.timeout, ...(platform === undefined ? {} : { platform }) });
    if (reply.kind !== 'results')
      throw new Mismatch('results', `${reply.kind}: ${reply.kind === 'skipped' ? reply.reason : reply.message}`);
    if (reply.results.length !== operations.length)
      throw new Mismatch(`${String(operations.length)} results`, String(reply.results.length));
    return reply;
  }
}

export function needsScratch(bench: Bench): string | undefined {
  return bench.scratch === undefined ? 'the implementation has no 64 KiB of RAM in one piece' : undefined;
}

/** Throws a Mismatch unless a result carries these bytes. */
export function expectBytes(what: string, result: Result | undefined, bytes: Uint8Array): void {
  const [expected, found] = [hexBytes(bytes), result?.bytes === undefined ? 'no bytes' : hexBytes(result.bytes)];
  if (expected !== found) throw new Mismatch(`${what} is ${aroundDifference(expected, found)}`, aroundDifference(found, expected));
}

/** Throws a Mismatch unless a result carries this value. */
export function expectValue(what: string, result: Result | undefined, value: bigint): void {
  if (result?.value !== value) throw new Mismatch(`${what} is ${hex(value)}`, result?.value === undefined ? 'no value' : hex(result.value));
}

/** Long bytes from the first place where they differ from others. */
function aroundDifference(text: string, other: string): string {
  if (text.length <= 64) return text === '' ? 'no bytes' : text;
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  const from = at - (at % 2);
  return `${from === 0 ? '' : `(${String(from / 2)} bytes, then) `}${text.slice(from, from + 32)}${from + 32 < text.length ? '…' : ''}`;
}

/** Bytes that tell where they stand: no two neighbours are equal, none is zero. */
export function pattern(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 1 + ((i * 7 + seed * 13) % 251));
}
