/** What tells the history of several runs in one format. */
import type { History } from '../../history.js';
import type { Output, ReporterContext } from '../reporter.js';

export type HistoryReporter = (history: History, output: Output, context: ReporterContext) => void;
