/** `vtd run`. */
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { openReporters } from '../reporters/index.js';
import { isUnexpected } from '../result.js';
import { run } from '../run.js';
import type { Shard } from '../select.js';

export interface RunCommandOptions {
  readonly adapter: string[];
  readonly profile?: string;
  readonly filter?: string;
  readonly requirement: string[];
  readonly tag: string[];
  readonly failFast?: boolean;
  readonly maxFail?: number;
  readonly timeout?: number;
  readonly expectations?: string;
  readonly reporter: string[];
  readonly jobs?: number;
  readonly shard?: string;
  readonly vectors?: string;
  readonly verbose?: boolean;
  readonly watch?: boolean;
}

/** Runs the selection and returns the exit code. */
export async function runCommand(ids: readonly string[], options: RunCommandOptions): Promise<number> {
  const { adapter, requirement, tag, failFast, maxFail, shard, profile, filter, timeout, expectations, jobs, vectors } = options;
  const parsedShard = shard === undefined ? undefined : parseShard(shard);
  const reporter = await openReporters(options.reporter, {
    verbose: options.verbose === true,
    ...(vectors === undefined ? {} : { vectors }),
  });
  const interruption = new AbortController();
  const onSignal = (): void => {
    interruption.abort();
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const report = await run({
    adapters: adapter.length === 0 ? ['reference'] : adapter,
    ids,
    requirements: requirement,
    tags: tag,
    ...(filter === undefined ? {} : { filter }),
    ...(profile === undefined ? {} : { profile }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(expectations === undefined ? {} : { expectations }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(vectors === undefined ? {} : { vectors }),
    ...(parsedShard === undefined ? {} : { shard: parsedShard }),
    maxFail: failFast === true ? 1 : (maxFail ?? Infinity),
    signal: interruption.signal,
    listener: reporter,
  });
  reporter.onEnd(report);
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
  if (interruption.signal.aborted) return EXIT.interrupted;
  return report.results.some((result) => isUnexpected(result.outcome)) ? EXIT.unexpected : EXIT.ok;
}

/** `i/n` with 1 ≤ i ≤ n. Throws a UsageError for anything else. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count)
    throw new UsageError(`a shard is i/n with i from 1 to n, for example 2/4; found ${text}`);
  return { index, count };
}
