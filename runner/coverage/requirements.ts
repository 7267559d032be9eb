/** Requirement × vector × outcome. */
import type { Capabilities } from '../../reference/index.js';
import { compileExpression } from '../expression.js';
import type { Requirement } from '../requirements.js';
import type { VectorResult } from '../result.js';
import type { Suite } from '../vectors/load.js';
import { passes } from './coverage.js';
import type { CoverageStatus, CoverageSummary, RequirementRow } from './coverage.js';
import type { Results } from './results.js';

type CitingVector = RequirementRow['vectors'][number];

/** Every requirement of the catalogue, in its order. */
export function requirementRows(suite: Suite, results: Results): RequirementRow[] {
  const citing = new Map<string, CitingVector[]>();
  for (const { id, requirements, requires } of suite.vectors) {
    const vector = { id, requires, results: (results.byVector.get(id) ?? []).map(shortResult) };
    for (const requirement of requirements) {
      const own = citing.get(requirement);
      if (own === undefined) citing.set(requirement, [vector]);
      else own.push(vector);
    }
  }
  return [...suite.requirements.values()].map((requirement) => rowOf(requirement, citing.get(requirement.id) ?? [], results));
}

function shortResult({ subject, profile, outcome, reason }: VectorResult): CitingVector['results'][number] {
  return { subject, ...(profile === undefined ? {} : { profile }), outcome, ...(reason === undefined ? {} : { reason }) };
}

function rowOf(requirement: Requirement, vectors: CitingVector[], results: Results): RequirementRow {
  const { id, section, level, kind, statement, capabilities, testable, why } = requirement;
  return {
    id,
    section,
    level,
    kind,
    statement,
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(why === undefined ? {} : { why }),
    status: testable ? statusOf(requirement, vectors, results) : 'untestable',
    vectors,
  };
}

function statusOf(requirement: Requirement, vectors: readonly CitingVector[], results: Results): CoverageStatus {
  if (vectors.length === 0) return 'uncited';
  const outcomes = vectors.flatMap((vector) => vector.results.map(({ outcome }) => outcome));
  if (outcomes.some((outcome) => passes({ outcome }))) return 'covered';
  if (outcomes.some((outcome) => outcome !== 'skipped')) return 'failing';
  if (!appliesTo(requirement, results.subjects.flatMap(({ claims }) => claims))) return 'not-applicable';
  return outcomes.length === 0 ? 'not-run' : 'skipped';
}

/** Whether what the statement is about exists on an implementation with one of the claims. */
function appliesTo({ capabilities }: Requirement, claims: readonly Capabilities[]): boolean {
  return capabilities === undefined || claims.some(compileExpression(capabilities));
}

/** Counts; `claims` decides which requirements concern the subjects at all. */
export function summarizeRows(rows: readonly RequirementRow[], suite: Suite, claims: readonly Capabilities[]): CoverageSummary {
  const testable = rows.filter(({ status }) => status !== 'untestable');
  const applicable = testable.filter(({ id }) => {
    const requirement = suite.requirements.get(id);
    return requirement !== undefined && appliesTo(requirement, claims);
  });
  const count = (status: CoverageStatus): number => testable.filter((row) => row.status === status).length;
  const share = (level: 'must' | 'may'): CoverageSummary['must'] => {
    const own = testable.filter((row) => row.level === level);
    const covered = own.filter(({ status }) => status === 'covered').length;
    return { testable: own.length, covered, uncovered: own.length - covered };
  };
  return {
    requirements: rows.length,
    untestable: rows.length - testable.length,
    testable: testable.length,
    applicable: applicable.length,
    covered: count('covered'),
    uncovered: testable.length - count('covered'),
    byStatus: {
      failing: count('failing'),
      skipped: count('skipped'),
      notRun: count('not-run'),
      notApplicable: count('not-applicable'),
      uncited: count('uncited'),
    },
    must: share('must'),
    may: share('may'),
  };
}
