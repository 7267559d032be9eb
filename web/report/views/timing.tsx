/** Where the time went: how long vectors took, and which took longest. */
import { rectY, ruleY, binX } from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import type { Column, Model } from '../model/model.js';
import { format } from '../model/outcomes.js';
import { OutcomeSign } from '../parts/outcome.js';
import { Plot } from '../parts/plot.js';
import { linkTo } from '../url.js';
import type { Place } from '../url.js';
import type { ViewProps } from './view.js';

const SLOWEST = 20;

export function Timing({ model, shown, place }: ViewProps) {
  return (
    <>
      {shown.map((column) => (
        <OnSubject key={column.index} {...{ model, column, place }} />
      ))}
    </>
  );
}

interface Timed {
  readonly vector: number;
  /** Microseconds. */
  readonly time: number;
}

function OnSubject({ model, column, place }: { readonly model: Model; readonly column: Column; readonly place: Place }) {
  const timed = useMemo(() => timesOf(column), [column]);
  const draw = useMemo(() => histogram(timed), [timed]);
  const total = timed.reduce((sum, { time }) => sum + time, 0);
  if (timed.length === 0) return <h3>{column.label}: nothing ran</h3>;
  const share = (part: number): number => timed[Math.min(timed.length - 1, Math.floor(part * timed.length))]?.time ?? 0;
  const summary = `median ${duration(share(0.5))}, 95 % within ${duration(share(0.95))}, longest ${duration(share(1))}`;
  return (
    <section>
      <h3>{column.label}</h3>
      <p>
        {format(timed.length)} vectors that ran, {duration(total)} together; {summary}.
      </p>
      <div class="pair">
        <Plot draw={draw} label={`Histogram of times on ${column.label}: ${summary}`} />
        <SlowestTable {...{ model, column, place, timed, total }} />
      </div>
    </section>
  );
}

interface SlowestProps {
  readonly model: Model;
  readonly column: Column;
  readonly place: Place;
  readonly timed: readonly Timed[];
  readonly total: number;
}

function SlowestTable({ model, column, place, timed, total }: SlowestProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Slowest vectors on ${column.label}`}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="wide">
              slowest{' '}
              <a href={linkTo(place, 'vectors', { order: 'slowest', on: String(column.index) })}>
                all<span class="unseen"> by time</span>
              </a>
            </th>
            <th scope="col" class="number">
              time
            </th>
            <th scope="col" class="number">
              of all
            </th>
          </tr>
        </thead>
        <tbody>
          {timed
            .slice(-SLOWEST)
            .toReversed()
            .map(({ vector, time }) => (
              <tr key={vector}>
                <th scope="row" class="wide">
                  <OutcomeSign outcome={column.outcomes[vector]} />{' '}
                  <a href={linkTo(place, 'vectors', { q: model.vector(vector).id, open: model.nameOf(vector) })}>{model.nameOf(vector)}</a>
                </th>
                <td class="number">{duration(time)}</td>
                <td class="number">{((100 * time) / total).toFixed(1)} %</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** Vectors that ran, the quickest first. */
function timesOf(column: Column): Timed[] {
  const timed: Timed[] = [];
  for (const [vector, outcome] of column.outcomes.entries()) {
    if (outcome !== undefined && outcome !== 'skipped') timed.push({ vector, time: column.data.durations[vector] ?? 0 });
  }
  return timed.sort((a, b) => a.time - b.time);
}

function histogram(timed: readonly Timed[]): () => PlotOptions {
  // In powers of ten, so that milliseconds and seconds have room on one axis; what took no time at all counts as 1 µs.
  const powers = timed.map(({ time }) => Math.log10(Math.max(1, time)));
  return () => ({
    height: 220,
    x: { label: 'time of a vector', tickFormat: (power: number) => duration(10 ** power), ticks: 7 },
    y: { label: 'vectors', grid: true },
    marks: [rectY(powers, { ...binX({ y: 'count' }, { x: (power: number) => power, thresholds: 40 }), fill: 'var(--accent)' }), ruleY([0])],
  });
}

/** Microseconds in a unit that reads well. */
function duration(microseconds: number): string {
  if (microseconds >= 1e6) return `${(microseconds / 1e6).toPrecision(3)} s`;
  if (microseconds >= 1000) return `${(microseconds / 1000).toPrecision(3)} ms`;
  return `${String(Math.round(microseconds))} µs`;
}
