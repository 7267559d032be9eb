/** Failures grouped by what they look like, the commonest first. */
import { useMemo } from 'preact/hooks';
import type { Column, Model } from '../model/model.js';
import { format, isUnexpected } from '../model/outcomes.js';
import { linkTo } from '../url.js';
import type { ViewProps } from './view.js';

const SHOWN = 14;

interface Group {
  readonly column: Column;
  readonly symptom: string;
  readonly vectors: number[];
  readonly known: boolean;
}

export function FailureGroups({ model, shown, place }: ViewProps) {
  const groups = useMemo(() => groupFailures(model, shown), [model, shown]);
  const href = ({ column, symptom, known }: Group): string =>
    linkTo(place, 'vectors', {
      on: String(column.index),
      symptom,
      outcome: known ? 'known-fail' : 'fail,crashed,timeout,errored,unexpected-pass',
    });
  return (
    <section class="failure-groups">
      <h3>Failures by what they look like</h3>
      <ol>
        {groups.slice(0, SHOWN).map((group) => (
          <li key={`${String(group.column.index)} ${String(group.known)} ${group.symptom}`}>
            <a href={href(group)}>
              <span class={`count ${group.known ? 'known-fail' : 'fail'}`}>{format(group.vectors.length)}</span>
              <span class="symptom">
                {group.symptom}
                <span class="dim">
                  {' '}
                  {shown.length > 1 ? `${group.column.label} · ` : ''}
                  {rulesText(model, group.vectors)}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ol>
      {groups.length > SHOWN && (
        <p>
          <a href={linkTo(place, 'vectors', { outcome: 'fail,crashed,timeout,errored,unexpected-pass,known-fail' })}>
            and {format(groups.length - SHOWN)} more groups
          </a>
        </p>
      )}
    </section>
  );
}

function groupFailures(model: Model, shown: readonly Column[]): Group[] {
  const groups = new Map<string, Group>();
  for (const column of shown) {
    for (const [vector, outcome] of column.outcomes.entries()) {
      const known = outcome === 'known-fail';
      if (!known && !isUnexpected(outcome)) continue;
      const symptom = model.symptom(column, vector);
      const key = `${String(column.index)} ${String(known)} ${symptom}`;
      const group = groups.get(key) ?? { column, symptom, vectors: [], known };
      group.vectors.push(vector);
      groups.set(key, group);
    }
  }
  // What is listed as known interests less.
  return [...groups.values()].sort((a, b) => Number(a.known) - Number(b.known) || b.vectors.length - a.vectors.length);
}

/** The requirements that most vectors of a group cite. */
function rulesText(model: Model, vectors: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const vector of vectors) {
    for (const requirement of model.vector(vector).requirements) counts.set(requirement, (counts.get(requirement) ?? 0) + 1);
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
  return common.map(([requirement]) => model.data.requirements[requirement]?.id ?? '').join(', ');
}
