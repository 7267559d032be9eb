/** The filters of the list of vectors: the usual ones as controls, all that are set as labels that can be taken away. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { FILTERS, ORDERS, judged, orderOf } from '../model/filter.js';
import { OUTCOMES, SIGNS, format, isOutcome } from '../model/outcomes.js';
import type { Outcome } from '../model/outcomes.js';
import { topicTree } from '../model/tree.js';
import type { TreeNode } from '../model/tree.js';
import { linkWith } from '../url.js';
import type { ViewProps } from '../views/view.js';

export function FilterBar(props: ViewProps) {
  const { model, place, shown, change } = props;
  const { params } = place;
  const topics = useMemo(() => flatten(topicTree(model)), [model]);
  return (
    <div class="filters" role="search">
      <label>
        words in ID, title or requirement{' '}
        <input
          type="search"
          value={params.q ?? ''}
          onInput={({ currentTarget }) => change({ q: currentTarget.value, page: '', open: '' }, 'replace')}
        />
      </label>
      <Select label="topic" value={params.topic ?? ''} onPick={(topic) => change({ topic, page: '' })}>
        <option value="">all</option>
        {topics.map(({ key, depth, label }) => (
          <option key={key} value={key}>
            {'\u00a0\u00a0'.repeat(depth)}
            {label}
          </option>
        ))}
      </Select>
      {shown.length > 1 && (
        <Select label="outcome on" value={params.on ?? ''} onPick={(on) => change({ on, page: '' })}>
          <option value="">any subject</option>
          {shown.map(({ index, label }) => (
            <option key={index} value={String(index)}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <Select label="order" value={orderOf(params)} onPick={(order) => change({ order: order === 'worst' ? '' : order, page: '' })}>
        {Object.entries(ORDERS).map(([order, words]) => (
          <option key={order} value={order}>
            {words}
          </option>
        ))}
      </Select>
      {shown.length > 1 && (
        <label>
          <input
            type="checkbox"
            checked={params.differ === 'yes'}
            onChange={({ currentTarget }) => change({ differ: currentTarget.checked ? 'yes' : '', page: '' })}
          />{' '}
          only where subjects differ
        </label>
      )}
      <OutcomeToggles {...props} />
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onPick: (value: string) => void;
  readonly children: ComponentChildren;
}

function Select({ label, value, onPick, children }: SelectProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}

function OutcomeToggles({ place, shown, change }: ViewProps) {
  const chosen = (place.params.outcome ?? '').split(',').filter(isOutcome);
  const columns = judged(place.params, shown);
  const countOf = (outcome: Outcome): number => columns.reduce((sum, { counts }) => sum + counts[outcome], 0);
  const toggle = (outcome: Outcome): void => {
    const next = OUTCOMES.filter((each) => (each === outcome ? !chosen.includes(each) : chosen.includes(each)));
    change({ outcome: next.join(','), page: '' });
  };
  return (
    <div class="toggles" role="group" aria-label="Outcomes">
      {OUTCOMES.filter((outcome) => countOf(outcome) > 0 || chosen.includes(outcome)).map((outcome) => (
        <button
          type="button"
          key={outcome}
          class={`toggle ${outcome}`}
          aria-pressed={chosen.includes(outcome)}
          onClick={() => toggle(outcome)}
        >
          <span aria-hidden="true">{SIGNS[outcome]} </span>
          {outcome} <span class="dim">{format(countOf(outcome))}</span>
        </button>
      ))}
    </div>
  );
}

/** Filters that have no control of their own, or are easy to forget. */
export function ActiveFilters({ model, place }: ViewProps) {
  const active = Object.entries(FILTERS).filter(([name]) => (place.params[name] ?? '') !== '');
  if (active.length === 0) return null;
  return (
    <ul class="active-filters" aria-label="Filters that are set">
      {active.map(([name, words]) => (
        <li key={name}>
          <a href={linkWith(place, { [name]: '', page: '', open: '' })} title="take this filter away">
            {words}: {name === 'on' ? (model.columns[Number(place.params.on)]?.label ?? '') : place.params[name]}{' '}
            <span aria-hidden="true">✕</span>
            <span class="unseen">, take away</span>
          </a>
        </li>
      ))}
      <li>
        <a href={linkWith(place, Object.fromEntries([...Object.keys(FILTERS), 'page', 'open'].map((name) => [name, ''])))}>take all away</a>
      </li>
    </ul>
  );
}

function flatten(nodes: readonly TreeNode[], depth = 0): (TreeNode & { depth: number })[] {
  return nodes.flatMap((node) => [{ ...node, depth }, ...flatten(node.children, depth + 1)]);
}
