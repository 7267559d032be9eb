/** What the formats of coverage have in common: words, and what is worth telling. */
import type { Coverage, CoverageStatus, RegisterCell, RequirementRow } from '../../coverage/coverage.js';
import { REQUEST_KINDS, TRANSLATIONS } from '../../coverage/translations.js';
import type { RequestKind, Translation } from '../../coverage/translations.js';

/** Why a requirement is not covered, in the order in which readers want to know. */
export const UNCOVERED: readonly (readonly [status: CoverageStatus, heading: string])[] = [
  ['failing', 'Vectors ran, and none passed'],
  ['uncited', 'No vector cites it'],
  ['skipped', 'Every vector was skipped'],
  ['not-run', 'No vector is in the report'],
  ['not-applicable', 'Not claimed by the implementation'],
];

export const USES: Readonly<Record<RegisterCell['uses'][number]['use'], string>> = {
  read: 'read',
  zeros: 'written as 0',
  ones: 'written with a 1',
};

export function translationName(name: string): string {
  return TRANSLATIONS[name as Translation];
}

export function kindName(name: string): string {
  return REQUEST_KINDS[name as RequestKind];
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The first vectors of a requirement that say why it is not covered: `id: reason`. */
export function reasons({ vectors }: RequirementRow, limit: number): string[] {
  const all = vectors.flatMap(({ id, requires, results }) => {
    const why = results.find(({ reason }) => reason !== undefined)?.reason ?? results[0]?.outcome ?? (requires === '' ? '' : `needs ${requires}`);
    return [why === '' ? id : `${id}: ${why}`];
  });
  return all.length <= limit ? all : [...all.slice(0, limit), `and ${String(all.length - limit)} more`];
}

/** Untestable requirements by their reason, the most frequent first. */
export function untestableByReason({ requirements }: Coverage): [why: string, ids: string[]][] {
  const byReason = new Map<string, string[]>();
  for (const { id, status, why = 'no reason is given' } of requirements) {
    if (status === 'untestable') byReason.set(why, [...(byReason.get(why) ?? []), id]);
  }
  return [...byReason].sort(([, a], [, b]) => b.length - a.length);
}

/** Uses of a register field that would show its access type and that no vector which passed has made. */
export function missingUses({ uses }: RegisterCell): string[] {
  return uses.filter(({ wanted, passed }) => wanted && passed === 0).map(({ use }) => USES[use]);
}

/** Request cells by translation, each with its conditions in order. */
export function requestTables({ crosses }: Coverage): [translation: string, conditions: [condition: string, cells: Coverage['crosses']['requests']][]][] {
  const tables = new Map<string, Map<string, Coverage['crosses']['requests']>>();
  for (const cell of crosses.requests) {
    const table = tables.get(cell.translation) ?? new Map<string, Coverage['crosses']['requests']>();
    tables.set(cell.translation, table);
    table.set(cell.condition, [...(table.get(cell.condition) ?? []), cell]);
  }
  return [...tables].map(([translation, conditions]) => [translation, [...conditions]]);
}

/** Counts of covered cells for one line: `471 of 498`. */
export function coveredCells(cells: readonly { readonly passed: number }[]): string {
  return `${String(cells.filter(({ passed }) => passed > 0).length)} of ${String(cells.length)}`;
}

/** Uses of register fields that are wanted at all. */
export function wantedUses({ crosses }: Coverage): { readonly passed: number }[] {
  return crosses.registers.flatMap(({ uses }) => uses.filter(({ wanted }) => wanted));
}
