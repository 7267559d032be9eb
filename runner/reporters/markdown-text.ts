/**
 * Pieces of GitHub-flavoured Markdown that hold text from outside. What a subject said stands in code spans, where
 * nothing means anything and nobody is notified; only prose of the suite stands as prose.
 */
import { cut, oneLine } from './escape.js';

/** Found values can be whole pages of memory. */
const LONGEST = 240;
const ZERO_WIDTH_SPACE = '\u200b';

/** A code span. Text with a pipe would end the cell of a table even there, so it is written as entities. */
export function code(text: string): string {
  const content = oneLine(cut(text, LONGEST));
  if (content === '') return '` `';
  if (content.includes('|')) return `<code>${content.replace(/[!-/:-@[-`{-~]/g, entity)}</code>`;
  const fence = '`'.repeat(longestRun(content) + 1);
  // The space next to a backtick, or around text that has spaces at both ends, belongs to the fence.
  const padding = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return `${fence}${padding}${content}${padding}${fence}`;
}

/** Prose in which no character is markup, no word a link and no name a mention. */
export function prose(text: string): string {
  return oneLine(cut(text, LONGEST))
    .replace(/[\\`*_{}[\]<>#&~@$^]|:(?=\/)/g, '\\$&')
    .replace(/[@#]/g, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/\bwww\./gi, 'www\\.')
    .replaceAll('|', '&#124;');
}

/** A command in a block of its own, which GitHub gives a button to copy. */
export function commandBlock(command: string): string {
  const content = oneLine(command);
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}sh\n${content}\n${fence}`;
}

/** A part that starts folded. `summary` is HTML: see `htmlCode` and `htmlText`. */
export function details(summary: string, body: readonly string[], open = false): string {
  return [`<details${open ? ' open' : ''}><summary>${summary}</summary>`, '', ...body, '', '</details>'].join('\n');
}

export function htmlCode(text: string): string {
  return `<code>${escapeHtml(oneLine(cut(text, LONGEST)))}</code>`;
}

export function htmlText(text: string): string {
  return escapeHtml(oneLine(cut(text, LONGEST)).replace(/[@#]/g, `$&${ZERO_WIDTH_SPACE}`));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, entity);
}

function entity(c: string): string {
  return `&#${String(c.charCodeAt(0))};`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** As many blocks from the start as fit into a number of characters, and how many are left over. */
export function within<T>(blocks: readonly T[], limit: number, size: (block: T) => number): { shown: T[]; left: number } {
  let room = limit;
  const count = blocks.findIndex((block) => (room -= size(block) + 1) < 0);
  return count === -1 ? { shown: [...blocks], left: 0 } : { shown: blocks.slice(0, count), left: blocks.length - count };
}

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** A count with thousands apart. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}
