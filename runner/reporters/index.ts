/** Reporters by name, and where they write. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../errors.js';
import { loadRequirements } from '../requirements.js';
import type { RequirementLookup } from '../requirements.js';
import { jsonReporter, ndjsonReporter } from './json.js';
import { prettyReporter } from './pretty.js';
import type { Output, Reporter, ReporterFactory } from './reporter.js';

export interface ReporterOptions {
  readonly verbose: boolean;
}

const FACTORIES: Readonly<Record<string, (options: ReporterOptions) => ReporterFactory>> = {
  pretty: ({ verbose }) => (output) => prettyReporter(output, lazyRequirements(), verbose),
  json: () => jsonReporter,
  ndjson: () => ndjsonReporter,
};

export const REPORTER_NAMES: readonly string[] = Object.keys(FACTORIES);

/** Opens `NAME` (standard output) or `NAME=FILE`. Throws a UsageError for an unknown name or a file that cannot be written. */
export function openReporter(spec: string, options: ReporterOptions): Reporter {
  const [name, file] = spec.includes('=') ? [spec.slice(0, spec.indexOf('=')), spec.slice(spec.indexOf('=') + 1)] : [spec, undefined];
  const factory = FACTORIES[name];
  if (factory === undefined) throw new UsageError(`there is no reporter ${name}; known are ${REPORTER_NAMES.join(', ')}`);
  return factory(options)(file === undefined ? standardOutput() : fileOutput(file));
}

/** Standard output, or nothing more once its reader has gone. */
export function standardOutput(): Output {
  return {
    write: (text) => {
      process.stdout.write(text);
    },
    isTerminal: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    columns: process.stdout.columns,
  };
}

function fileOutput(path: string): Output {
  let descriptor: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    descriptor = openSync(path, 'w');
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  process.once('exit', () => {
    closeSync(descriptor);
  });
  return { write: (text) => writeSync(descriptor, text), isTerminal: false, columns: 80 };
}

/** The catalogue, read when the first failure asks for it. */
function lazyRequirements(): RequirementLookup {
  let catalogue: ReturnType<typeof loadRequirements> | undefined;
  return (id) => {
    catalogue ??= loadRequirements();
    return catalogue.get(id);
  };
}
