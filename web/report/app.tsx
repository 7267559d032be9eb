/** The frame around the views: title, subjects, navigation. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { dateOf } from './model/model.js';
import type { Model } from './model/model.js';
import { format } from './model/outcomes.js';
import { ColumnPicker, shownColumns } from './parts/column-picker.js';
import { ThemeSwitch } from './parts/theme-switch.js';
import { linkTo, usePlace } from './url.js';
import type { View } from './url.js';
import type { ViewProps } from './views/view.js';
import { Changes } from './views/changes.js';
import { Outcomes } from './views/outcomes.js';
import { Overview } from './views/overview.js';
import { Requirements } from './views/requirements.js';
import { Skips } from './views/skips.js';
import { Timing } from './views/timing.js';
import { Vectors } from './views/vectors.js';

const PAGES: Readonly<Record<View, { title: string; show: ComponentType<ViewProps> }>> = {
  overview: { title: 'Overview', show: Overview },
  vectors: { title: 'Vectors', show: Vectors },
  requirements: { title: 'Requirements', show: Requirements },
  outcomes: { title: 'Permitted outcomes', show: Outcomes },
  skips: { title: 'Skipped', show: Skips },
  timing: { title: 'Timing', show: Timing },
  changes: { title: 'Changes', show: Changes },
};

export function App({ model }: { readonly model: Model }) {
  const [place, change] = usePlace();
  const shown = useMemo(() => shownColumns(model, place.params), [model, place.params.columns]);
  const { show: Page, title } = PAGES[place.view];
  const heading = useHeadingFocus(place.view);
  const views = Object.entries(PAGES).filter(([view]) => view !== 'changes' || model.columns.length > 1);
  return (
    <>
      <a class="skip-link" href="#content" onClick={(event) => skipTo(event, heading.current)}>
        Skip to the content
      </a>
      <header class="top">
        <h1>VT-d conformance</h1>
        <p class="about">{about(model)}</p>
        <ThemeSwitch />
        <nav aria-label="Views">
          <ul>
            {views.map(([view, page]) => (
              <li key={view}>
                <a href={linkTo(place, view as View)} aria-current={view === place.view ? 'page' : undefined}>
                  {page.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <ColumnPicker model={model} shown={shown} change={change} />
      </header>
      <main id="content">
        <h2 tabIndex={-1} ref={heading} class={place.view === 'overview' ? 'unseen' : undefined}>
          {title}
        </h2>
        <Page model={model} shown={shown} place={place} change={change} />
      </main>
    </>
  );
}

/** A link of the page's own must not change the filters in the address. */
function skipTo(event: MouseEvent, target: HTMLElement | null): void {
  event.preventDefault();
  target?.focus();
}

/** Whoever follows a link to another view starts at its top, with the keyboard, too. */
function useHeadingFocus(view: View) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(view);
  useEffect(() => {
    document.title = `${PAGES[view].title} · VT-d conformance`;
    if (last.current === view) return;
    last.current = view;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [view]);
  return heading;
}

function about({ data }: Model): string {
  const newest = data.runs.at(-1);
  if (newest === undefined) return 'no runs';
  const { suite, started, durationMs, interrupted, shard } = newest;
  return [
    `suite ${suite.version} (${suite.hash.slice(0, 12)}), ${suite.specification}`,
    `${format(data.vectors.length)} vectors, ${format(data.requirements.length)} requirements`,
    ...(data.runs.length > 1
      ? [`${String(data.runs.length)} runs, the last ${dateOf(started)} UTC`]
      : [`${dateOf(started)} UTC, ${(durationMs / 1000).toFixed(1)} s`]),
    ...(shard === undefined ? [] : [`shard ${shard}`]),
    ...(interrupted ? ['incomplete: ended before all vectors were tried'] : []),
  ].join(' · ');
}
