/** What a reporter is: something that hears of a run and writes one format. */
import type { RunListener } from '../run.js';
import type { Report } from '../result.js';

/** Where a reporter writes. */
export interface Output {
  write(text: string): void;
  /** Whether a person watches: only then colours and a progress line make sense. */
  readonly isTerminal: boolean;
  /** Width of the terminal in columns. */
  readonly columns: number;
}

export interface Reporter extends RunListener {
  /** Called once, after the last result. */
  onEnd(report: Report): void;
}

export type ReporterFactory = (output: Output) => Reporter;
