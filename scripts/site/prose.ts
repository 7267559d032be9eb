/** The pages that people wrote, with their links turned into those of the site. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import glob from 'fast-glob';
import { ROOT, linkMistake, mapLinks, markdownFiles, resolveLink, titleOf } from './links.js';
import type { Site } from './site.js';
import type { Sources } from './sources.js';

const NAMES: Readonly<Record<string, string>> = {
  'README.md': 'start',
  'CONTRIBUTING.md': 'contributing',
  'CHANGELOG.md': 'changelog',
  'vectors/README.md': 'vectors',
};

/** Where a Markdown file stands on the site, without an extension: `docs/results/qemu.md` as `results/qemu`. */
export function pageOf(file: string): string {
  return (
    NAMES[file] ??
    file
      .replace(/^docs\//, '')
      .replace(/README\.md$/, 'index')
      .replace(/\.md$/, '')
  );
}

/** Writes every page; throws an Error that lists the links which lead nowhere. */
export function writeProse(site: Site, sources: Sources): void {
  const mistakes: string[] = [];
  for (const file of markdownFiles()) {
    const markdown = readFileSync(join(ROOT, file), 'utf8');
    const page = mapLinks(markdown, (link) => {
      const mistake = linkMistake(file, link);
      if (mistake !== undefined) mistakes.push(`${file}:${String(link.line)}: ${link.target}: ${mistake}`);
      const { path, anchor } = resolveLink(file, link.target);
      return mistake === undefined ? `${urlOf(path, site, sources)}${anchor === '' ? '' : `#${anchor}`}` : link.target;
    });
    site.page(`${pageOf(file)}.md`, page);
  }
  if (mistakes.length > 0) throw new Error(`links that lead nowhere:\n  ${mistakes.join('\n  ')}`);
}

/** The page for a file or folder of the project. */
function urlOf(path: string, site: Site, sources: Sources): string {
  if (path.startsWith('vectors/requirements')) return `/requirements/${path.endsWith('.json') ? basename(path, '.json') : ''}`;
  const full = join(ROOT, path);
  if (!statSync(full).isDirectory()) return path.endsWith('.md') ? `/${pageOf(path).replace(/index$/, '')}` : sources.urlOf(path);
  if (existsSync(join(full, 'README.md'))) return `/${pageOf(`${path}/README.md`).replace(/index$/, '')}`;
  const folder = `source/${path}/index.md`;
  const files = glob.sync('*', { cwd: full, onlyFiles: false, markDirectories: true }).sort();
  const list = files.map((name) => `- [${name}](${urlOf(`${path}/${name}`.replace(/\/$/, ''), site, sources)})`);
  site.page(folder, `# ${path}\n\n${list.join('\n')}`, { search: false });
  return `/source/${path}/`;
}

/** Title of a page by its file. */
export function titleOfFile(file: string): string {
  return titleOf(readFileSync(join(ROOT, file), 'utf8'));
}
