/** What a reader wants to know first: how it went, what failed, and where. */
import { useMemo } from 'preact/hooks';
import type { ChangeKind } from '../../../runner/changes.js';
import { changesBetween } from '../model/changes.js';
import type { ColumnChanges } from '../model/changes.js';
import type { Column, Model } from '../model/model.js';
import { format, isUnexpected, unexpectedCount } from '../model/outcomes.js';
import { STANDINGS, STANDING_WORDS, standingsOf } from '../model/requirements.js';
import { Bar, Count } from '../parts/outcome.js';
import { linkTo } from '../url.js';
import { ChapterMatrix, TopicMatrix } from './matrix.js';
import { FailureGroups } from './failure-groups.js';
import type { ViewProps } from './view.js';

export function Overview(props: ViewProps) {
  const { model, shown } = props;
  const bad = shown.reduce((sum, column) => sum + unexpectedCount(column.counts), 0);
  const total = shown.reduce((sum, column) => sum + column.counts.total, 0);
  return (
    <>
      <p class={`verdict ${bad === 0 ? 'pass' : 'fail'}`}>
        {bad === 0 ? `All ${format(total)} results as expected` : `${format(bad)} of ${format(total)} results not as expected`}
      </p>
      <SinceThen {...props} />
      <Subjects {...props} />
      <div class="side-by-side">
        <div>
          {shown.some((column) => column.outcomes.some((outcome) => isUnexpected(outcome) || outcome === 'known-fail')) && (
            <FailureGroups {...props} />
          )}
          <ChapterMatrix {...props} />
        </div>
        <TopicMatrix {...props} />
      </div>
      <Notes model={model} shown={shown} />
    </>
  );
}

/** For what has a run before: what that run did otherwise. */
function SinceThen({ model, shown, place }: ViewProps) {
  const steps = useMemo(() => stepsOf(model, shown), [model, shown]);
  return (
    <>
      {steps.map(({ before, after, changes }) => {
        const to = (kind: ChangeKind): string => linkTo(place, 'changes', { from: String(before.index), to: String(after.index), kind });
        return (
          <p key={after.index}>
            {after.label} since {before.data.version === after.data.version ? '' : `${before.data.version}, `}
            {before.when}:{' '}
            <a href={to('failing')}>
              <span class={changes.failing.length > 0 ? 'count fail' : ''}>{format(changes.failing.length)} newly failing</span>
            </a>
            ,{' '}
            <a href={to('passing')}>
              <span class={changes.passing.length > 0 ? 'count pass' : ''}>{format(changes.passing.length)} newly passing</span>
            </a>
          </p>
        );
      })}
    </>
  );
}

interface Step {
  readonly before: Column;
  readonly after: Column;
  readonly changes: ColumnChanges;
}

/** The last step of each implementation, if its newest run is shown. */
function stepsOf(model: Model, shown: readonly Column[]): Step[] {
  return model.data.series.flatMap(({ columns }) => {
    const [before, after] = columns.slice(-2).map((index) => model.columns[index]);
    if (before === undefined || after === undefined || !shown.includes(after)) return [];
    return [{ before, after, changes: changesBetween(model, before, after) }];
  });
}

function Subjects({ model, shown, place }: ViewProps) {
  const rows = useMemo(() => shown.map((column) => ({ column, standings: standingsOf(model, column) })), [model, shown]);
  const show = (column: Column, outcome: string): string => linkTo(place, 'vectors', { on: String(column.index), outcome });
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Subjects">
      <table class="subjects">
        <thead>
          <tr>
            <th scope="col">subject</th>
            <th scope="col" class="wide">
              vectors
            </th>
            <th scope="col" class="number">
              not as expected
            </th>
            <th scope="col" class="number">
              known failures
            </th>
            <th scope="col" class="number">
              passed
            </th>
            <th scope="col" class="number">
              skipped
            </th>
            <th scope="col" class="number">
              of
            </th>
            {STANDINGS.map((standing) => (
              <th scope="col" class="number" key={standing}>
                {standing === 'broken' ? 'requirements broken' : STANDING_WORDS[standing]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ column, standings }) => (
            <tr key={column.index}>
              <th scope="row">
                {column.data.label}
                <span class="dim">
                  {' '}
                  {profileText(column)}
                  {model.data.runs.length > 1 ? ` · ${column.when}` : ''}
                </span>
              </th>
              <td class="wide">
                <Bar counts={column.counts} />
              </td>
              <td class="number">
                <a href={show(column, 'fail,crashed,timeout,errored,unexpected-pass')}>
                  <Count outcome="fail" value={unexpectedCount(column.counts)} />
                </a>
              </td>
              <td class="number">
                <a href={show(column, 'known-fail')}>
                  <Count outcome="known-fail" value={column.counts['known-fail']} />
                </a>
              </td>
              <td class="number">
                <a href={show(column, 'pass')}>
                  <Count outcome="pass" value={column.counts.pass} />
                </a>
              </td>
              <td class="number">
                <a href={linkTo(place, 'skips')}>
                  <Count outcome="skipped" value={column.counts.skipped} />
                </a>
              </td>
              <td class="number">{format(column.counts.total)}</td>
              {STANDINGS.map((standing) => (
                <td class="number" key={standing}>
                  <a href={linkTo(place, 'requirements', { standing, on: String(column.index) })}>
                    <Count outcome={STANDING_OUTCOMES[standing]} value={standings[standing]} />
                  </a>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const STANDING_OUTCOMES = { broken: 'fail', deviates: 'known-fail', met: 'pass', open: 'skipped' } as const;

function profileText({ data }: Column): string {
  switch (data.profile) {
    case 'own':
      return 'own claims';
    case 'first-fit':
      return 'first profile that fits';
    case 'every':
      return 'every profile that fits';
    default:
      return `profile ${data.profile}`;
  }
}

function Notes({ model, shown }: { readonly model: Model; readonly shown: readonly Column[] }) {
  return (
    <section>
      <h3>Subjects</h3>
      {shown.map((column) => (
        <details key={column.index} class="notes">
          <summary>{column.label}</summary>
          <dl>
            <dt>adapter</dt>
            <dd>
              <code>{column.data.adapter}</code>
            </dd>
            {column.data.claims !== undefined && (
              <>
                <dt>claims</dt>
                <dd>
                  <code>{column.data.claims}</code>
                </dd>
              </>
            )}
            {column.data.must !== undefined && (
              <>
                <dt>must-requirements</dt>
                <dd>
                  {format(column.data.must.exercised)} of the {format(column.data.must.cited)} that the suite cites were exercised
                </dd>
              </>
            )}
            <RunOf model={model} column={column} />
            {column.data.notes.map((note) => (
              <>
                <dt>note</dt>
                <dd>{note}</dd>
              </>
            ))}
          </dl>
        </details>
      ))}
    </section>
  );
}

function RunOf({ model, column }: { readonly model: Model; readonly column: Column }) {
  const run = model.data.runs[column.data.run];
  if (run === undefined) return null;
  return (
    <>
      <dt>run</dt>
      <dd>
        {column.when} UTC, {(run.durationMs / 1000).toFixed(1)} s, suite {run.suite.version} (<code>{run.suite.hash.slice(0, 12)}</code>)
        {run.file === undefined ? '' : `, ${run.file}`}
        {run.interrupted ? ', incomplete' : ''}
      </dd>
    </>
  );
}
