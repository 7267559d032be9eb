/** What was not tried, by what the subject lacks for it. */
import { useMemo } from 'preact/hooks';
import type { Column, Model } from '../model/model.js';
import { missingOn } from '../model/filter.js';
import { format } from '../model/outcomes.js';
import { scoreOf } from '../model/requirements.js';
import { linkTo } from '../url.js';
import type { Place } from '../url.js';
import type { ViewProps } from './view.js';

interface Lack {
  readonly text: string;
  readonly kind: 'claim' | 'ability';
  readonly vectors: number;
  /** Those for which nothing else is missing. */
  readonly alone: number;
  /** Requirements that only skipped vectors with this lack cite. */
  readonly requirements: number;
}

export function Skips({ model, shown, place }: ViewProps) {
  const skipping = shown.filter((column) => column.counts.skipped > 0);
  if (skipping.length === 0) return <p>Nothing was skipped.</p>;
  return (
    <>
      <p>
        A vector is skipped where the subject does not claim what it needs, or its adapter cannot do it. “Alone” counts the vectors for
        which nothing else is missing: so many more would run.
      </p>
      {skipping.map((column) => (
        <OnSubject key={column.index} {...{ model, column, place }} />
      ))}
    </>
  );
}

function OnSubject({ model, column, place }: { readonly model: Model; readonly column: Column; readonly place: Place }) {
  const lacks = useMemo(() => lacksOf(model, column), [model, column]);
  const on = String(column.index);
  const link = (filter: 'lacks' | 'only', text: string, count: number) =>
    count === 0 ? (
      <span class="none">0</span>
    ) : (
      <a href={linkTo(place, 'vectors', { [filter]: text, on, outcome: 'skipped' })}>{format(count)}</a>
    );
  return (
    <section>
      <h3>
        {column.label}: {format(column.counts.skipped)} of {format(column.counts.total)} skipped
      </h3>
      {(['claim', 'ability'] as const).map((kind) => {
        const rows = lacks.filter((lack) => lack.kind === kind);
        if (rows.length === 0) return null;
        const title = kind === 'claim' ? 'claims that are missing' : 'what the adapter cannot do';
        return (
          <div class="scroll" key={kind} tabIndex={0} role="region" aria-label={`${column.label}: ${title}`}>
            <table class="skips">
              <thead>
                <tr>
                  <th scope="col">{title}</th>
                  <th scope="col" class="number">
                    vectors
                  </th>
                  <th scope="col" class="number">
                    alone
                  </th>
                  <th scope="col" class="number">
                    requirements not exercised
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((lack) => (
                  <tr key={lack.text}>
                    <th scope="row">{kind === 'claim' ? <code>{lack.text}</code> : lack.text}</th>
                    <td class="number">{link('lacks', lack.text, lack.vectors)}</td>
                    <td class="number">{link('only', lack.text, lack.alone)}</td>
                    <td class="number">{format(lack.requirements)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </section>
  );
}

function lacksOf(model: Model, column: Column): Lack[] {
  const open = new Set([...model.data.requirements.keys()].filter((index) => scoreOf(model, column, index).standing === 'open'));
  const found = new Map<string, { vectors: number; alone: number; requirements: Set<number> }>();
  for (const vector of model.data.vectors.keys()) {
    const missing = missingOn(model, column, vector);
    for (const text of missing) {
      const lack = found.get(text) ?? { vectors: 0, alone: 0, requirements: new Set<number>() };
      lack.vectors++;
      if (missing.length === 1) lack.alone++;
      for (const requirement of model.vector(vector).requirements) if (open.has(requirement)) lack.requirements.add(requirement);
      found.set(text, lack);
    }
  }
  const kinds = new Map(model.data.lacks.map(({ text, kind }) => [text, kind]));
  return [...found]
    .map(([text, { vectors, alone, requirements }]) => ({
      text,
      kind: kinds.get(text) ?? 'ability',
      vectors,
      alone,
      requirements: requirements.size,
    }))
    .sort((a, b) => b.vectors - a.vectors);
}
