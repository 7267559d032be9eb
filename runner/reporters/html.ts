/** A page for the browser: one file that needs no network and no server. */
import { suiteVersion } from '../package-root.js';
import { collect } from './html/collect.js';
import type { ReportedRun } from './html/collect.js';
import { renderPage } from './html/page.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

export function htmlReporter(output: Output, context: ReporterContext): Reporter {
  return {
    onEnd(report) {
      writePage(output, [{ report }], context);
    },
  };
}

/** Writes the page of several runs. */
export function writePage(output: Output, runs: readonly ReportedRun[], { lookUp, suite }: ReporterContext): void {
  output.write(renderPage(collect(runs, { writtenBy: suiteVersion(), lookUp, suite: suite() })));
}
