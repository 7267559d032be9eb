/** Formats of coverage, by name. */
import type { Coverage } from '../../coverage/coverage.js';
import { openFormats } from '../formats.js';
import type { Formats } from '../formats.js';
import type { Output } from '../reporter.js';

export interface CoverageOptions {
  /** Also list what is covered. */
  readonly verbose: boolean;
}

export type CoverageReporter = (coverage: Coverage, output: Output, options: CoverageOptions) => void;

const FORMATS: Formats<CoverageReporter> = {
  pretty: { load: async () => (await import('./pretty.js')).prettyCoverage },
  json: { load: async () => (await import('./json.js')).jsonCoverage },
  markdown: { load: async () => (await import('./markdown.js')).markdownCoverage },
  html: { load: async () => (await import('./html.js')).htmlCoverage },
};

/** Opens what `--reporter` names. Throws a UsageError as `openFormats` does. */
export async function openCoverageReporters(specs: readonly string[], options: CoverageOptions): Promise<(coverage: Coverage) => void> {
  const opened = await openFormats(specs, FORMATS);
  return (coverage) => {
    for (const { factory, output } of opened) {
      factory(coverage, output, options);
      output.close();
    }
  };
}
