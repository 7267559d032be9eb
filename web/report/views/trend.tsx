/** One implementation over its runs, as a plot and as a table. */
import { areaY, dot, lineY, pointerX, rectY, ruleY, tip } from '@observablehq/plot';
import type { PlotOptions, ScaleOptions } from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import type { PageSeries } from '../../../runner/reporters/html/page-data.js';
import { changesBetween } from '../model/changes.js';
import type { ColumnChanges } from '../model/changes.js';
import type { Column, Model } from '../model/model.js';
import { format, unexpectedCount } from '../model/outcomes.js';
import { Plot } from '../parts/plot.js';
import { linkWith } from '../url.js';
import type { Place } from '../url.js';

interface Props {
  readonly model: Model;
  readonly series: PageSeries;
  readonly place: Place;
}

export function Trend({ model, series, place }: Props) {
  const columns = useMemo(() => series.columns.map((index) => model.columns[index] as Column), [model, series]);
  const steps = useMemo(() => columns.slice(1).map((column, i) => changesBetween(model, columns[i] as Column, column)), [model, columns]);
  const points = useMemo(() => columns.map((column, i) => pointOf(column, i, steps[i - 1])), [columns, steps]);
  const failures = useMemo(() => failurePlot(points), [points]);
  const changes = useMemo(() => stepPlot(points), [points]);
  return (
    <section>
      <h3>{series.label} over time</h3>
      <div class="pair">
        <Plot draw={failures} label={`Failures of ${series.label} in ${String(columns.length)} runs; the table has the numbers`} />
        <Plot draw={changes} label={`Newly failing and newly passing vectors of ${series.label}; the table has the numbers`} />
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Runs of ${series.label}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">run</th>
              {['not as expected', 'known failures', 'passed', 'skipped', 'of', 'newly failing', 'newly passing'].map((name) => (
                <th scope="col" class="number" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map((column, i) => {
              const step = steps[i - 1];
              const between = (kind: string): string =>
                linkWith(place, { from: String(columns[i - 1]?.index ?? 0), to: String(column.index), kind, page: '' });
              return (
                <tr key={column.index}>
                  <th scope="row" class="when">
                    {column.when} <span class="dim">{column.data.version}</span>
                  </th>
                  <td class="number">{format(unexpectedCount(column.counts))}</td>
                  <td class="number">{format(column.counts['known-fail'])}</td>
                  <td class="number">{format(column.counts.pass)}</td>
                  <td class="number">{format(column.counts.skipped)}</td>
                  <td class="number">{format(column.counts.total)}</td>
                  <td class="number">{step === undefined ? '' : <a href={between('failing')}>{format(step.failing.length)}</a>}</td>
                  <td class="number">{step === undefined ? '' : <a href={between('passing')}>{format(step.passing.length)}</a>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface Point {
  readonly run: number;
  readonly label: string;
  readonly failures: number;
  /** With the known ones. */
  readonly known: number;
  readonly failing: number;
  readonly passing: number;
}

function pointOf({ counts, when, data }: Column, run: number, step: ColumnChanges | undefined): Point {
  const failures = unexpectedCount(counts);
  return {
    run,
    label: `${when} ${data.version}`,
    failures,
    known: failures + counts['known-fail'],
    failing: step?.failing.length ?? 0,
    passing: step?.passing.length ?? 0,
  };
}

const HEIGHT = 180;
/** Room that the date below a run takes. */
const TICK_WIDTH = 90;

/** Runs stand side by side, however far apart in time: two on one day are as much two runs. */
function runAxis(points: readonly Point[]): (width: number) => ScaleOptions {
  return (width) => {
    const every = Math.max(1, Math.ceil((points.length * TICK_WIDTH) / width));
    // From the end, so that the newest run has its date.
    const ticks = points.map(({ run }) => run).filter((run) => (points.length - 1 - run) % every === 0);
    return { label: null, ticks, tickFormat: (run: number) => points[run]?.label.slice(0, 10) ?? '', domain: [-0.5, points.length - 0.5] };
  };
}

/** Failures of each run, those that are listed as known above the others. */
function failurePlot(points: readonly Point[]): (width: number) => PlotOptions {
  const axis = runAxis(points);
  const hasKnown = points.some(({ known, failures }) => known > failures);
  const title = ({ label, failures, known }: Point): string =>
    `${label}\n${format(failures)} not as expected${known > failures ? `\n${format(known - failures)} known failures` : ''}`;
  return (width) => ({
    height: HEIGHT,
    marginLeft: 50,
    x: axis(width),
    y: { label: 'failures', grid: true, zero: true, nice: true },
    marks: [
      ...(hasKnown ? [areaY(points, { x: 'run', y1: 'failures', y2: 'known', fill: 'var(--fill-known)', fillOpacity: 0.5 })] : []),
      areaY(points, { x: 'run', y: 'failures', fill: 'var(--fill-fail)', fillOpacity: 0.3 }),
      lineY(points, { x: 'run', y: 'failures', stroke: 'var(--fail)' }),
      dot(points, { x: 'run', y: 'failures', fill: 'var(--fail)' }),
      ruleY([0]),
      tip(points, pointerX({ x: 'run', y: 'failures', title, fill: 'var(--surface)' })),
    ],
  });
}

/** What each run broke, upwards, and what it mended, downwards. */
function stepPlot(points: readonly Point[]): (width: number) => PlotOptions {
  const axis = runAxis(points);
  return (width) => ({
    height: HEIGHT,
    marginLeft: 50,
    x: axis(width),
    y: {
      label: 'newly failing ↑, newly passing ↓',
      labelArrow: 'none',
      grid: true,
      tickFormat: (value: number) => format(Math.abs(value)),
    },
    marks: [
      rectY(points, { x1: ({ run }: Point) => run - 0.3, x2: ({ run }: Point) => run + 0.3, y: 'failing', fill: 'var(--fill-fail)' }),
      rectY(points, {
        x1: ({ run }: Point) => run - 0.3,
        x2: ({ run }: Point) => run + 0.3,
        y: ({ passing }: Point) => -passing,
        fill: 'var(--fill-pass)',
      }),
      ruleY([0]),
      tip(
        points,
        pointerX({
          x: 'run',
          y: 'failing',
          title: ({ label, failing, passing }: Point) => `${label}\n${format(failing)} newly failing\n${format(passing)} newly passing`,
          fill: 'var(--surface)',
        }),
      ),
    ],
  });
}
