/** What identifies a vector and says whom it is for. */
import type { SourceVector } from './source.js';

export interface VectorListing {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly string[];
  /** Capability expression; empty means every implementation. */
  readonly requires: string;
  readonly tags: readonly string[];
  /** Names of the permitted outcomes, where there are several. */
  readonly outcomes: readonly string[];
}

export function toListing({ id, title, requirements, requires, tags, outcomes }: SourceVector): VectorListing {
  return { id, title, requirements, requires, tags, outcomes: Object.keys(outcomes) };
}
