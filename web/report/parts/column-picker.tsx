/** Chooses the subjects that stand side by side. */
import type { Column, Model } from '../model/model.js';
import type { Change, Params } from '../url.js';

/** The columns that the address names, or the usual ones. */
export function shownColumns(model: Model, { columns }: Params): Column[] {
  const wanted = columns === undefined ? [] : columns.split(',').map(Number);
  const chosen = model.columns.filter(({ index }) => wanted.includes(index));
  return chosen.length > 0 ? chosen : model.usualColumns().map((index) => model.columns[index] as Column);
}

interface Props {
  readonly model: Model;
  readonly shown: readonly Column[];
  readonly change: Change;
}

export function ColumnPicker({ model, shown, change }: Props) {
  if (model.columns.length < 2) return null;
  const toggle = (index: number, on: boolean): void => {
    const next = model.columns.filter((column) => (column.index === index ? on : shown.includes(column)));
    change({ columns: next.map((column) => column.index).join(',') });
  };
  return (
    <details class="columns">
      <summary>
        {shown.length} of {model.columns.length} subjects side by side
      </summary>
      <fieldset>
        <legend class="unseen">Subjects side by side</legend>
        {model.columns.map((column) => (
          <label key={column.index}>
            <input
              type="checkbox"
              checked={shown.includes(column)}
              disabled={shown.length === 1 && shown.includes(column)}
              onChange={({ currentTarget }) => toggle(column.index, currentTarget.checked)}
            />{' '}
            {column.label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
