/** Coverage for people at a terminal: what is not covered and why; what is covered in numbers. */
import picocolors from 'picocolors';
import type { Coverage, CoverageSummary, RequirementRow } from '../../coverage/coverage.js';
import { oneLine } from '../escape.js';
import type { Colors } from '../failure-text.js';
import type { Output } from '../reporter.js';
import type { CoverageOptions } from './index.js';
import {
  UNCOVERED,
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

export function prettyCoverage(coverage: Coverage, output: Output, { verbose }: CoverageOptions): void {
  const c = picocolors.createColors(output.colors);
  const lines = [
    ...subjectLines(coverage, c),
    ...UNCOVERED.flatMap(([status, heading]) => uncoveredLines(coverage, status, heading, c)),
    ...untestableLines(coverage, verbose, c),
    ...(verbose ? [...coveredLines(coverage, c), ...capabilityLines(coverage, c)] : []),
    ...crossLines(coverage, c),
    ...summaryLines(coverage.summary, c),
  ];
  output.write(lines.map((line) => `${line}\n`).join(''));
}

function subjectLines({ subjects, suite }: Coverage, c: Colors): string[] {
  return [
    ...subjects.map((subject) => {
      const { covered, applicable } = subject.summary;
      const other = subject.suite === suite.hash ? '' : c.yellow('; ran another suite than this one');
      return `${c.bold(oneLine(`${subject.name} ${subject.version}`))}: ${String(covered)} of ${String(applicable)} requirements that concern it are covered${other}`;
    }),
    '',
  ];
}

function uncoveredLines({ requirements }: Coverage, status: string, heading: string, c: Colors): string[] {
  const rows = requirements.filter((row) => row.status === status);
  if (rows.length === 0) return [];
  return [
    c.bold(`${heading}: ${String(rows.length)}`),
    ...rows.flatMap((row) => [`  ${requirementText(row, c)}`, ...reasons(row, REASONS).map((reason) => c.dim(`      ${oneLine(reason)}`))]),
    '',
  ];
}

function requirementText({ id, section, level, statement }: RequirementRow, c: Colors): string {
  return `${level === 'must' ? c.bold(id) : id} ${c.dim(`(§${section}${level === 'may' ? ', freedom' : ''})`)} ${statement}`;
}

function untestableLines(coverage: Coverage, verbose: boolean, c: Colors): string[] {
  const groups = untestableByReason(coverage);
  const shown = verbose ? groups : groups.slice(0, 5);
  const left = groups.length - shown.length;
  return [
    c.bold(`No vector can check: ${String(coverage.summary.untestable)}`),
    ...shown.map(([why, ids]) => `  ${why}: ${verbose ? ids.join(', ') : String(ids.length)}`),
    ...(left === 0 ? [] : [c.dim(`  and ${String(left)} more reasons; --verbose lists them`)]),
    '',
  ];
}

function coveredLines({ requirements }: Coverage, c: Colors): string[] {
  const rows = requirements.filter(({ status }) => status === 'covered');
  return [c.bold('Covered'), ...rows.map((row) => `  ${requirementText(row, c)} ${c.dim(`${String(row.vectors.length)} vectors`)}`), ''];
}

function capabilityLines({ capabilities }: Coverage, c: Colors): string[] {
  return [
    c.bold('Claims that vectors ask for'),
    ...capabilities.map(({ claim, vectors, results: { pass, fail, skipped, total } }) => {
      const others = total - pass - fail - skipped;
      const counts = `${String(pass)} passed, ${String(fail)} failed, ${String(skipped)} skipped${others === 0 ? '' : `, ${String(others)} others`}`;
      return `  ${(claim === '' ? 'none' : claim).padEnd(20)} ${String(vectors)} vectors: ${counts}`;
    }),
    '',
  ];
}

function crossLines(coverage: Coverage, c: Colors): string[] {
  const { requests, invalidations, registers } = coverage.crosses;
  const heading = (title: string, cells: readonly { readonly passed: number }[]): string => `${c.bold(title)}: ${coveredCells(cells)} covered`;
  const requestGaps = requestTables(coverage).flatMap(([translation, conditions]) =>
    conditions.flatMap(([condition, cells]) => {
      const missing = cells.filter(({ passed }) => passed === 0).map(({ kind }) => kindName(kind));
      return missing.length === 0 ? [] : [`  ${translationName(translation)}, ${condition}: ${missing.join(', ')}`];
    }),
  );
  return [
    heading('Request kind × translation × condition', requests),
    ...requestGaps,
    heading('Invalidation × granularity', invalidations),
    ...invalidations.filter(({ passed }) => passed === 0).map(({ command, variant }) => `  ${command}, ${variant}`),
    heading('Register field × access', wantedUses(coverage)),
    ...registers.flatMap((cell) => {
      const missing = missingUses(cell);
      return missing.length === 0 ? [] : [`  ${cell.register}.${cell.field} ${c.dim(`(${cell.access})`)}: not ${missing.join(', not ')}`];
    }),
    '',
  ];
}

function summaryLines({ requirements, untestable, testable, covered, uncovered, must, may }: CoverageSummary, c: Colors): string[] {
  const share = `${String(covered)} of ${String(testable)} testable requirements are covered (${percent(covered, testable)})`;
  const levels = [must, may].map(({ covered: part, testable: whole }) => `${String(part)} of ${String(whole)}`);
  return [
    `${uncovered === 0 ? c.green(share) : c.yellow(share)}: must ${levels[0] ?? ''}, freedom ${levels[1] ?? ''}`,
    `  ${String(uncovered)} uncovered, ${String(untestable)} of all ${String(requirements)} untestable`,
  ];
}
