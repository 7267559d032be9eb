/** One implementation over its runs, as a plot and as a table. */
import { areaY, dot, lineY, ruleX, tip, pointerX } from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import type { PageSeries } from '../../../runner/reporters/html/page-data.js';
import { changesBetween } from '../model/changes.js';
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
  const options = useMemo(() => curves(columns), [columns]);
  const steps = useMemo(() => columns.slice(1).map((column, i) => changesBetween(model, columns[i] as Column, column)), [model, columns]);
  return (
    <section>
      <h3>{series.label} over time</h3>
      <Plot options={options} label={`Failures of ${series.label} in ${String(columns.length)} runs; the table has the numbers`} />
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
                  <th scope="row">
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
  readonly known: number;
}

function curves(columns: readonly Column[]): PlotOptions {
  const points = columns.map(({ counts, when, data }, run): Point => ({
    run,
    label: `${when} ${data.version}`,
    failures: unexpectedCount(counts),
    known: unexpectedCount(counts) + counts['known-fail'],
  }));
  const hasKnown = points.some(({ known, failures }) => known > failures);
  return {
    height: 200,
    marginLeft: 50,
    // Runs stand side by side, however far apart in time: two on one day are as much two runs.
    x: { label: 'run', ticks: points.map(({ run }) => run), tickFormat: (run: number) => points[run]?.label.slice(0, 10) ?? '', inset: 12 },
    y: { label: 'failures', grid: true, zero: true, nice: true },
    marks: [
      ...(hasKnown ? [areaY(points, { x: 'run', y1: 'failures', y2: 'known', fill: 'var(--known)', fillOpacity: 0.35 })] : []),
      areaY(points, { x: 'run', y: 'failures', fill: 'var(--fail)', fillOpacity: 0.25 }),
      lineY(points, { x: 'run', y: 'failures', stroke: 'var(--fail)' }),
      dot(points, { x: 'run', y: 'failures', fill: 'var(--fail)' }),
      ruleX(points, pointerX({ x: 'run', stroke: 'currentColor', strokeOpacity: 0.3 })),
      tip(
        points,
        pointerX({
          x: 'run',
          y: 'failures',
          title: (p: Point) => `${p.label}\n${format(p.failures)} not as expected`,
          fill: 'var(--surface)',
        }),
      ),
    ],
  };
}
