/** Coverage as JSON, for other programs: `schemas/coverage.schema.json`. */
import type { Coverage } from '../../coverage/coverage.js';
import { safeJson } from '../escape.js';
import type { Output } from '../reporter.js';

export function jsonCoverage(coverage: Coverage, output: Output): void {
  output.write(`${safeJson(coverage, 2)}\n`);
}
