/** Coverage as GitHub-flavoured Markdown, for a pull request or a summary of a CI job. */
import type { Coverage, CoverageSummary, RequirementRow } from '../../coverage/coverage.js';
import { code, details, htmlText, prose, table } from '../markdown-text.js';
import type { Output } from '../reporter.js';
import {
  UNCOVERED,
  USES,
  coveredCells,
  kindName,
  missingUses,
  percent,
  reasons,
  requestTables,
  translationName,
  untestableByReason,
  wantedUses,
} from './words.js';

/** Vectors that are named for one requirement. */
const REASONS = 3;

export function markdownCoverage(coverage: Coverage, output: Output): void {
  const blocks = [
    '# Coverage',
    ...summaryBlock(coverage),
    ...UNCOVERED.flatMap(([status, heading]) => uncoveredBlock(coverage, status, heading)),
    untestableBlock(coverage),
    capabilityBlock(coverage),
    '## Request kind × translation × condition',
    `${coveredCells(coverage.crosses.requests)} combinations are covered. A cell counts the vectors that passed; – cannot occur.`,
    ...requestBlocks(coverage),
    '## Invalidation × granularity',
    invalidationBlock(coverage),
    '## Register field × access',
    registerBlock(coverage),
  ];
  output.write(`${blocks.join('\n\n')}\n`);
}

function summaryBlock({ subjects, summary }: Coverage): string[] {
  const row = (name: string, { testable, covered, uncovered }: CoverageSummary['must']): string[] => [
    name,
    String(testable),
    String(covered),
    String(uncovered),
    percent(covered, testable),
  ];
  return [
    table(
      ['requirements', 'testable', 'covered', 'uncovered', 'share'],
      [row('all', summary), row('must', summary.must), row('freedom', summary.may)],
    ).join('\n'),
    table(
      ['implementation', 'concern it', 'covered'],
      subjects.map(({ name, version, summary: own }) => [code(`${name} ${version}`), String(own.applicable), String(own.covered)]),
    ).join('\n'),
  ];
}

function uncoveredBlock({ requirements }: Coverage, status: string, heading: string): string[] {
  const rows = requirements.filter((row) => row.status === status);
  if (rows.length === 0) return [];
  const lines = rows.flatMap((row) => [`- ${requirementText(row)}`, ...reasons(row, REASONS).map((reason) => `  - ${code(reason)}`)]);
  return [`## ${heading}: ${String(rows.length)}`, lines.join('\n')];
}

function requirementText({ id, section, level, statement }: RequirementRow): string {
  return `**${id}** (§${section}${level === 'may' ? ', freedom' : ''}) ${prose(statement)}`;
}

function untestableBlock(coverage: Coverage): string {
  const lines = untestableByReason(coverage).map(([why, ids]) => `- ${prose(why)}: ${ids.join(', ')}`);
  return details(`No vector can check ${String(coverage.summary.untestable)} requirements`, lines);
}

function capabilityBlock({ capabilities }: Coverage): string {
  const rows = capabilities.map(({ claim, vectors, requirements, results }) => [
    claim === '' ? 'none' : code(claim),
    ...[requirements, vectors, results.pass, results.fail, results.skipped].map(String),
  ]);
  return details('Claims that vectors ask for', table(['claim', 'requirements', 'vectors', 'passed', 'failed', 'skipped'], rows));
}

function requestBlocks(coverage: Coverage): string[] {
  return requestTables(coverage).map(([translation, conditions]) => {
    const kinds = [...new Set(conditions.flatMap(([, cells]) => cells.map(({ kind }) => kind)))];
    const rows = conditions.map(([condition, cells]) => [
      condition,
      ...kinds.map((kind) => {
        const cell = cells.find((candidate) => candidate.kind === kind);
        if (cell === undefined) return '–';
        return cell.passed === 0 ? '**0**' : String(cell.passed);
      }),
    ]);
    const summary = `${htmlText(translationName(translation))}: ${coveredCells(conditions.flatMap(([, cells]) => cells))}`;
    return details(summary, table(['condition', ...kinds.map(kindName)], rows));
  });
}

function invalidationBlock({ crosses: { invalidations } }: Coverage): string {
  const rows = invalidations.map(({ command, variant, passed }) => [code(command), prose(variant), passed === 0 ? '**0**' : String(passed)]);
  return details(`${coveredCells(invalidations)} covered`, table(['descriptor or register', 'use', 'vectors that passed'], rows));
}

function registerBlock(coverage: Coverage): string {
  const rows = coverage.crosses.registers
    .filter((cell) => missingUses(cell).length > 0)
    .map((cell) => [
      code(`${cell.register}.${cell.field}`),
      cell.access,
      ...(['read', 'zeros', 'ones'] as const).map((name) => {
        const use = cell.uses.find((candidate) => candidate.use === name);
        return use?.wanted !== true ? '–' : use.passed === 0 ? '**0**' : String(use.passed);
      }),
    ]);
  const summary = `${coveredCells(wantedUses(coverage))} uses covered; fields with a use that is not`;
  return details(summary, table(['field', 'access', ...Object.values(USES)], rows));
}
