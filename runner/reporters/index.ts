/** Reporters by name, and one that passes everything on to several. */
import { loadRequirements } from '../requirements.js';
import type { RequirementLookup } from '../requirements.js';
import { loadSuite } from '../vectors/load.js';
import { announcePages, openFormats, pageIn } from './formats.js';
import type { Formats } from './formats.js';
import type { Reporter, ReporterContext, ReporterFactory } from './reporter.js';

const FORMATS: Formats<ReporterFactory> = {
  pretty: { load: async () => (await import('./pretty.js')).prettyReporter },
  json: { load: async () => (await import('./json.js')).jsonReporter },
  ndjson: { load: async () => (await import('./json.js')).ndjsonReporter },
  junit: { load: async () => (await import('./junit.js')).junitReporter },
  tap: { load: async () => (await import('./tap.js')).tapReporter },
  markdown: { load: async () => (await import('./markdown.js')).markdownReporter },
  html: { load: async () => (await import('./html.js')).htmlReporter, fileIn: pageIn },
  github: { load: async () => (await import('./github.js')).githubReporter },
  badge: { load: async () => (await import('./badge.js')).badgeReporter },
  shields: { load: async () => (await import('./badge.js')).shieldsReporter },
};

export interface ReporterOptions {
  readonly verbose: boolean;
  /** Folder of vector files; the suite's own if absent. */
  readonly vectors?: string;
}

/** What reporters may ask for beside the results; read when the first asks. */
export function reporterContext({ verbose, vectors }: ReporterOptions): ReporterContext {
  return { verbose, lookUp: lazyRequirements(), suite: () => loadSuite(vectors) };
}

/** Opens what `--reporter` names. Throws a UsageError as `openFormats` does. */
export async function openReporters(specs: readonly string[], options: ReporterOptions): Promise<Reporter> {
  const opened = await openFormats(specs, FORMATS);
  const context = reporterContext(options);
  const reporters = opened.map(({ factory, output }) => factory(output, context));
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
      for (const [i, { output }] of opened.entries()) {
        reporters[i]?.onEnd(report);
        output.close();
      }
      announcePages(opened);
    },
  };
}

/** The catalogue, read when the first failure asks for it. */
function lazyRequirements(): RequirementLookup {
  let catalogue: ReturnType<typeof loadRequirements> | undefined;
  return (id) => {
    catalogue ??= loadRequirements();
    return catalogue.get(id);
  };
}
