/** Files of the project as pages: the model with links from each requirement that a comment cites, and whatever a page links to. */
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import glob from 'fast-glob';
import { ROOT } from './links.js';
import { SOURCE_MARK } from './site.js';
import type { Item, Site } from './site.js';

const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.json': 'json',
  '.py': 'python',
  '.c': 'c',
  '.h': 'c',
  '.rs': 'rust',
  '.yml': 'yaml',
  '.yaml': 'yaml',
  '.toml': 'toml',
  '.sh': 'sh',
};
/** Beyond this a file is served as it is: a page of it would be slow, and nobody reads it. */
const LONGEST = 200_000;
/** A requirement in a comment, or a range of them: `PGT-20`, `PGT-01 to PGT-27`, `FLT-C06`. */
const CITATION = /\b([A-Z]{2,4})-([A-Z]?\d+)(?: to \1-(\d+))?\b/g;

/** Where the model cites a requirement. */
export interface Citation {
  readonly path: string;
  readonly line: number;
}

export class Sources {
  private readonly written = new Set<string>();
  private readonly site: Site;

  constructor(site: Site) {
    this.site = site;
  }

  /** The page of a file, which is written when it is asked for. */
  urlOf(path: string): string {
    const text = readFileSync(join(ROOT, path), 'utf8');
    if (text.length > LONGEST) {
      if (!this.written.has(path)) this.site.copy(path);
      this.written.add(path);
      return `/files/${path}`;
    }
    if (!this.written.has(path)) this.write(path, text);
    return `/source/${path}`;
  }

  private write(path: string, text: string): void {
    this.written.add(path);
    const language = LANGUAGES[extname(path)] ?? 'text';
    // More backticks than the file has anywhere.
    const fence = '`'.repeat(1 + Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
    const body = [`# ${path}`, '', `${fence}${language}:line-numbers`, `${SOURCE_MARK}${text.trimEnd()}`, fence];
    this.site.page(`source/${path}.md`, body.join('\n'), { search: false, aside: false, pageClass: 'wide' });
  }
}

/** Pages of the whole model. Returns where it cites each of the known requirements. */
export function writeModel(site: Site, sources: Sources, known: ReadonlySet<string>): Map<string, Citation[]> {
  const citations = new Map<string, Citation[]>();
  const folders = new Map<string, Item[]>();
  for (const path of glob.sync('reference/**/*.ts', { cwd: ROOT }).sort()) {
    const link = sources.urlOf(path);
    const folder = dirname(path);
    folders.set(folder, [...(folders.get(folder) ?? []), { text: path.slice(folder.length + 1), link }]);
    const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
    for (const [i, text] of lines.entries()) {
      for (const id of citedIn(text, known)) {
        const list = citations.get(id) ?? [];
        if (list.at(-1)?.path !== path || list.at(-1)?.line !== i + 1) list.push({ path, line: i + 1 });
        citations.set(id, list);
      }
    }
  }
  site.sidebars['/source/'] = [...folders].map(([text, items]) => ({ text, items, collapsed: text !== 'reference' }));
  return citations;
}

/** The known requirements that a line cites, with those between the ends of a range. */
function citedIn(text: string, known: ReadonlySet<string>): string[] {
  return [...text.matchAll(CITATION)].flatMap(([, prefix = '', number = '', last]) => {
    const ids = [`${prefix}-${number}`];
    for (let i = Number(number) + 1; last !== undefined && i <= Number(last); i++)
      ids.push(`${prefix}-${String(i).padStart(number.length, '0')}`);
    return ids.filter((id) => known.has(id));
  });
}
