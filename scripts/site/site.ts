/** The site as it grows: pages, and the navigation that leads to them. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './links.js';

/** Where VitePress reads its pages; everything in it is generated. */
export const SITE_FOLDER = join(ROOT, 'docs/.site');

/** First line of a listing that is a file of the project; the configuration of VitePress takes it away. */
export const SOURCE_MARK = '«source»\n';

/** As the sidebar of VitePress takes it. */
export interface Item {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly Item[];
  readonly collapsed?: boolean;
}

export class Site {
  /** Sidebar by the beginning of the path for which it is shown. */
  readonly sidebars: Record<string, readonly Item[]> = {};

  constructor() {
    rmSync(SITE_FOLDER, { recursive: true, force: true });
  }

  /** Writes a page at a path such as `requirements/faults.md`. What is long and machine-made is kept out of the search. */
  page(path: string, markdown: string, options: { search?: false; outline?: false; aside?: false; pageClass?: 'wide' } = {}): void {
    const front = Object.entries(options).map(([name, value]) => `${name}: ${String(value)}`);
    this.write(path, `${front.length === 0 ? '' : `---\n${front.join('\n')}\n---\n\n`}${markdown.trimEnd()}\n`);
  }

  /** Writes a file that is served as it is. */
  copy(path: string): void {
    cpSync(join(ROOT, path), join(SITE_FOLDER, 'public/files', path));
  }

  write(path: string, text: string): void {
    const file = join(SITE_FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Plain text where Markdown and the templates of VitePress would see more in it. */
export function plain(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? character)
    .replaceAll('{{', '&#123;&#123;')
    .replace(/[*_`|[\]\\]/g, '\\$&');
}
