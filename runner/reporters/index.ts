/** Reporters by name, and one that passes everything on to several. */
import { resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { loadRequirements } from '../requirements.js';
import type { RequirementLookup } from '../requirements.js';
import { fileOutput, standardOutput } from './output.js';
import type { Output, Reporter, ReporterContext, ReporterFactory } from './reporter.js';

/** Each format is loaded when it is asked for, with the libraries it needs. */
const FACTORIES: Readonly<Partial<Record<string, () => Promise<ReporterFactory>>>> = {
  pretty: async () => (await import('./pretty.js')).prettyReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  ndjson: async () => (await import('./json.js')).ndjsonReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
  tap: async () => (await import('./tap.js')).tapReporter,
  markdown: async () => (await import('./markdown.js')).markdownReporter,
};

const DEFAULT_REPORTER = 'pretty';

export interface ReporterOptions {
  readonly verbose: boolean;
}

interface Request {
  readonly factory: ReporterFactory;
  readonly file: string | undefined;
}

/**
 * Opens what `--reporter` names: `NAME` for standard output, `NAME=FILE` for a file. Throws a UsageError for an
 * unknown name, a file that cannot be written, or two reporters in one place; no file is touched before all names are known.
 */
export async function openReporters(specs: readonly string[], options: ReporterOptions): Promise<Reporter> {
  const requests = await Promise.all((specs.length === 0 ? [DEFAULT_REPORTER] : specs).map(parseRequest));
  checkPlaces(requests);
  const context: ReporterContext = { ...options, lookUp: lazyRequirements() };
  const opened = requests.map(({ factory, file }): { reporter: Reporter; output: Output } => {
    const output = file === undefined ? standardOutput() : fileOutput(file);
    return { reporter: factory(output, context), output };
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
    },
  };
}

async function parseRequest(spec: string): Promise<Request> {
  const equals = spec.indexOf('=');
  const name = equals === -1 ? spec : spec.slice(0, equals);
  const file = equals === -1 ? undefined : spec.slice(equals + 1);
  const load = Object.hasOwn(FACTORIES, name) ? FACTORIES[name] : undefined;
  if (load === undefined) throw new UsageError(`there is no reporter ${name}; known are ${Object.keys(FACTORIES).join(', ')}`);
  if (file === '') throw new UsageError(`reporter ${name} needs a file after the equals sign`);
  return { factory: await load(), file };
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
