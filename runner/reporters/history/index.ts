/** Formats for several runs, by name. */
import type { History } from '../../history.js';
import { announcePages, openFormats, pageIn } from '../formats.js';
import type { Formats } from '../formats.js';
import { reporterContext } from '../index.js';
import type { ReporterOptions } from '../index.js';
import type { HistoryReporter } from './reporter.js';

const FORMATS: Formats<HistoryReporter> = {
  pretty: { load: async () => (await import('./pretty.js')).prettyHistory },
  json: { load: async () => (await import('./json.js')).jsonHistory },
  markdown: { load: async () => (await import('./markdown.js')).markdownHistory },
  html: { load: async () => (await import('../html.js')).htmlHistory, fileIn: pageIn },
};

/** Opens what `--reporter` names. Throws a UsageError as `openFormats` does. */
export async function openHistoryReporters(specs: readonly string[], options: ReporterOptions): Promise<(history: History) => void> {
  const opened = await openFormats(specs, FORMATS);
  const context = reporterContext(options);
  return (history) => {
    for (const { factory, output } of opened) {
      factory(history, output, context);
      output.close();
    }
    announcePages(opened);
  };
}
