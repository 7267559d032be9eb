/** Finds and reads vector files. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import glob from 'fast-glob';
import type { Vector, VectorFile } from '../../schemas/generated/vector-file.js';
import { InputError, UsageError, shown } from '../errors.js';
import { compileExpression } from '../expression.js';
import { parseJson, validate } from '../json.js';
import { VECTORS_FOLDER } from '../package-root.js';
import { loadRequirements } from '../requirements.js';
import type { Requirement } from '../requirements.js';
import { expandCases } from './cases.js';
import type { SourceVector } from './source.js';

export interface Suite {
  readonly vectors: readonly SourceVector[];
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** SHA-256 over names and contents of all vector files. */
  readonly hash: string;
}

/** Vector files beyond this are refused before they are parsed. */
const LARGEST_FILE = 4 * 1024 * 1024;
/** Folders of the vectors folder that hold no vectors. */
const OTHER_FOLDERS = ['profiles', 'requirements', 'expectations'];
/** Files of it that hold none. */
const OTHER_FILES = ['coverage.snapshot.json'];

/**
 * Loads every vector of a folder. Throws an InputError for the first mistake: not JSON, against the schema, an ID
 * that stands twice, an unknown requirement, an expression that means nothing, a link that leads elsewhere.
 */
export function loadSuite(folder = VECTORS_FOLDER): Suite {
  const requirements = loadRequirements();
  const hash = createHash('sha256');
  const vectors: SourceVector[] = [];
  const places = new Map<string, string>();
  for (const name of findVectorFiles(folder)) {
    const text = readVectorFile(join(folder, name));
    hash.update(`${name}\0${text}\0`);
    for (const vector of parseVectorFile(text, join(folder, name), name.slice(0, -'.json'.length), requirements)) {
      const place = `${vector.place.file}#${vector.place.pointer}`;
      const first = places.get(vector.id);
      if (first !== undefined) {
        throw new InputError({ ...vector.place, expected: 'an ID of its own', found: `${vector.id}, which ${first} has` });
      }
      places.set(vector.id, place);
      vectors.push(vector);
    }
  }
  if (vectors.length === 0) throw new UsageError(`there are no vector files in ${folder}`);
  return { vectors, requirements, hash: hash.digest('hex') };
}

/** Vector files of a folder, relative to it, in order. Throws an InputError for a symbolic link. */
export function findVectorFiles(folder: string): string[] {
  const entries = glob.sync('**/*.json', {
    cwd: folder,
    objectMode: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    ignore: [...OTHER_FOLDERS.map((name) => `${name}/**`), ...OTHER_FILES],
  });
  for (const entry of entries) {
    if (entry.dirent.isSymbolicLink()) {
      throw new InputError({
        file: join(folder, entry.path),
        expected: 'a file of the vectors folder itself',
        found: 'a symbolic link',
        hint: 'copy the file; an ID belongs to one place',
      });
    }
  }
  return entries
    .filter((entry) => entry.dirent.isFile())
    .map((entry) => entry.path)
    .sort();
}

function readVectorFile(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (text.length > LARGEST_FILE) {
    throw new InputError({
      file: path,
      expected: 'a file of at most 4 MiB',
      found: `${String(text.length)} characters`,
      hint: 'split the file by topic',
    });
  }
  return text;
}

/** Parses one vector file; `topic` is the first part of its vectors' IDs. */
export function parseVectorFile(text: string, file: string, topic: string, requirements: ReadonlyMap<string, Requirement>): SourceVector[] {
  const document = parseJson(text, file);
  validate('vector-file', document, file);
  const content = document as VectorFile;
  checkExpression(content.requires, file, '/requires');
  return content.vectors.flatMap((vector, i) => {
    const pointer = `/vectors/${String(i)}`;
    return expandCases(vector, file, pointer).map((expanded) => toSource(content, expanded, file, topic, pointer, requirements));
  });
}

function toSource(
  content: VectorFile,
  vector: Vector,
  file: string,
  topic: string,
  pointer: string,
  requirements: ReadonlyMap<string, Requirement>,
): SourceVector {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(vector.slug)) {
    throw new InputError({
      file,
      pointer: `${pointer}/slug`,
      expected: 'lower-case letters, digits and hyphens',
      found: shown(vector.slug),
    });
  }
  for (const [i, id] of vector.requirements.entries()) {
    if (!requirements.has(id)) {
      throw new InputError({
        file,
        pointer: `${pointer}/requirements/${String(i)}`,
        expected: 'the ID of a requirement in vectors/requirements',
        found: shown(id),
        hint: nearest(id, requirements),
      });
    }
  }
  checkExpression(vector.requires, file, `${pointer}/requires`);
  const requires = [content.requires, vector.requires].filter((text) => text !== undefined && text !== '');
  return {
    id: `${topic}/${vector.slug}`,
    place: { file, pointer },
    title: vector.title,
    requirements: vector.requirements,
    requires: requires.length === 2 ? `(${requires.join(') && (')})` : (requires[0] ?? ''),
    tags: [...(content.tags ?? []), ...(vector.tags ?? [])],
    notes: vector.notes ?? '',
    given: [content.given, vector.given],
    change: vector.change ?? {},
    outcomes: vector.outcomes ?? {},
    steps: vector.steps,
    comparesEnd: vector.end !== 'unspecified',
  };
}

function checkExpression(text: string | undefined, file: string, pointer: string): void {
  if (text === undefined || text === '') return;
  try {
    compileExpression(text);
  } catch (error) {
    throw new InputError({ file, pointer, expected: 'a capability expression', found: `${shown(text)}: ${(error as Error).message}` });
  }
}

/** A known ID that starts like the unknown one. */
function nearest(id: string, requirements: ReadonlyMap<string, Requirement>): string {
  for (let length = id.length; length > 2; length--) {
    const like = [...requirements.keys()].filter((known) => known.startsWith(id.slice(0, length)));
    if (like.length > 0) return `known are ${like.slice(0, 5).join(', ')}${like.length > 5 ? ', ...' : ''}`;
  }
  return `see ${basename(VECTORS_FOLDER)}/requirements`;
}
