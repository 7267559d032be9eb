/** Long lists a page at a time: quick to draw, and every row can be found by the browser and a screen reader. */
import { linkWith } from '../url.js';
import type { Place } from '../url.js';
import { format } from '../model/outcomes.js';

export const PAGE_SIZE = 100;

export interface Page<T> {
  readonly rows: readonly T[];
  /** From 1. */
  readonly number: number;
  readonly count: number;
  readonly total: number;
}

/** The page of a list that the address names; one beyond the end is the last. */
export function pageOf<T>(all: readonly T[], { params }: Place): Page<T> {
  const count = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const wanted = Math.trunc(Number(params.page ?? 1));
  const number = Math.min(Math.max(1, Number.isNaN(wanted) ? 1 : wanted), count);
  return { rows: all.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), number, count, total: all.length };
}

export function Pager({ page, place }: { readonly page: Page<unknown>; readonly place: Place }) {
  if (page.count === 1) return null;
  const { number, count, total } = page;
  const to = (n: number): string => linkWith(place, { page: n === 1 ? '' : String(n), open: '' });
  return (
    <nav class="pager" aria-label="Pages">
      {number > 1 ? <a href={to(number - 1)}>previous</a> : <span class="none">previous</span>}
      <span>
        {format((number - 1) * PAGE_SIZE + 1)}–{format(Math.min(number * PAGE_SIZE, total))} of {format(total)}
      </span>
      {number < count ? <a href={to(number + 1)}>next</a> : <span class="none">next</span>}
      {count > 2 && number < count && <a href={to(count)}>last</a>}
    </nav>
  );
}
