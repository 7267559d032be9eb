/** Capability profiles: named sets of claims for implementations that can be configured, the reference first. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Capabilities, encodeCapabilities } from '../reference/index.js';
import type { NamedCapabilities } from '../reference/index.js';
import type { SubjectCapabilities } from './adapters/adapter.js';
import { InputError, UsageError } from './errors.js';
import { compileExpression } from './expression.js';
import { readJson, validate } from './json.js';
import { VECTORS_FOLDER } from './package-root.js';

export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly capabilities: SubjectCapabilities;
  /** The same, decoded. */
  readonly claims: Capabilities;
}

/** Profiles are tried in this order where each vector takes the first that fits; the others follow by name. */
const FIRST = ['full', 'client-legacy', 'qemu-default'];

/** All profiles of a folder, by default the suite's own. Throws an InputError for one that contradicts the architecture. */
export function loadProfiles(folder = join(VECTORS_FOLDER, 'profiles')): Profile[] {
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => loadProfile(join(folder, file), file.slice(0, -'.json'.length)))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
}

/** A profile by name, or by the path of a JSON file. Throws a UsageError if there is none. */
export function findProfile(nameOrPath: string): Profile {
  if (nameOrPath.endsWith('.json')) {
    if (!existsSync(nameOrPath)) throw new UsageError(`there is no profile file ${nameOrPath}`);
    return loadProfile(resolve(nameOrPath), nameOrPath);
  }
  const profiles = loadProfiles();
  const profile = profiles.find((candidate) => candidate.name === nameOrPath);
  if (profile === undefined)
    throw new UsageError(
      `there is no profile ${nameOrPath}; known are ${profiles.map((p) => p.name).join(', ')}, or give the path of a JSON file`,
    );
  return profile;
}

/**
 * The profile for one vector: the one that is named, or the first that has its capabilities. Throws a UsageError if it,
 * or none, has them.
 */
export function profileFor(requires: string, nameOrPath: string | undefined): Profile {
  const candidates = nameOrPath === undefined ? loadProfiles() : [findProfile(nameOrPath)];
  const holds = compileExpression(requires === '' ? '1' : requires);
  const found = candidates.find(({ claims }) => holds(claims));
  if (found === undefined)
    throw new UsageError(`${nameOrPath === undefined ? 'no profile' : `profile ${nameOrPath} does not`} satisfies ${requires}`);
  return found;
}

function loadProfile(path: string, name: string): Profile {
  const document = readJson(path);
  validate('profile', document, path);
  const named = document as NamedCapabilities & { title: string };
  try {
    const capabilities = encodeCapabilities(named);
    return { name, title: named.title, capabilities, claims: new Capabilities(capabilities) };
  } catch (error) {
    throw new InputError({ file: path, expected: 'claims the architecture allows', found: (error as Error).message });
  }
}
