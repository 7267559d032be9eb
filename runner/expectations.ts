/** Known failures of an implementation: which vectors it is expected not to pass, and why. */
import picomatch from 'picomatch';
import { REGISTERS } from '../reference/index.js';
import type { Capabilities } from '../reference/index.js';
import type { Expectations } from '../schemas/generated/expectations.js';
import { InputError, shown } from './errors.js';
import { compileExpression } from './expression.js';
import type { Difference } from './judge.js';
import { readJson, validate } from './json.js';

export type KnownFailure = Expectations['entries'][number];

/** Vectors that one pattern of one entry names, and where it stands. */
interface Listing {
  readonly entry: KnownFailure;
  readonly pointer: string;
  readonly ids: readonly string[];
  /** Whether the entry is for an implementation with these claims. */
  readonly holds: (claims: Capabilities) => boolean;
}

/** What is known of an implementation with certain claims. */
export interface Known {
  /** Entries by the vectors that they list. */
  readonly vectors: ReadonlyMap<string, KnownFailure>;
  /** Entries about register fields, which fail other vectors as well. */
  readonly fields: readonly KnownFailure[];
}

/** Whether this difference is nothing but such a field, read from the register of its name. */
export function isKnownField(difference: Pick<Difference, 'what' | 'fields'>, { field }: KnownFailure): boolean {
  const { what, fields = [] } = difference;
  return (
    field !== undefined && /^\w+/.exec(what)?.[0] === field.register && fields.length > 0 && fields.every(({ name }) => name === field.name)
  );
}

/** The entries of an expectations file. */
export class KnownFailures {
  static readonly NONE = new KnownFailures('', []);

  readonly #path: string;
  readonly #listings: readonly Listing[];

  constructor(path: string, listings: readonly Listing[]) {
    this.#path = path;
    this.#listings = listings;
  }

  /** What is known of an implementation with these claims, by vector ID. Throws an InputError for a vector that two entries name. */
  of(claims: Capabilities): Known {
    const known = new Map<string, KnownFailure>();
    const fields = new Set<KnownFailure>();
    for (const { entry, pointer, ids, holds } of this.#listings) {
      if (!holds(claims)) continue;
      if (entry.field !== undefined) fields.add(entry);
      for (const id of ids) {
        if (known.has(id)) {
          const found = `${id}, which an earlier entry names for the same claims`;
          throw new InputError({ file: this.#path, pointer, expected: 'each vector in one entry', found });
        }
        known.set(id, entry);
      }
    }
    return { vectors: known, fields: [...fields] };
  }
}

/** Reads an expectations file for the given vectors. Throws an InputError for an entry that names no vector, an unknown requirement, or an expression that means nothing. */
export function loadExpectations(path: string, ids: readonly string[], requirements: ReadonlyMap<string, unknown>): KnownFailures {
  const document = readJson(path);
  validate('expectations', document, path);
  const { entries } = document as Expectations;
  const listings = entries.flatMap((entry, i): Listing[] => {
    if (!requirements.has(entry.requirement)) {
      throw new InputError({
        file: path,
        pointer: `/entries/${String(i)}/requirement`,
        expected: 'the ID of a requirement in vectors/requirements',
        found: shown(entry.requirement),
      });
    }
    const holds = conditionOf(entry, path, i);
    checkField(entry, path, i);
    return entry.vectors.map((pattern, j) => {
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
      return { entry, pointer, ids: named, holds };
    });
  });
  return new KnownFailures(path, listings);
}

function checkField({ field }: KnownFailure, file: string, i: number): void {
  if (field === undefined) return;
  const register = REGISTERS.find(({ name }) => name === field.register);
  if (register?.fields.some(({ name }) => name === field.name) === true) return;
  const [part, expected] = register === undefined ? ['register', 'the name of a register'] : ['name', `a field of ${register.name}`];
  const hint = register === undefined ? 'vtd spec registers shows them' : `vtd spec registers ${register.name} shows them`;
  throw new InputError({
    file,
    pointer: `/entries/${String(i)}/field/${part}`,
    expected,
    found: shown(register === undefined ? field.register : field.name),
    hint,
  });
}

function conditionOf({ requires }: KnownFailure, file: string, i: number): Listing['holds'] {
  if (requires === undefined) return () => true;
  try {
    return compileExpression(requires);
  } catch (error) {
    const found = `${shown(requires)}: ${(error as Error).message}`;
    throw new InputError({ file, pointer: `/entries/${String(i)}/requires`, expected: 'a capability expression', found });
  }
}
