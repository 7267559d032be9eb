/** Coverage as one page without scripts and without anything to load. */
import type { Coverage, CoverageSummary, RequirementRow } from '../../coverage/coverage.js';
import { visible } from '../escape.js';
import type { Output } from '../reporter.js';
import { STYLE } from './style.js';
import {
  UNCOVERED,
  USES,
  coveredCells,
  kindName,
  percent,
  reasons,
  requestTables,
  translationName,
  untestableByReason,
  wantedUses,
} from './words.js';

/** Vectors that are named for one requirement that is not covered, and for one that is. */
const REASONS = 10;

export function htmlCoverage(coverage: Coverage, output: Output): void {
  const { subjects, suite, summary } = coverage;
  const names = subjects.map(({ name, version }) => `${name} ${version}`).join(', ');
  const body = [
    `<h1>Coverage</h1><p>${escape(names)}; suite <code>${escape(suite.hash.slice(0, 12))}</code>, ${escape(suite.specification)}</p>`,
    summaryTable(summary),
    subjects.length > 1 ? subjectTable(coverage) : '',
    '<nav><a href="#uncovered">Uncovered</a> <a href="#requirements">Requirements</a> <a href="#claims">Claims</a> <a href="#requests">Requests</a> <a href="#invalidations">Invalidations</a> <a href="#registers">Registers</a></nav>',
    `<h2 id="uncovered">Uncovered: ${String(summary.uncovered)}</h2>`,
    ...UNCOVERED.map(([status, heading]) => uncoveredPart(coverage, status, heading)),
    untestablePart(coverage),
    `<h2 id="requirements">Requirements</h2>`,
    requirementPart(coverage),
    '<h2 id="claims">Claims that vectors ask for</h2>',
    claimPart(coverage),
    `<h2 id="requests">Request kind × translation × condition</h2><p>${coveredCells(coverage.crosses.requests)} combinations are covered. A cell counts the vectors that passed; – cannot occur.</p>`,
    ...requestParts(coverage),
    `<h2 id="invalidations">Invalidation × granularity</h2><p>${coveredCells(coverage.crosses.invalidations)} are covered.</p>`,
    invalidationPart(coverage),
    `<h2 id="registers">Register field × access</h2><p>${coveredCells(wantedUses(coverage))} uses that show an access type are covered.</p>`,
    registerPart(coverage),
  ];
  output.write(
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Coverage: ${escape(names)}</title><style>${STYLE}</style></head><body><main>\n${body.join('\n')}\n</main></body></html>\n`,
  );
}

function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`);
}

/** Cells are HTML already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: 'th' | 'td', cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => (cell.startsWith('<td') ? cell : `<${tag}>${cell}</${tag}>`)).join('')}</tr>`;
  return `<div class="wide" tabindex="0"><table><thead>${line('th', head)}</thead><tbody>${rows.map((row) => line('td', row)).join('\n')}</tbody></table></div>`;
}

/** The number of vectors that passed; red where there is none. */
function count(passed: number): string {
  return `<td class="${passed === 0 ? 'gap' : 'met'}">${String(passed)}</td>`;
}

const NONE = '<td class="none">–</td>';

function summaryTable({ must, may, ...all }: CoverageSummary): string {
  const row = (name: string, { testable, covered, uncovered }: CoverageSummary['must']): string[] => [
    name,
    ...[testable, covered, uncovered].map(String),
    `<meter min="0" max="${String(testable)}" value="${String(covered)}">${percent(covered, testable)}</meter> ${percent(covered, testable)}`,
  ];
  return table(['requirements', 'testable', 'covered', 'uncovered', 'share'], [row('all', all), row('must', must), row('freedom', may)]);
}

function subjectTable({ subjects }: Coverage): string {
  return table(
    ['implementation', 'profile', 'requirements that concern it', 'covered'],
    subjects.map(({ name, version, profile, summary }) => [
      escape(`${name} ${version}`),
      escape(profile),
      String(summary.applicable),
      String(summary.covered),
    ]),
  );
}

function uncoveredPart({ requirements }: Coverage, status: string, heading: string): string {
  const rows = requirements.filter((row) => row.status === status);
  if (rows.length === 0) return '';
  const items = rows.map((row) => `<li>${requirementText(row)}${list(reasons(row, REASONS))}</li>`);
  return `<h3>${escape(heading)}: ${String(rows.length)}</h3><ul>${items.join('\n')}</ul>`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li><code>${escape(item)}</code></li>`).join('')}</ul>`;
}

function requirementText({ id, section, level, statement }: RequirementRow): string {
  return `<b>${escape(id)}</b> <span class="none">§${escape(section)}${level === 'may' ? ', freedom' : ''}</span> ${escape(statement)}`;
}

function untestablePart(coverage: Coverage): string {
  const items = untestableByReason(coverage).map(([why, ids]) => `<li>${escape(why)}: ${ids.map(escape).join(', ')}</li>`);
  return `<details><summary>No vector can check ${String(coverage.summary.untestable)} requirements</summary><ul>${items.join('\n')}</ul></details>`;
}

function requirementPart({ requirements }: Coverage): string {
  const items = requirements
    .filter(({ status }) => status === 'covered')
    .map((row) => {
      const vectors = row.vectors.map(({ id, requires, results }) => {
        const outcomes = [...new Set(results.map(({ outcome }) => outcome))].join(', ');
        return `${id}: ${outcomes === '' ? 'not run' : outcomes}${requires === '' ? '' : `, needs ${requires}`}`;
      });
      const shown = vectors.length <= REASONS ? vectors : [...vectors.slice(0, REASONS), `and ${String(vectors.length - REASONS)} more`];
      return `<details><summary>${requirementText(row)} (${String(vectors.length)})</summary>${list(shown)}</details>`;
    });
  return `<details><summary>${String(items.length)} are covered</summary>${items.join('\n')}</details>`;
}

function claimPart({ capabilities }: Coverage): string {
  return table(
    ['claim', 'requirements', 'vectors', 'passed', 'failed', 'skipped', 'others'],
    capabilities.map(({ claim, requirements, vectors, results: { pass, fail, skipped, total } }) => [
      claim === '' ? 'none' : `<code>${escape(claim)}</code>`,
      ...[requirements, vectors, pass, fail, skipped, total - pass - fail - skipped].map(String),
    ]),
  );
}

function requestParts(coverage: Coverage): string[] {
  return requestTables(coverage).map(([translation, conditions]) => {
    const kinds = [...new Set(conditions.flatMap(([, cells]) => cells.map(({ kind }) => kind)))];
    const rows = conditions.map(([condition, cells]) => {
      const reason = cells[0]?.reason ?? null;
      const name = reason === null || condition.endsWith('h') ? condition : `${condition} (${reason.toString(16).toUpperCase()}h)`;
      return [
        escape(name),
        ...kinds.map((kind) => {
          const cell = cells.find((candidate) => candidate.kind === kind);
          if (cell === undefined) return NONE;
          return count(cell.passed).replace('<td', `<td title="${escape(cell.operations.join(', '))}"`);
        }),
      ];
    });
    const all = conditions.flatMap(([, cells]) => cells);
    return `<h3>${escape(translationName(translation))}: ${coveredCells(all)}</h3>${table(['condition', ...kinds.map(kindName)], rows)}`;
  });
}

function invalidationPart({ crosses: { invalidations } }: Coverage): string {
  return table(
    ['descriptor or register', 'use', 'vectors that passed'],
    invalidations.map(({ command, variant, passed }) => [`<code>${escape(command)}</code>`, escape(variant), count(passed)]),
  );
}

function registerPart({ crosses: { registers } }: Coverage): string {
  return table(
    ['field', 'bits', 'access', ...Object.values(USES)],
    registers.map(({ register, field, bits, access, uses }) => [
      `<code>${escape(`${register}.${field}`)}</code>`,
      bits,
      access,
      ...uses.map(({ wanted, passed }) => (wanted ? count(passed) : NONE)),
    ]),
  );
}
