/**
 * What a run covers: each requirement with the vectors that cite it and what became of them, the same by capability, and
 * crosses that show which combinations no vector has tried.
 */
import type { Coverage } from '../../schemas/generated/coverage.js';
import type { Part } from '../merge.js';
import type { VectorResult } from '../result.js';
import type { Suite } from '../vectors/load.js';
import { capabilityRows } from './capabilities.js';
import { invalidationCross } from './invalidation-cross.js';
import { observe } from './observations.js';
import { registerCross } from './register-cross.js';
import { requestCross } from './request-cross.js';
import { requirementRows, summarizeRows } from './requirements.js';
import { resultsOf } from './results.js';

export type { Coverage };
export type RequirementRow = Coverage['requirements'][number];
export type CoverageStatus = RequirementRow['status'];
export type CoverageSummary = Coverage['summary'];
export type RequestCell = Coverage['crosses']['requests'][number];
export type InvalidationCell = Coverage['crosses']['invalidations'][number];
export type RegisterCell = Coverage['crosses']['registers'][number];

/** How often vectors met something, and how often one that passed did. */
export interface Count {
  vectors: number;
  passed: number;
}

/** Coverage by one or several runs together: what any subject's results cover is covered. */
export function coverageOf(parts: readonly Part[], suite: Suite): Coverage {
  const results = resultsOf(parts, suite);
  const rows = requirementRows(suite, results);
  const observations = observe(suite, results);
  return {
    format: 1,
    suite: { hash: suite.hash, specification: 'Rev 5.10' },
    subjects: results.subjects.map(({ report, claims }, i) => ({
      name: report.name,
      version: report.version,
      adapter: report.adapter,
      profile: report.profile,
      suite: results.suites[i] ?? suite.hash,
      summary: summarizeRows(requirementRows(suite, results.of(i)), suite, claims),
    })),
    summary: summarizeRows(
      rows,
      suite,
      results.subjects.flatMap(({ claims }) => claims),
    ),
    requirements: rows,
    capabilities: capabilityRows(suite, results),
    crosses: {
      requests: requestCross(observations),
      invalidations: invalidationCross(observations),
      registers: registerCross(observations),
    },
  };
}

/** Whether a result says that the subject does what the vector demands. */
export function passes({ outcome }: Pick<VectorResult, 'outcome'>): boolean {
  return outcome === 'pass' || outcome === 'unexpected-pass';
}
