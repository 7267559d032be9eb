/** Which subjects of several runs are one implementation over time. */
import type { Report } from '../../result.js';
import { oneLine } from '../escape.js';
import type { PageSeries } from './page-data.js';

/**
 * Subjects of the same name and profile are one implementation, whatever its version: versions are what a series is
 * about. Where one run has two of them, the first continues the first of the run before, and so on. Reports come in
 * order of time; columns are numbered as they come.
 */
export function seriesOf(reports: readonly Report[]): PageSeries[] {
  const series = new Map<string, { label: string; columns: number[] }>();
  let column = 0;
  for (const { subjects } of reports) {
    const seen = new Map<string, number>();
    for (const { name, profile } of subjects) {
      const kind = JSON.stringify([name, profile]);
      const nth = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, nth);
      const key = `${kind} ${String(nth)}`;
      const known = series.get(key);
      if (known === undefined) series.set(key, { label: labelOf(name, profile, nth), columns: [column] });
      else known.columns.push(column);
      column++;
    }
  }
  return [...series.values()];
}

function labelOf(name: string, profile: string, nth: number): string {
  const of = profile === 'own' || profile === 'first-fit' ? '' : `, ${profile}`;
  return oneLine(`${name}${of}${nth === 1 ? '' : ` (${String(nth)})`}`);
}
