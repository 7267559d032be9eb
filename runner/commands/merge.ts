/** `vtd merge`. */
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { mergeReports, readReport } from '../merge.js';
import { openReporters } from '../reporters/index.js';
import { replay } from '../reporters/replay.js';
import { isUnexpected } from '../result.js';

export interface MergeCommandOptions {
  readonly reporter: string[];
  readonly partial?: boolean;
  readonly verbose?: boolean;
}

/** Joins reports, passes them to the reporters, and returns the exit code that one run would have had. */
export async function mergeCommand(files: readonly string[], options: MergeCommandOptions): Promise<number> {
  const [first, ...others] = files.map(readReport);
  if (first === undefined) throw new UsageError('vtd merge needs at least one report');
  const report = mergeReports([first, ...others], options.partial === true);
  // Only now: a reporter may write over one of the parts.
  replay(report, await openReporters(options.reporter, { verbose: options.verbose === true }));
  if (report.interrupted) return EXIT.interrupted;
  return report.results.some((result) => isUnexpected(result.outcome)) ? EXIT.unexpected : EXIT.ok;
}
