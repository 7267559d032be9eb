/** Reporters by name, and one that passes everything on to several. */
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { loadRequirements } from '../requirements.js';
import type { RequirementLookup } from '../requirements.js';
import { loadSuite } from '../vectors/load.js';
import { fileOutput, standardOutput } from './output.js';
import type { Reporter, ReporterContext, ReporterFactory } from './reporter.js';

interface Format {
  /** Each format is loaded when it is asked for, with the libraries it needs. */
  readonly load: () => Promise<ReporterFactory>;
  /** Where `NAME=PLACE` leads: the file itself if absent. Formats that have it cannot go to standard output. */
  readonly fileIn?: (place: string) => string;
}

const FORMATS: Readonly<Partial<Record<string, Format>>> = {
  pretty: { load: async () => (await import('./pretty.js')).prettyReporter },
  json: { load: async () => (await import('./json.js')).jsonReporter },
  ndjson: { load: async () => (await import('./json.js')).ndjsonReporter },
  junit: { load: async () => (await import('./junit.js')).junitReporter },
  tap: { load: async () => (await import('./tap.js')).tapReporter },
  markdown: { load: async () => (await import('./markdown.js')).markdownReporter },
  html: { load: async () => (await import('./html.js')).htmlReporter, fileIn: pageIn },
};

/** The names, as a sentence has them. */
export const REPORTER_NAMES = 'pretty, json, ndjson, junit, tap, markdown or html';

const DEFAULT_REPORTER = 'pretty';

export interface ReporterOptions {
  readonly verbose: boolean;
  /** Folder of vector files; the suite's own if absent. */
  readonly vectors?: string;
}

interface Request {
  readonly factory: ReporterFactory;
  readonly file: string | undefined;
  /** Whether a person opens it, who must be told where it is. */
  readonly isPage: boolean;
}

/** What reporters may ask for beside the results; read when the first asks. */
export function reporterContext({ verbose, vectors }: ReporterOptions): ReporterContext {
  return { verbose, lookUp: lazyRequirements(), suite: () => loadSuite(vectors) };
}

/**
 * Opens what `--reporter` names: `NAME` for standard output, `NAME=FILE` for a file. Throws a UsageError for an
 * unknown name, a file that cannot be written, or two reporters in one place; no file is touched before all names are known.
 */
export async function openReporters(specs: readonly string[], options: ReporterOptions): Promise<Reporter> {
  const requests = await Promise.all((specs.length === 0 ? [DEFAULT_REPORTER] : specs).map(parseRequest));
  checkPlaces(requests);
  const context = reporterContext(options);
  const opened = requests.map(({ factory, file, isPage }) => {
    const output = file === undefined ? standardOutput() : fileOutput(file);
    return { reporter: factory(output, context), output, page: isPage ? file : undefined };
  });
  const reporters = opened.map(({ reporter }) => reporter);
  return {
    onStart: (total) => {
      for (const reporter of reporters) reporter.onStart?.(total);
    },
    onSubject: (subject, index) => {
      for (const reporter of reporters) reporter.onSubject?.(subject, index);
    },
    onResult: (result) => {
      for (const reporter of reporters) reporter.onResult?.(result);
    },
    onEnd: (report) => {
      for (const { reporter, output } of opened) {
        reporter.onEnd(report);
        output.close();
      }
      for (const { page } of opened) if (page !== undefined) announcePage(page);
    },
  };
}

/** Last of all, and not on standard output, which may be read by a program. */
export function announcePage(file: string): void {
  process.stderr.write(`page: ${file}\n`);
}

/** `html=report` is the page in that folder; `html=report.html` is the page itself. */
export function pageIn(place: string): string {
  return place.endsWith('.html') ? place : join(place, 'index.html');
}

async function parseRequest(spec: string): Promise<Request> {
  const equals = spec.indexOf('=');
  const name = equals === -1 ? spec : spec.slice(0, equals);
  const place = equals === -1 ? undefined : spec.slice(equals + 1);
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) throw new UsageError(`there is no reporter ${name}; known are ${Object.keys(FORMATS).join(', ')}`);
  const { load, fileIn } = format;
  if (place === '') throw new UsageError(`reporter ${name} needs a ${fileIn === undefined ? 'file' : 'folder'} after the equals sign`);
  if (fileIn !== undefined && place === undefined) throw new UsageError(`reporter ${name} needs a folder: --reporter ${name}=report`);
  const file = place === undefined || fileIn === undefined ? place : fileIn(place);
  return { factory: await load(), file, isPage: fileIn !== undefined };
}

function checkPlaces(requests: readonly Request[]): void {
  const places = requests.map(({ file }) => (file === undefined ? undefined : resolve(file)));
  for (const [i, place] of places.entries()) {
    if (places.indexOf(place) === i) continue;
    if (place === undefined)
      throw new UsageError('only one reporter can write to standard output; give the others a file: --reporter json=report.json');
    if (!place.startsWith('/dev/')) throw new UsageError(`two reporters cannot write to ${requests[i]?.file ?? ''}`);
  }
}

/** The catalogue, read when the first failure asks for it. */
function lazyRequirements(): RequirementLookup {
  let catalogue: ReturnType<typeof loadRequirements> | undefined;
  return (id) => {
    catalogue ??= loadRequirements();
    return catalogue.get(id);
  };
}
