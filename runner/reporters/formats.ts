/** Reads what `--reporter` names, and opens the places that the formats write to. */
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { fileOutput, standardOutput } from './output.js';
import type { Output } from './reporter.js';

export interface Format<T> {
  /** Each format is loaded when it is asked for, with the libraries it needs. */
  readonly load: () => Promise<T>;
  /** Where `NAME=PLACE` leads: the file itself if absent. Formats that have it are pages, and cannot go to standard output. */
  readonly fileIn?: (place: string) => string;
}

export type Formats<T> = Readonly<Partial<Record<string, Format<T>>>>;

export interface Opened<T> {
  readonly factory: T;
  readonly output: Output;
  /** The page that a person opens, who must be told where it is. */
  readonly page?: string;
}

interface Request<T> {
  readonly factory: T;
  readonly file: string | undefined;
  readonly isPage: boolean;
}

const DEFAULT = 'pretty';

/**
 * Opens `NAME` for standard output, `NAME=PLACE` for a file or folder. Throws a UsageError for an unknown name, a file
 * that cannot be written, or two formats in one place; no file is touched before all names are known.
 */
export async function openFormats<T>(specs: readonly string[], formats: Formats<T>): Promise<Opened<T>[]> {
  const requests = await Promise.all((specs.length === 0 ? [DEFAULT] : specs).map((spec) => parseRequest(spec, formats)));
  checkPlaces(requests.map(({ file }) => file));
  return requests.map(({ factory, file, isPage }) => ({
    factory,
    output: file === undefined ? standardOutput() : fileOutput(file),
    ...(isPage && file !== undefined ? { page: file } : {}),
  }));
}

/** Says where pages are: last of all, and not on standard output, which a program may read. */
export function announcePages(opened: readonly Opened<unknown>[]): void {
  for (const { page } of opened) if (page !== undefined) process.stderr.write(`page: ${page}\n`);
}

/** `html=report` is the page in that folder; `html=report.html` is the page itself. */
export function pageIn(place: string): string {
  return place.endsWith('.html') ? place : join(place, 'index.html');
}

async function parseRequest<T>(spec: string, formats: Formats<T>): Promise<Request<T>> {
  const equals = spec.indexOf('=');
  const name = equals === -1 ? spec : spec.slice(0, equals);
  const place = equals === -1 ? undefined : spec.slice(equals + 1);
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format === undefined) throw new UsageError(`there is no reporter ${name}; known are ${Object.keys(formats).join(', ')}`);
  const { load, fileIn } = format;
  if (place === '') throw new UsageError(`reporter ${name} needs a ${fileIn === undefined ? 'file' : 'folder'} after the equals sign`);
  if (fileIn !== undefined && place === undefined) throw new UsageError(`reporter ${name} needs a folder: --reporter ${name}=report`);
  return { factory: await load(), file: place === undefined || fileIn === undefined ? place : fileIn(place), isPage: fileIn !== undefined };
}

function checkPlaces(files: readonly (string | undefined)[]): void {
  const places = files.map((file) => (file === undefined ? undefined : resolve(file)));
  for (const [i, place] of places.entries()) {
    if (places.indexOf(place) === i) continue;
    if (place === undefined)
      throw new UsageError('only one reporter can write to standard output; give the others a file: --reporter json=report.json');
    if (!place.startsWith('/dev/')) throw new UsageError(`two reporters cannot write to ${files[i] ?? ''}`);
  }
}
