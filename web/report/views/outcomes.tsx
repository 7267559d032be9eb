/** The ledger of permitted outcomes: where the specification leaves a choice, what each subject chose. */
import { useMemo } from 'preact/hooks';
import type { Column, Model } from '../model/model.js';
import { format } from '../model/outcomes.js';
import { OutcomeSign } from '../parts/outcome.js';
import { Pager, pageOf } from '../parts/pager.js';
import { linkTo, linkWith } from '../url.js';
import type { ViewProps } from './view.js';

interface Choice {
  readonly vector: number;
  /** Names of the permitted outcomes, in the order of the vector. */
  readonly permitted: readonly string[];
}

export function Outcomes(props: ViewProps) {
  const { model, shown, place, change } = props;
  const { choice, differ, q = '' } = place.params;
  const all = useMemo(() => choicesOf(model, shown), [model, shown]);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = all.filter(
    ({ vector, permitted }) =>
      (!choice || permitted.join(',') === choice) &&
      words.every((word) => model.searchable[vector]?.includes(word)) &&
      (!differ || new Set(shown.map((column) => chosenText(column, vector, permitted)).filter(Boolean)).size > 1),
  );
  const page = pageOf(rows, place);
  if (all.length === 0) return <p>No vector of these runs permits several outcomes, or none of them ran.</p>;
  return (
    <>
      <p>
        Where the specification permits several outcomes, any of them passes; this is what each subject did. A subject whose behaviour fits
        several shows them all, and “all” where it fits each: so does the reference model, which is led down every one.
      </p>
      <Summary {...props} choices={all} />
      <h3>Vectors</h3>
      <div class="filters" role="search">
        <label>
          words in ID, title or requirement{' '}
          <input type="search" value={q} onInput={({ currentTarget }) => change({ q: currentTarget.value, page: '' }, 'replace')} />
        </label>
        {shown.length > 1 && (
          <label>
            <input
              type="checkbox"
              checked={differ === 'yes'}
              onChange={({ currentTarget }) => change({ differ: currentTarget.checked ? 'yes' : '', page: '' })}
            />{' '}
            only where subjects differ
          </label>
        )}
        {choice !== undefined && choice !== '' && (
          <a href={linkWith(place, { choice: '', page: '' })}>all choices, not only {choice.replaceAll(',', ' or ')}</a>
        )}
      </div>
      <p role="status">
        {format(rows.length)} of {format(all.length)} vectors that permit several outcomes
      </p>
      <Ledger {...props} rows={page.rows} />
      <Pager page={page} place={place} />
    </>
  );
}

/** The same choice in many vectors, counted. */
function Summary({ shown, place, choices }: ViewProps & { readonly choices: readonly Choice[] }) {
  const groups = useMemo(() => Map.groupBy(choices, ({ permitted }) => permitted.join(',')), [choices]);
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Choices by subject">
      <table>
        <thead>
          <tr>
            <th scope="col">choice</th>
            <th scope="col" class="number">
              vectors
            </th>
            {shown.map((column) => (
              <th scope="col" key={column.index}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(([key, group]) => (
            <tr key={key}>
              <th scope="row">
                <a href={linkWith(place, { choice: key, page: '' })}>{key.replaceAll(',', ' or ')}</a>
              </th>
              <td class="number">{format(group.length)}</td>
              {shown.map((column) => (
                <td key={column.index}>{tally(column, group)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function tally(column: Column, group: readonly Choice[]): string {
  const counts = new Map<string, number>();
  for (const { vector, permitted } of group) {
    const text = chosenText(column, vector, permitted);
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([text, count]) => `${text} ${format(count)}`)
    .join(' · ');
}

function Ledger({ model, shown, place, rows }: ViewProps & { readonly rows: readonly Choice[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Chosen outcomes by vector">
      <table class="ledger">
        <thead>
          <tr>
            <th scope="col" class="wide">
              vector
            </th>
            <th scope="col">permitted</th>
            {shown.map((column) => (
              <th scope="col" key={column.index}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ vector, permitted }) => (
            <tr key={vector}>
              <th scope="row" class="wide">
                <a href={linkTo(place, 'vectors', { q: model.vector(vector).id, open: model.nameOf(vector) })}>{model.nameOf(vector)}</a>
                <span class="title">{model.vector(vector).title}</span>
              </th>
              <td>{permitted.join(', ')}</td>
              {shown.map((column) => (
                <td key={column.index}>
                  {chosenText(column, vector, permitted) || <OutcomeSign outcome={column.outcomes[vector]} label={column.label} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function choicesOf(model: Model, shown: readonly Column[]): Choice[] {
  return [...model.data.vectors.entries()].flatMap(([vector, { permitted }]) => {
    const chosen = [...new Set(model.columns.flatMap((column) => column.detail(vector)?.chosen ?? []))];
    // Of another suite's vectors only what was chosen is known.
    const names = permitted?.map(([name]) => name) ?? chosen;
    const isThere = names.length > 0 && shown.some((column) => column.outcomes[vector] !== undefined);
    return isThere ? [{ vector, permitted: names }] : [];
  });
}

/** What a subject chose. */
function chosenText(column: Column, vector: number, permitted: readonly string[]): string {
  const chosen = column.detail(vector)?.chosen ?? [];
  return chosen.length > 1 && chosen.length === permitted.length ? 'all' : chosen.join(', ');
}
