/** Known failures of an implementation: which vectors it is expected not to pass, and why. */
import picomatch from 'picomatch';
import type { Expectations } from '../schemas/generated/expectations.js';
import { InputError, shown } from './errors.js';
import { readJson, validate } from './json.js';

export type KnownFailure = Expectations['entries'][number];

/**
 * Reads an expectations file for the given vectors. Throws an InputError for an entry that names no vector,
 * or a vector that two entries name.
 */
export function loadExpectations(
  path: string,
  ids: readonly string[],
  requirements: ReadonlyMap<string, unknown>,
): Map<string, KnownFailure> {
  const document = readJson(path);
  validate('expectations', document, path);
  const known = new Map<string, KnownFailure>();
  for (const [i, entry] of (document as Expectations).entries.entries()) {
    if (!requirements.has(entry.requirement)) {
      throw new InputError({
        file: path,
        pointer: `/entries/${String(i)}/requirement`,
        expected: 'the ID of a requirement in vectors/requirements',
        found: shown(entry.requirement),
      });
    }
    for (const [j, pattern] of entry.vectors.entries()) {
      const pointer = `/entries/${String(i)}/vectors/${String(j)}`;
      const matches = picomatch(pattern);
      const named = ids.filter((id) => matches(id));
      if (named.length === 0)
        throw new InputError({
          file: path,
          pointer,
          expected: 'the ID of a vector, or a pattern that matches one',
          found: shown(pattern),
          hint: 'vtd list shows the IDs',
        });
      for (const id of named) {
        if (known.has(id))
          throw new InputError({ file: path, pointer, expected: 'each vector in one entry', found: `${id}, which an earlier entry names` });
        known.set(id, entry);
      }
    }
  }
  return known;
}
