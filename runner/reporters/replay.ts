/** A finished report, told as if the run went on now: this is how reports from files reach any format. */
import type { Report } from '../result.js';
import type { Reporter } from './reporter.js';

export function replay(report: Report, reporter: Reporter): void {
  reporter.onStart?.(report.results.length);
  for (const [index, subject] of report.subjects.entries()) {
    reporter.onSubject?.(subject, index);
    for (const result of report.results) if (result.subject === index) reporter.onResult?.(result);
  }
  reporter.onEnd(report);
}
