/** A page for the browser: one file that needs no network and no server. */
import { basename } from 'node:path';
import type { History } from '../history.js';
import { suiteVersion } from '../package-root.js';
import { collect } from './html/collect.js';
import type { ReportedRun } from './html/collect.js';
import { renderPage } from './html/page.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

export function htmlReporter(output: Output, context: ReporterContext): Reporter {
  return {
    onEnd(report) {
      writePage([{ report }], output, context);
    },
  };
}

/** Several runs on one page. */
export function htmlHistory({ runs }: History, output: Output, context: ReporterContext): void {
  // Whoever reads the page need not know the folders of the machine that wrote it.
  writePage(
    runs.map(({ file, report }) => ({ file: basename(file), report })),
    output,
    context,
  );
}

function writePage(runs: readonly ReportedRun[], output: Output, { lookUp, suite }: ReporterContext): void {
  output.write(renderPage(collect(runs, { writtenBy: suiteVersion(), lookUp, suite: suite() })));
}
