/** All vectors, filtered, each with what every subject did with it. */
import { useMemo } from 'preact/hooks';
import { filtered } from '../model/filter.js';
import type { Column, Model } from '../model/model.js';
import { format } from '../model/outcomes.js';
import { ActiveFilters, FilterBar } from '../parts/filter-bar.js';
import { OutcomeSign } from '../parts/outcome.js';
import { Pager, pageOf } from '../parts/pager.js';
import { moveBetweenRows } from '../parts/row-keys.js';
import type { Change } from '../url.js';
import { VectorDetail } from './vector-detail.js';
import type { ViewProps } from './view.js';

export function Vectors(props: ViewProps) {
  const { model, shown, place, change } = props;
  const { open } = place.params;
  const key = JSON.stringify({ ...place.params, page: undefined, open: undefined });
  const vectors = useMemo(() => filtered(model, place.params, shown), [model, shown, key]);
  // A shared address opens its vector wherever the list has it.
  const page = pageOf(vectors, place.params.page === undefined && open !== undefined ? pageWith(props, vectors, open) : place);
  return (
    <>
      <FilterBar {...props} />
      <ActiveFilters {...props} />
      <p role="status">
        {format(vectors.length)} of {format(model.data.vectors.length)} vectors
      </p>
      {vectors.length > 0 && (
        <table class="vectors" onKeyDown={moveBetweenRows}>
          <thead>
            <tr>
              <th scope="col">vector</th>
              {shown.map((column) => (
                <th scope="col" key={column.index} class="outcome">
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.rows.map((vector) => (
              <Row key={vector} {...{ model, shown, vector, change, place }} isOpen={open === model.nameOf(vector)} />
            ))}
          </tbody>
        </table>
      )}
      <Pager page={page} place={place} />
    </>
  );
}

function pageWith({ model, place }: ViewProps, vectors: readonly number[], open: string): ViewProps['place'] {
  const at = vectors.findIndex((vector) => model.nameOf(vector) === open);
  return { ...place, params: { ...place.params, page: String(1 + Math.floor(Math.max(0, at) / 100)) } };
}

interface RowProps {
  readonly model: Model;
  readonly shown: readonly Column[];
  readonly vector: number;
  readonly place: ViewProps['place'];
  readonly change: Change;
  readonly isOpen: boolean;
}

function Row({ model, shown, vector, place, change, isOpen }: RowProps) {
  const { id, title, profile } = model.vector(vector);
  const slash = id.lastIndexOf('/') + 1;
  const name = model.nameOf(vector);
  return (
    <>
      <tr class={isOpen ? 'open' : undefined}>
        <td>
          <button type="button" class="twist row" aria-expanded={isOpen} onClick={() => change({ open: isOpen ? '' : name }, 'replace')}>
            <span class="id">
              <span class="dim">{id.slice(0, slash)}</span>
              {id.slice(slash)}
              {profile !== undefined && <span class="dim"> [{profile}]</span>}
            </span>
            <span class="title">{title}</span>
          </button>
        </td>
        {shown.map((column) => (
          <td key={column.index} class="outcome">
            <OutcomeSign outcome={column.outcomes[vector]} />
          </td>
        ))}
      </tr>
      {isOpen && (
        <tr class="detail">
          <td colSpan={shown.length + 1}>
            <VectorDetail {...{ model, shown, vector, place }} />
          </td>
        </tr>
      )}
    </>
  );
}
