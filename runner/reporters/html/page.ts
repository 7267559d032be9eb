/** The page itself: what `npm run build` made of `web/report/`, with the data inside, so that it is one file that needs nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UsageError } from '../../errors.js';
import { PACKAGE_ROOT } from '../../package-root.js';
import type { PageData } from './page-data.js';

/** Where the build puts the page without data. */
export const TEMPLATE = join(PACKAGE_ROOT, 'dist', 'web', 'report.html');

/** Stands where the data goes. */
const SLOT = '<script id="data" type="application/gzip"></script>';
const NO_SCRIPT_SLOT = '<noscript></noscript>';

/** The whole page. Throws a UsageError if it was not built. */
export function renderPage(data: PageData): string {
  // Compressed and in an alphabet of 64 characters: small, and nothing in it can end the element it stands in.
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return fill(fill(template(), SLOT, SLOT.replace('></', `>${packed}</`)), NO_SCRIPT_SLOT, withoutScript(data));
}

function template(): string {
  try {
    return readFileSync(TEMPLATE, 'utf8');
  } catch {
    throw new UsageError(`the report page is not built: ${TEMPLATE} is missing; npm run build makes it`);
  }
}

function fill(page: string, slot: string, content: string): string {
  const at = page.indexOf(slot);
  if (at === -1) throw new UsageError(`the report page in ${TEMPLATE} is of another version; npm run build makes it anew`);
  return `${page.slice(0, at)}${content}${page.slice(at + slot.length)}`;
}

/** What a reader sees who has switched scripts off. */
function withoutScript({ columns }: PageData): string {
  const items = columns.map(({ label, outcomes }) => {
    const count = (letter: string): string => String(outcomes.split(letter).length - 1);
    return `<li>${escaped(label)}: ${count('p')} passed, ${count('f')} failed, ${count('k')} known failures, ${count('s')} skipped</li>`;
  });
  return `<noscript><p>The page needs JavaScript; it loads nothing from elsewhere.</p><ul>${items.join('')}</ul></noscript>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`);
}
