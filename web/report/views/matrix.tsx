/** Topics of the suite, or chapters of the specification, against subjects. */
import { useMemo } from 'preact/hooks';
import type { Column, Model } from '../model/model.js';
import { SIGNS, WORDS, countOutcomes, countsText, format, unexpectedCount } from '../model/outcomes.js';
import type { Counts, Outcome } from '../model/outcomes.js';
import { chapterTree, topicTree } from '../model/tree.js';
import type { TreeNode } from '../model/tree.js';
import { Bar } from '../parts/outcome.js';
import { linkTo, linkWith } from '../url.js';
import type { ViewProps } from './view.js';

interface Kind {
  readonly title: string;
  readonly rows: string;
  readonly label: string;
  readonly tree: (model: Model) => readonly TreeNode[];
  /** The filter of the vectors below a row. */
  readonly filter: string;
  /** Rows that are open, in the address. */
  readonly param: string;
}

const TOPICS: Kind = { title: 'Topics', rows: 'topic', label: 'Topics by subject', tree: topicTree, filter: 'topic', param: 'topics' };
const CHAPTERS: Kind = {
  title: 'Chapters of the specification',
  rows: 'chapter',
  label: 'Chapters by subject',
  tree: chapterTree,
  filter: 'section',
  param: 'chapters',
};

export function TopicMatrix(props: ViewProps) {
  return <Matrix kind={TOPICS} {...props} />;
}

export function ChapterMatrix(props: ViewProps) {
  return <Matrix kind={CHAPTERS} {...props} />;
}

function Matrix({ kind, model, shown, place, change }: ViewProps & { readonly kind: Kind }) {
  const wanted = place.params[kind.param];
  const tree = useMemo(() => kind.tree(model), [kind, model]);
  const open = useMemo(() => new Set(wanted?.split(',') ?? openedAtFirst(tree, shown)), [tree, shown, wanted]);
  const rows = visibleRows(tree, open, 0);
  const isOpen = rows.length > tree.length;
  const toggle = (key: string): void => {
    const next = open.has(key) ? [...open].filter((each) => each !== key && each !== NONE && !each.startsWith(`${key}/`)) : [...open, key];
    change({ [kind.param]: next.join(',') || NONE }, 'replace');
  };
  return (
    <section class="matrix">
      <h3>{kind.title}</h3>
      <p class="choice">
        <a href={linkWith(place, { [kind.param]: isOpen ? NONE : allKeys(tree).join(',') })}>
          {isOpen ? 'close all' : 'open all'}
          <span class="unseen"> rows of {kind.title}</span>
        </a>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={kind.label}>
        <table>
          <thead>
            <tr>
              <th scope="col">{kind.rows}</th>
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
            {rows.map(({ node, depth }) => (
              <tr key={node.key}>
                <th scope="row" style={{ paddingLeft: `${String(0.25 + depth)}rem` }}>
                  <RowName node={node} isOpen={open.has(node.key)} toggle={toggle} />
                </th>
                <td class="number">{format(node.vectors.length)}</td>
                {shown.map((column) => (
                  <td key={column.index}>
                    <Cell
                      node={node}
                      column={column}
                      href={linkTo(place, 'vectors', { [kind.filter]: node.key, on: String(column.index) })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowNameProps {
  readonly node: TreeNode;
  readonly isOpen: boolean;
  readonly toggle: (key: string) => void;
}

function RowName({ node, isOpen, toggle }: RowNameProps) {
  if (node.children.length === 0) return <span class="leaf">{node.label}</span>;
  return (
    <button type="button" class="twist" aria-expanded={isOpen} onClick={() => toggle(node.key)}>
      {node.label}
    </button>
  );
}

function Cell({ node, column, href }: { readonly node: TreeNode; readonly column: Column; readonly href: string }) {
  const counts = useMemo(() => countOutcomes(node.vectors.map((vector) => column.outcomes[vector])), [node, column]);
  if (counts.total === 0) return <span class="none">no results</span>;
  return (
    <a href={href} class="cell" title={countsText(counts)}>
      <CellText counts={counts} />
      <Bar counts={counts} decorative />
    </a>
  );
}

/** As short as it can be: what failed, what passed, what was not tried. */
function CellText({ counts }: { readonly counts: Counts }) {
  const shares: readonly (readonly [Outcome, number])[] = [
    ['fail', unexpectedCount(counts)],
    ['known-fail', counts['known-fail']],
    ['pass', counts.pass],
    ['skipped', counts.skipped],
  ];
  return (
    <span class="cell-text">
      {shares
        .filter(([, count]) => count > 0)
        .map(([outcome, count]) => (
          <span key={outcome} class={`count ${outcome}`}>
            {format(count)}
            <span aria-hidden="true">{SIGNS[outcome]}</span>
            <span class="unseen"> {WORDS[outcome]}</span>{' '}
          </span>
        ))}
    </span>
  );
}

/** In the address, that no row is open: an absent word leaves it to the page. */
const NONE = 'none';

/** Where something failed, the row where most did; where nothing did, there is room for all. */
function openedAtFirst(tree: readonly TreeNode[], shown: readonly Column[]): string[] {
  const failures = tree.map(({ key, vectors }) => {
    const outcomes = shown.flatMap((column) => vectors.map((vector) => column.outcomes[vector]));
    const counts = countOutcomes(outcomes);
    return { key, count: unexpectedCount(counts) + counts['known-fail'] };
  });
  const most = Math.max(...failures.map(({ count }) => count));
  return failures.filter(({ count }) => count === most).map(({ key }) => key);
}

function visibleRows(nodes: readonly TreeNode[], open: ReadonlySet<string>, depth: number): { node: TreeNode; depth: number }[] {
  return nodes.flatMap((node) => [{ node, depth }, ...(open.has(node.key) ? visibleRows(node.children, open, depth + 1) : [])]);
}

function allKeys(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => (node.children.length === 0 ? [] : [node.key, ...allKeys(node.children)]));
}
