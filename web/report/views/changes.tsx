/** How one implementation changed over time, and what two columns do differently. */
import { useMemo } from 'preact/hooks';
import { CHANGE_KINDS, CHANGE_WORDS } from '../../../runner/changes.js';
import type { ChangeKind } from '../../../runner/changes.js';
import { changesBetween, chosenOn } from '../model/changes.js';
import type { ColumnChanges } from '../model/changes.js';
import type { Column, Model } from '../model/model.js';
import { format } from '../model/outcomes.js';
import { OutcomeSign } from '../parts/outcome.js';
import { Pager, pageOf } from '../parts/pager.js';
import { linkTo, linkWith } from '../url.js';
import { Trend } from './trend.js';
import type { ViewProps } from './view.js';

export function Changes(props: ViewProps) {
  const { model, place, change } = props;
  const [before, after] = compared(model, place.params);
  const changes = useMemo(() => changesBetween(model, before, after), [model, before, after]);
  const kinds = CHANGE_KINDS.filter((kind) => changes[kind].length > 0);
  const wanted = kinds.find((kind) => kind === place.params.kind) ?? kinds[0];
  const areOne = model.data.series.some(({ columns }) => columns.includes(before.index) && columns.includes(after.index));
  const page = pageOf(wanted === undefined ? [] : changes[wanted], place);
  const pick = (name: 'from' | 'to', column: Column) => (
    <label>
      {name}{' '}
      <select value={String(column.index)} onChange={({ currentTarget }) => change({ [name]: currentTarget.value, page: '', kind: '' })}>
        {model.columns.map(({ index, label }) => (
          <option key={index} value={String(index)}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      {model.data.series
        .filter(({ columns }) => columns.length > 1)
        .map((series) => (
          <Trend key={series.label} model={model} series={series} place={place} />
        ))}
      <h3>{areOne ? 'Between two runs' : 'Between two subjects'}</h3>
      <div class="filters">
        {pick('from', before)} {pick('to', after)}
        <a href={linkWith(place, { from: String(after.index), to: String(before.index), page: '', kind: '' })}>the other way round</a>
      </div>
      <SuiteNote model={model} before={before} after={after} />
      <KindTabs {...{ kinds, wanted, changes, place }} areOne={areOne} />
      {wanted !== undefined && <ChangeTable {...{ model, before, after, place, vectors: page.rows }} />}
      <Pager page={page} place={place} />
    </>
  );
}

/** The columns that the address names; by default the last two of the first series, or else the first two. */
function compared(model: Model, { from, to }: ViewProps['place']['params']): [Column, Column] {
  const usual = model.data.series.find(({ columns }) => columns.length > 1)?.columns.slice(-2) ?? [0, 1];
  const column = (wanted: string | undefined, otherwise: number | undefined): Column =>
    (wanted === undefined ? undefined : model.columns[Number(wanted)]) ?? model.columns[otherwise ?? 0] ?? (model.columns[0] as Column);
  return [column(from, usual[0]), column(to, usual[1])];
}

function SuiteNote({ model, before, after }: { readonly model: Model; readonly before: Column; readonly after: Column }) {
  const [a, b] = [before, after].map((column) => model.data.runs[column.data.run]?.suite);
  if (a === undefined || b === undefined || a.hash === b.hash) return null;
  return (
    <p class="note">
      The suites differ ({a.version} {a.hash.slice(0, 12)}, {b.version} {b.hash.slice(0, 12)}): vectors may have been added, or check more
      than before.
    </p>
  );
}

/** Between two implementations nothing is new. */
const DIFFERENCE_WORDS: Readonly<Record<ChangeKind, string>> = {
  failing: 'fails on the second only',
  passing: 'fails on the first only',
  skipped: 'skipped on the second only',
  ran: 'skipped on the first only',
  chosen: 'another permitted outcome',
  other: 'differs otherwise',
  added: 'in the second only',
  removed: 'in the first only',
};

interface KindTabsProps {
  readonly kinds: readonly ChangeKind[];
  readonly wanted: ChangeKind | undefined;
  readonly changes: ColumnChanges;
  /** Whether both are one implementation, so that one is later. */
  readonly areOne: boolean;
  readonly place: ViewProps['place'];
}

function KindTabs({ kinds, wanted, changes, areOne, place }: KindTabsProps) {
  if (kinds.length === 0) return <p role="status">Nothing differs.</p>;
  return (
    <ul class="kinds" aria-label="Kinds of change">
      {kinds.map((kind) => (
        <li key={kind}>
          <a href={linkWith(place, { kind, page: '' })} aria-current={kind === wanted ? 'true' : undefined} class={`kind ${kind}`}>
            {areOne ? CHANGE_WORDS[kind] : DIFFERENCE_WORDS[kind]} {format(changes[kind].length)}
          </a>
        </li>
      ))}
    </ul>
  );
}

interface ChangeTableProps {
  readonly model: Model;
  readonly before: Column;
  readonly after: Column;
  readonly place: ViewProps['place'];
  readonly vectors: readonly number[];
}

function ChangeTable({ model, before, after, place, vectors }: ChangeTableProps) {
  const columns = `${String(before.index)},${String(after.index)}`;
  const outcome = (column: Column, vector: number) => (
    <td>
      <OutcomeSign outcome={column.outcomes[vector]} /> {column.outcomes[vector] ?? 'no result'}
      <span class="dim"> {chosenOn(column, vector)}</span>
    </td>
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Vectors that changed">
      <table class="changed">
        <thead>
          <tr>
            <th scope="col" class="wide">
              vector
            </th>
            <th scope="col">{before.label}</th>
            <th scope="col">{after.label}</th>
          </tr>
        </thead>
        <tbody>
          {vectors.map((vector) => (
            <tr key={vector}>
              <th scope="row" class="wide">
                <a href={linkTo(place, 'vectors', { q: model.vector(vector).id, open: model.nameOf(vector), columns })}>
                  {model.nameOf(vector)}
                </a>
                <span class="title">{model.vector(vector).title}</span>
              </th>
              {outcome(before, vector)}
              {outcome(after, vector)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
