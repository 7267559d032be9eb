/**
 * The vectors and schemas as data, for programs that interpret them themselves.
 *
 * ```ts
 * import { expand, listVectors } from 'vtd-conformance/vectors';
 *
 * for (const { id } of listVectors()) console.log(JSON.stringify(expand(id, 'full')));
 * ```
 */
import { join } from 'node:path';
import type { ExpandedVector } from '../schemas/generated/expanded-vector.js';
import { UsageError } from './errors.js';
import { expandVector } from './expand.js';
import { compileExpression } from './expression.js';
import { readJson } from './json.js';
import type { SchemaName } from './json.js';
import { PACKAGE_ROOT } from './package-root.js';
import { findProfile } from './profiles.js';
import { toListing } from './vectors/listing.js';
import type { VectorListing } from './vectors/listing.js';
import { loadSuite } from './vectors/load.js';

export type { ExpandedVector };
export type { SchemaName, VectorListing };

/** Every vector of the suite, in the order of the IDs' files. */
export function listVectors(): VectorListing[] {
  return loadSuite().vectors.map(toListing);
}

/**
 * The self-contained form of a vector for a capability profile (a name, or the path of a JSON file).
 * Undefined if the profile does not satisfy the vector's `requires`. Throws a UsageError for an unknown ID or profile.
 */
export function expand(id: string, profile: string): ExpandedVector | undefined {
  const vector = loadSuite().vectors.find((candidate) => candidate.id === id);
  if (vector === undefined) throw new UsageError(`no vector is called ${id}`);
  const { claims } = findProfile(profile);
  if (vector.requires !== '' && !compileExpression(vector.requires)(claims)) return undefined;
  return expandVector(vector, claims);
}

/** One of the suite's JSON schemas (draft-07). */
export function schema(name: SchemaName): object {
  return readJson(join(PACKAGE_ROOT, 'schemas', `${name}.schema.json`)) as object;
}
