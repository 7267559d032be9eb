/** The whole report as JSON, for other programs: `schemas/report.schema.json`. */
import { safeJson } from './escape.js';
import type { Output, Reporter } from './reporter.js';

export function jsonReporter(output: Output): Reporter {
  return {
    onEnd(report) {
      output.write(`${safeJson(report, 2)}\n`);
    },
  };
}

/** One line of JSON for each subject and result as it comes, and a last one with the summary. */
export function ndjsonReporter(output: Output): Reporter {
  const line = (value: object): void => {
    output.write(`${safeJson(value)}\n`);
  };
  return {
    onSubject(subject, index) {
      line({ type: 'subject', index, ...subject });
    },
    onResult(result) {
      line({ type: 'result', ...result });
    },
    onEnd({ suite, shard, durationMs, interrupted, summary }) {
      line({ type: 'summary', suite, shard, durationMs, interrupted, summary });
    },
  };
}
