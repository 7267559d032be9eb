/** What a reporter is: something that hears of a run and writes one format. */
import type { RequirementLookup } from '../requirements.js';
import type { Report } from '../result.js';
import type { RunListener } from '../run.js';
import type { Suite } from '../vectors/load.js';

/** Where a reporter writes. */
export interface Output {
  write(text: string): void;
  /** Whether a person watches a screen that can take back a line: only then a progress line makes sense. */
  readonly isTerminal: boolean;
  readonly colors: boolean;
  /** Width of the terminal in columns, as it is now. */
  readonly columns: number;
  /** Called after the last write. */
  close(): void;
}

export interface Reporter extends RunListener {
  /** Called once, after the last result. */
  onEnd(report: Report): void;
}

export interface ReporterContext {
  /** Gives section and statement of a requirement. */
  readonly lookUp: RequirementLookup;
  /** The vectors of the suite: where they stand, and what they say of themselves. */
  readonly suite: () => Suite;
  /** Also list what passed and what was skipped. */
  readonly verbose: boolean;
}

export type ReporterFactory = (output: Output, context: ReporterContext) => Reporter;
