/**
 * Two subjects on the same vectors, without the vectors' expectations: where they differ, and whether the architecture
 * permits what each does. Permitted is what some way of the model does; of the vectors only their steps count, and which
 * bits they say mean nothing.
 */
import { Capabilities } from '../../reference/index.js';
import type { Adapter, Operation, SubjectInfo } from '../adapters/adapter.js';
import { openAdapter } from '../adapters/open.js';
import { UsageError } from '../errors.js';
import { misfit } from '../fit.js';
import type { Observation } from '../judge.js';
import { lowerVector } from '../lower/lower.js';
import { NotApplicable } from '../lower/lowered.js';
import type { LoweredVector } from '../lower/lowered.js';
import { choicesThatMatter } from '../outcomes.js';
import { MOST_WAYS, modelFor, permittedEnds, waysOf } from '../permitted.js';
import { compileExpression } from '../expression.js';
import { findProfile, loadProfiles } from '../profiles.js';
import type { SourceVector } from '../vectors/source.js';
import { compareObservations, meaningsOf } from './compare.js';
import type { PointOfDifference } from './compare.js';

export interface Comparison {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'same' | 'differ' | 'skipped' | 'errored';
  /** For the last two: why. */
  readonly reason?: string;
  readonly differences?: readonly PointOfDifference[];
  /** Whether what each did is among the ways of the model. */
  readonly permitted?: { readonly a: boolean; readonly b: boolean };
}

export interface DiffOptions {
  readonly a: string;
  readonly b: string;
  readonly vectors: readonly SourceVector[];
  readonly profile?: string;
  readonly timeout: number;
  readonly signal?: AbortSignal;
  readonly onComparison?: (comparison: Comparison) => void;
}

export interface DiffReport {
  readonly a: SubjectInfo;
  readonly b: SubjectInfo;
  readonly comparisons: readonly Comparison[];
  readonly interrupted: boolean;
}

/** Compares two subjects. Throws an AdapterError if one cannot be started, and a UsageError if their claims cannot be made the same. */
export async function diffSubjects(options: DiffOptions): Promise<DiffReport> {
  const adapters = [await openAdapter(options.a), await openAdapter(options.b)] as const;
  try {
    const infos = [await adapters[0].start(), await adapters[1].start()] as const;
    const comparisons: Comparison[] = [];
    for (const vector of options.vectors) {
      if (options.signal?.aborted === true) break;
      const comparison = await compareOn(vector, adapters, infos, options);
      comparisons.push(comparison);
      options.onComparison?.(comparison);
    }
    return { a: infos[0], b: infos[1], comparisons, interrupted: comparisons.length < options.vectors.length };
  } finally {
    await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
  }
}

type Pair<T> = readonly [T, T];

async function compareOn(
  vector: SourceVector,
  adapters: Pair<Adapter>,
  infos: Pair<SubjectInfo>,
  options: DiffOptions,
): Promise<Comparison> {
  const { id, title } = vector;
  const skip = (reason: string): Comparison => ({ id, title, outcome: 'skipped', reason });
  const claims = commonClaims(vector, infos, options.profile);
  if (claims === undefined) return skip(`needs ${vector.requires}`);
  const lowered = lowerOrSay(vector, claims);
  if (typeof lowered === 'string') return skip(lowered);
  const configured: SubjectInfo[] = [];
  for (const [i, adapter] of adapters.entries()) {
    const info = infos[i] as SubjectInfo;
    configured.push(info.configurable && adapter.configure !== undefined ? await adapter.configure(claims.raw) : info);
  }
  const reason = configured.map((info) => misfit(lowered, info)).find((each) => each !== undefined);
  if (reason !== undefined) return skip(`one of the two ${reason}`);

  const permitted = permittedEnds(lowered, claims);
  if ('reason' in permitted) return { id, title, outcome: 'errored', reason: permitted.reason };
  const { operations, ends } = permitted;
  const { platform } = lowered;
  const job = { id, operations, timeout: options.timeout, ...(platform === undefined ? {} : { platform }) };
  const [a, b] = [await adapters[0].run(job), await adapters[1].run(job)];
  for (const [name, reply] of [
    ['A', a],
    ['B', b],
  ] as const) {
    if (reply.kind === 'skipped') return skip(`${name}: ${reply.reason}`);
    if (reply.kind !== 'results') return { id, title, outcome: 'errored', reason: `${name} ${reply.kind}: ${reply.message}` };
  }
  const meanings = meaningsOf(lowered, operations, ends);
  const [seenA, seenB] = [a as Observation, b as Observation];
  const differences = compareObservations(meanings, seenA, seenB);
  if (differences.length === 0) return { id, title, outcome: 'same' };
  const isPermitted = (seen: Observation): boolean => fitsSomeWay(seen, lowered, claims, operations, meanings);
  return { id, title, outcome: 'differ', differences, permitted: { a: isPermitted(seenA), b: isPermitted(seenB) } };
}

/** Whether a way of the model, through all choices that matter, shows the same. */
function fitsSomeWay(
  seen: Observation,
  lowered: LoweredVector,
  claims: Capabilities,
  operations: readonly Operation[],
  meanings: ReturnType<typeof meaningsOf>,
): boolean {
  let ways = 0;
  for (const choices of choicesThatMatter(lowered, claims)) {
    for (const { run } of waysOf(modelFor(claims, lowered.platform), operations, choices)) {
      if (compareObservations(meanings, seen, run).length === 0) return true;
      if (++ways === MOST_WAYS) return false;
    }
  }
  return false;
}

/** Claims that both have or can take and that satisfy the vector; undefined if there are none. */
function commonClaims(vector: SourceVector, [a, b]: Pair<SubjectInfo>, profile: string | undefined): Capabilities | undefined {
  const satisfies = (claims: Capabilities): boolean => vector.requires === '' || compileExpression(vector.requires)(claims);
  const fixed = [a, b].filter(({ configurable }) => !configurable).map(({ capabilities }) => new Capabilities(capabilities));
  if (fixed.length > 0 && profile !== undefined)
    throw new UsageError('a profile is for subjects that can take one, and these make their own claims');
  if (fixed.length === 2 && keyOf(fixed[0]) !== keyOf(fixed[1]))
    throw new UsageError(`${a.name} and ${b.name} make different claims, so that no vector means the same for both`);
  const candidates =
    fixed.length > 0 ? fixed.slice(0, 1) : (profile === undefined ? loadProfiles() : [findProfile(profile)]).map(({ claims }) => claims);
  return candidates.find(satisfies);
}

function keyOf(claims: Capabilities | undefined): string {
  return claims?.key ?? '';
}

function lowerOrSay(vector: SourceVector, claims: Capabilities): LoweredVector | string {
  try {
    return lowerVector(vector, claims);
  } catch (error) {
    if (error instanceof NotApplicable) return error.message;
    throw error;
  }
}
