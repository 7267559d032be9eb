/** Vectors that mean nothing although the schema has no objection: a table that is not there, a value too wide for its field. */
import { InputError } from '../errors.js';
import { compileExpression } from '../expression.js';
import { lowerVector } from '../lower/lower.js';
import { NotApplicable } from '../lower/lowered.js';
import type { Profile } from '../profiles.js';
import type { SourceVector } from '../vectors/source.js';
import type { Finding } from './finding.js';

/** Findings for the vectors that cannot be lowered for the first profile that they fit. */
export function findUnlowerable(vectors: readonly SourceVector[], profiles: readonly Profile[]): Finding[] {
  return vectors.flatMap((vector) => {
    const profile = profiles.find(({ claims }) => vector.requires === '' || compileExpression(vector.requires)(claims));
    if (profile === undefined) return [];
    try {
      lowerVector(vector, profile.claims);
      return [];
    } catch (error) {
      if (error instanceof NotApplicable) return [];
      if (!(error instanceof InputError)) throw error;
      const { file, pointer = '', expected, found } = error.complaint;
      return [{ file, pointer, rule: 'valid', message: `expected ${expected}, found ${found}` }];
    }
  });
}
