/** Vectors in a tree: by the folders of their IDs, or by chapter and section of the specification. */
import type { Model } from './model.js';

export interface TreeNode {
  /** Path from the root: `dma/legacy`, or `3`, `3.15`. */
  readonly key: string;
  readonly label: string;
  /** Of all below, in order. */
  readonly vectors: readonly number[];
  readonly children: readonly TreeNode[];
}

interface Growing {
  key: string;
  label: string;
  vectors: number[];
  children: Map<string, Growing>;
}

/** Topics as the suite's folders and files have them. */
export function topicTree(model: Model): readonly TreeNode[] {
  const roots = new Map<string, Growing>();
  for (const [i, { id }] of model.data.vectors.entries()) {
    const parts = id.split('/').slice(0, -1);
    plant(
      roots,
      parts.map((part, depth) => ({ key: parts.slice(0, depth + 1).join('/'), label: part })),
      i,
    );
  }
  return grown(roots);
}

/** Chapters and their sections; a vector stands in each whose rules it checks. */
export function chapterTree(model: Model): readonly TreeNode[] {
  const roots = new Map<string, Growing>();
  const places = model.data.requirements.map(({ section }) => sectionsOf(section));
  for (const [i, { requirements }] of model.data.vectors.entries()) {
    const sections = new Set(requirements.flatMap((index) => places[index] ?? []));
    for (const section of sections) {
      const chapter = section.split('.')[0] ?? section;
      const named = (number: string): { key: string; label: string } => ({
        key: number,
        label: `${number} ${model.data.chapters[number] ?? ''}`.trim(),
      });
      const path = [named(chapter), ...(section === chapter ? [] : [named(section)])];
      plant(roots, path, i);
    }
  }
  return grown(roots).toSorted((a, b) => Number.parseFloat(a.key) - Number.parseFloat(b.key));
}

/** `3.15` and `7.1` out of `3.15; 7.1.3, Table 30`: chapter and first level below it. */
export function sectionsOf(section: string): string[] {
  const numbers = section.split(/[,;]\s*/).flatMap((part) => /^\d+(?:\.\d+)?/.exec(part.trim())?.[0] ?? []);
  return [...new Set(numbers)];
}

/** Whether a vector belongs to the part of the specification that a key names. */
export function isInSection(section: string, key: string): boolean {
  return sectionsOf(section).some((number) => number === key || number.startsWith(`${key}.`));
}

function plant(level: Map<string, Growing>, path: readonly { key: string; label: string }[], vector: number): void {
  let below = level;
  for (const { key, label } of path) {
    let node = below.get(key);
    if (node === undefined) {
      node = { key, label, vectors: [], children: new Map() };
      below.set(key, node);
    }
    // A vector may come to a chapter by several of its sections.
    if (node.vectors.at(-1) !== vector) node.vectors.push(vector);
    below = node.children;
  }
}

function grown(level: Map<string, Growing>): TreeNode[] {
  return [...level.values()]
    .map(({ key, label, vectors, children }) => ({ key, label, vectors, children: grown(children) }))
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}
