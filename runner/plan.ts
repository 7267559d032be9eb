/** Plans a run: which vectors run with which claims, each with the way to lower it. */
import { Capabilities, claimsKey } from '../reference/index.js';
import type { SubjectInfo } from './adapters/adapter.js';
import { UsageError } from './errors.js';
import { compileExpression } from './expression.js';
import { lowerVector } from './lower/lower.js';
import { NotApplicable } from './lower/lowered.js';
import type { LoweredVector } from './lower/lowered.js';
import { findProfile, loadProfiles } from './profiles.js';
import type { Profile } from './profiles.js';
import type { SourceVector } from './vectors/source.js';

/** Profile word for "each vector on every profile that has its capabilities". */
export const EVERY_PROFILE = 'every';

/** One vector to be run with given claims. */
interface Task {
  readonly vector: SourceVector;
  readonly order: number;
}

/** Vectors that run with the same claims. */
export interface Batch {
  readonly profile: string;
  readonly claims: Capabilities;
  /** `lower` gives the lowered vector, or the reason why it is not for these claims. */
  readonly tasks: readonly (Task & { readonly lower: () => LoweredVector | string })[];
}

/**
 * Which vectors run with which claims: the implementation's own, one profile, or for each vector the first profile that
 * fits (or every one). A vector that no profile fits goes to the first, where it is skipped with the reason.
 * Throws a UsageError for a profile that does not exist or that the implementation cannot take.
 */
export function planBatches(info: SubjectInfo, vectors: readonly SourceVector[], profile: string | undefined): Batch[] {
  const tasks = vectors.map((vector, order) => ({ vector, order }));
  if (!info.configurable) {
    if (profile !== undefined) throw new UsageError(`${info.name} makes its own claims and cannot take profile ${profile}`);
    return [batchOf('own', new Capabilities(info.capabilities), tasks)];
  }
  if (profile !== undefined && profile !== EVERY_PROFILE) {
    const { name, claims } = findProfile(profile);
    return [batchOf(name, claims, tasks)];
  }
  const profiles = loadProfiles();
  const fitting = profilesByNeed(profiles);
  const own = new Map(profiles.map((each): [Profile, Task[]] => [each, []]));
  for (const task of tasks) {
    const fits = fitting(task.vector);
    const wanted = profile === EVERY_PROFILE ? fits : [...fits, ...profiles].slice(0, 1);
    for (const each of wanted) own.get(each)?.push(task);
  }
  return [...own].filter(([, { length }]) => length > 0).map(([{ name, claims }, fit]) => batchOf(name, claims, fit));
}

/** Which profiles a vector fits, in order. Many vectors need the same: that is looked into once. */
function profilesByNeed(profiles: readonly Profile[]): (vector: SourceVector) => readonly Profile[] {
  const known = new Map<string, readonly Profile[]>();
  return (vector) => {
    let fitting = known.get(vector.requires);
    if (fitting === undefined) {
      fitting = profiles.filter(({ claims }) => satisfies(vector, claims));
      known.set(vector.requires, fitting);
    }
    return fitting;
  };
}

function batchOf(profile: string, claims: Capabilities, tasks: readonly Task[]): Batch {
  return { profile, claims, tasks: tasks.map((task) => ({ ...task, lower: () => lowerOrSay(task.vector, claims) })) };
}

/**
 * The batch for the claims that an implementation says it took, where it did not take all that it was asked to: one that
 * knows nothing of optional features leaves out what their registers report, and vectors that need it are then skipped.
 */
export function withClaims(batch: Batch, claims: SubjectInfo['capabilities']): Batch {
  return claimsKey(claims) === batch.claims.key ? batch : batchOf(batch.profile, new Capabilities(claims), batch.tasks);
}

/** The lowered vector, or why it is not for these claims. */
function lowerOrSay(vector: SourceVector, claims: Capabilities): LoweredVector | string {
  if (!satisfies(vector, claims)) return `needs ${vector.requires}`;
  try {
    return lowerVector(vector, claims);
  } catch (error) {
    if (error instanceof NotApplicable) return error.message;
    throw error;
  }
}

/**
 * Lowers everything ahead: every mistake in a vector then comes to light before the first one runs, and no result that
 * took long to get is lost to it. The model itself is so fast that keeping the lowered vectors would cost more.
 */
export function lowerAhead(batch: Batch): Batch {
  const tasks = batch.tasks.map((task) => {
    const lowered = task.lower();
    return { ...task, lower: () => lowered };
  });
  return { ...batch, tasks };
}

function satisfies(vector: SourceVector, capabilities: Capabilities): boolean {
  return vector.requires === '' || compileExpression(vector.requires)(capabilities);
}
