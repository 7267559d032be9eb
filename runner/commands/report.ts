/** `vtd report`. */
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { historyOf } from '../history.js';
import type { History } from '../history.js';
import { readReport } from '../merge.js';
import { openHistoryReporters } from '../reporters/history/index.js';
import { isUnexpected } from '../result.js';

export interface ReportCommandOptions {
  readonly reporter: string[];
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Tells the history of the reports and returns the exit code of the newest runs. */
export async function reportCommand(files: readonly string[], options: ReportCommandOptions): Promise<number> {
  if (files.length === 0) throw new UsageError('vtd report needs at least one report');
  const history = historyOf(files.map(readReport));
  const specs = options.json === true ? [...options.reporter, 'json'] : options.reporter;
  // Only now: a reporter may write over one of the reports.
  const tell = await openHistoryReporters(specs, { verbose: options.verbose === true });
  tell(history);
  return exitCode(history);
}

function exitCode({ runs, series }: History): number {
  const newest = series.flatMap(({ members }) => members.at(-1) ?? []);
  if (newest.some(({ run }) => runs[run]?.report.interrupted === true)) return EXIT.interrupted;
  const isBad = newest.some(({ run, subject }) =>
    runs[run]?.report.results.some((result) => result.subject === subject && isUnexpected(result.outcome)),
  );
  return isBad ? EXIT.unexpected : EXIT.ok;
}
