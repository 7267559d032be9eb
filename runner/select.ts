/** Chooses vectors: by ID or pattern, requirement, tag, words, and shard. */
import { createHash } from 'node:crypto';
import picomatch from 'picomatch';
import { UsageError } from './errors.js';
import type { SourceVector } from './vectors/source.js';

export interface Selection {
  /** IDs, or patterns over IDs as in file names (`dma/**`); none means all. */
  readonly ids?: readonly string[];
  /** Words that the ID or title must contain, whatever the case. */
  readonly filter?: string;
  /** Requirement IDs of which the vector cites at least one. */
  readonly requirements?: readonly string[];
  /** Tags of which the vector has at least one. */
  readonly tags?: readonly string[];
  readonly shard?: Shard;
}

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** The vectors of a selection, in the order of the suite. Throws a UsageError if an ID or pattern matches none. */
export function select(vectors: readonly SourceVector[], selection: Selection): SourceVector[] {
  const { ids = [], filter, requirements = [], tags = [], shard } = selection;
  const patterns = ids.map((id) => picomatch(id));
  for (const [i, matches] of patterns.entries()) {
    if (!vectors.some((vector) => matches(vector.id)))
      throw new UsageError(`no vector is called ${ids[i] ?? ''}; vtd list shows the IDs${nearest(ids[i] ?? '', vectors)}`);
  }
  const words = filter?.toLowerCase();
  return vectors.filter(
    (vector) =>
      (patterns.length === 0 || patterns.some((matches) => matches(vector.id))) &&
      (words === undefined || `${vector.id} ${vector.title}`.toLowerCase().includes(words)) &&
      (requirements.length === 0 || requirements.some((id) => vector.requirements.includes(id))) &&
      (tags.length === 0 || tags.some((tag) => vector.tags.includes(tag))) &&
      (shard === undefined || shardOf(vector.id, shard.count) === shard.index),
  );
}

/** The vector of this ID. Throws a UsageError that names similar ones. */
export function findVector(vectors: readonly SourceVector[], id: string): SourceVector {
  const vector = vectors.find((candidate) => candidate.id === id);
  if (vector === undefined) throw new UsageError(`no vector is called ${id}; vtd list shows the IDs${nearest(id, vectors)}`);
  return vector;
}

/** The shard a vector belongs to, from 1: it depends on the ID alone, so adding vectors moves no other. */
export function shardOf(id: string, count: number): number {
  return (createHash('sha256').update(id).digest().readUInt32BE(0) % count) + 1;
}

function nearest(id: string, vectors: readonly SourceVector[]): string {
  const last = id.split('/').at(-1) ?? '';
  const like = vectors.filter((vector) => vector.id.includes(last) || vector.id.startsWith(id)).slice(0, 3);
  return like.length === 0 ? '' : `; like it are ${like.map((vector) => vector.id).join(', ')}`;
}
