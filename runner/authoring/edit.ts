/** Changes to vector files: the vector of an ID is found, changed and written back in canonical form. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../errors.js';
import { parseJson } from '../json.js';
import type { SourceVector } from '../vectors/source.js';
import { formatVectorFile } from './format.js';
import { newFile, newVector } from './scaffold.js';
import type { ScaffoldPlace } from './scaffold.js';

type Json = Record<string, unknown>;

/** Adds the scaffold to its file, or makes the file. Throws a UsageError if the ID is taken. */
export async function addVector(place: ScaffoldPlace): Promise<'file' | 'vector'> {
  if (!existsSync(place.file)) {
    mkdirSync(dirname(place.file), { recursive: true });
    writeFileSync(place.file, await formatVectorFile(JSON.stringify(newFile(place))));
    return 'file';
  }
  const document = parseJson(readFileSync(place.file, 'utf8'), place.file) as { vectors: Json[] };
  if (document.vectors.some(({ slug }) => slug === place.slug))
    throw new UsageError(`${place.topic}/${place.slug} exists already, in ${place.file}`);
  const steps = (document as { given?: { steps?: unknown[] } }).given?.steps ?? [];
  document.vectors.push(steps.length === 0 ? (newVector(place.slug) as Json) : withoutEnable(newVector(place.slug) as Json));
  writeFileSync(place.file, await formatVectorFile(JSON.stringify(document)));
  return 'vector';
}

/** Where the file's own steps come first, they enable the unit. */
function withoutEnable(vector: Json): Json {
  return { ...vector, steps: (vector.steps as { do: string }[]).filter((step) => step.do !== 'enable') };
}

/** Lets `change` alter the vector as it stands in its file. Throws a UsageError for one of several cases. */
export async function editVector(vector: SourceVector, change: (source: Json) => void): Promise<void> {
  const { file, pointer } = vector.place;
  const document = parseJson(readFileSync(file, 'utf8'), file) as { vectors: Json[] };
  const source = document.vectors[Number(pointer.split('/')[2])];
  if (source === undefined) throw new Error(`there is nothing at ${file}#${pointer}`);
  if ('cases' in source)
    throw new UsageError(`${vector.id} is one of several cases that share their steps; give it steps of its own first`);
  change(source);
  writeFileSync(file, await formatVectorFile(JSON.stringify(document)));
}
