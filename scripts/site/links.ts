/** Relative links of the project's Markdown files: where they are, what they lead to, and which anchors a page has. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Markdown pages of the project, as paths from its root. Whatever is put into these folders is part of the documentation. */
export function markdownFiles(): string[] {
  return glob.sync(['*.md', 'docs/**/*.md', 'vectors/**/*.md', 'examples/**/*.md', 'web/**/*.md', 'scripts/**/*.md'], {
    cwd: ROOT,
    ignore: ['**/node_modules/**', '**/target/**'],
  });
}

export interface Link {
  /** As it stands, for example `../README.md#start`. */
  readonly target: string;
  /** Number of its line. */
  readonly line: number;
}

const LINK = /\]\(([^()\s]+)\)/g;

/** Calls `visit` for each line that is not inside a block of code, and puts what it returns in its place. */
export function mapProse(markdown: string, visit: (text: string, line: number) => string): string {
  let fence: string | undefined;
  return markdown
    .split('\n')
    .map((text, i) => {
      const mark = /^\s*(```+|~~~+)/.exec(text)?.[1];
      if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
        fence = fence === undefined ? mark : undefined;
        return text;
      }
      return fence === undefined ? visit(text, i + 1) : text;
    })
    .join('\n');
}

/** The page with each relative link replaced by what `rewrite` returns. */
export function mapLinks(markdown: string, rewrite: (link: Link) => string): string {
  return mapProse(markdown, (text, line) =>
    text.replace(LINK, (whole, target: string) => (isExternal(target) ? whole : `](${rewrite({ target, line })})`)),
  );
}

function isExternal(target: string): boolean {
  return /^[a-z]+:/i.test(target);
}

/** The path from the root that a link in `file` leads to, and its anchor. */
export function resolveLink(file: string, target: string): { path: string; anchor: string } {
  const [path = '', anchor = ''] = target.split('#', 2);
  return { path: path === '' ? file : normalize(join(dirname(file), path)).replace(/\/$/, ''), anchor };
}

/** What is wrong with a link in `file`, or undefined. */
export function linkMistake(file: string, { target }: Link): string | undefined {
  const { path, anchor } = resolveLink(file, target);
  const full = join(ROOT, path);
  if (path.startsWith('..') || !existsSync(full)) return `there is no ${path}`;
  if (anchor === '') return undefined;
  if (statSync(full).isDirectory() || !path.endsWith('.md')) return `${path} has no anchors`;
  return anchorsOf(readFileSync(full, 'utf8')).includes(anchor) ? undefined : `${path} has no heading for #${anchor}`;
}

/** Anchors of a page's headings. */
function anchorsOf(markdown: string): string[] {
  const anchors: string[] = [];
  mapProse(markdown, (text) => {
    const heading = /^#{1,6} +(.*)$/.exec(text)?.[1];
    if (heading !== undefined) anchors.push(slugOf(heading));
    return text;
  });
  return anchors;
}

/** The anchor of a heading: lower case, blanks as hyphens, without marks and punctuation. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** The first heading of a page. */
export function titleOf(markdown: string): string {
  return (/^# +(.*)$/m.exec(markdown)?.[1] ?? '').replaceAll('`', '');
}
