/** Structures of a DMAR table with their places in it. */
import type { RemappingStructure } from './dmar.js';
import type { Extent } from './parse.js';

/** A structure with its place in the table. */
export interface Placed<T extends RemappingStructure = RemappingStructure> {
  readonly structure: T;
  readonly place: Extent & { readonly deviceScope: readonly Extent[] };
}

/** The structures of one kind. */
export function only<Name extends RemappingStructure['structure']>(
  placed: readonly Placed[],
  name: Name,
): Placed<Extract<RemappingStructure, { structure: Name }>>[] {
  return placed.filter(
    (each): each is Placed<Extract<RemappingStructure, { structure: Name }>> & Placed => each.structure.structure === name,
  );
}
