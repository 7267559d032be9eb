/** A vector as its author wrote it, with what its file shares. */
import type { Entries, Given, Patches, Step, Table, Vector } from '../../schemas/generated/vector-file.js';
import type { Place } from '../errors.js';

export type { Entries, Given, Patches, Step, Table };

export interface SourceVector {
  /** Path of the file below the vectors folder without `.json`, and the slug. */
  readonly id: string;
  readonly place: Required<Place>;
  readonly title: string;
  readonly requirements: readonly string[];
  /** Capability expression; empty means every implementation. */
  readonly requires: string;
  readonly tags: readonly string[];
  readonly notes: string;
  /** The file's, then the vector's own. */
  readonly given: readonly [file: Given | undefined, own: Given | undefined];
  readonly change: Patches;
  readonly outcomes: NonNullable<Vector['outcomes']>;
  readonly steps: readonly Step[];
  /** Whether the state afterwards is compared with the model's. */
  readonly comparesEnd: boolean;
}
