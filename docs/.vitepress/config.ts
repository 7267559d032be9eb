/** The documentation site. Its pages are made by scripts/build-site.ts; `DOCS_BASE` is the path under which it is served. */
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { SOURCE_MARK } from '../../scripts/site/site.js';
import type { DefaultTheme, MarkdownOptions } from 'vitepress';

type Transformer = NonNullable<MarkdownOptions['codeTransformers']>[number];

const base = process.env.DOCS_BASE ?? '/';
const { sidebars, requirements } = JSON.parse(readFileSync(new URL('../.site/navigation.json', import.meta.url), 'utf8')) as {
  sidebars: Record<string, DefaultTheme.SidebarItem[]>;
  requirements: Record<string, string>;
};

const CITATION = /\b[A-Z]{2,4}-[A-Z]?\d+\b/g;

/** The listings that are files of the project: their first line says so, and is taken away. */
const sources = new WeakSet<object>();

/** In a listing of a file each line has an anchor, and a requirement in a comment is a link. */
const sourceLinks: Transformer = {
  name: 'source-links',
  preprocess(code) {
    if (!code.startsWith(SOURCE_MARK)) return undefined;
    sources.add(this.options);
    return code.slice(SOURCE_MARK.length);
  },
  line(node, line) {
    if (sources.has(this.options)) node.properties.id = `L${String(line)}`;
  },
  span(node) {
    const [text] = node.children;
    if (!sources.has(this.options) || text?.type !== 'text') return;
    const parts: typeof node.children = [];
    let end = 0;
    for (const { 0: id, index } of text.value.matchAll(CITATION)) {
      const url = requirements[id];
      if (url === undefined) continue;
      parts.push({ type: 'text', value: text.value.slice(end, index) });
      const href = `${base}${url.slice(1).replace('#', '.html#')}`;
      parts.push({ type: 'element', tagName: 'a', properties: { href }, children: [{ type: 'text', value: id }] });
      end = index + id.length;
    }
    if (parts.length > 0) node.children = [...parts, { type: 'text', value: text.value.slice(end) }];
  },
};

export default defineConfig({
  base,
  srcDir: '.site',
  title: 'vtd-conformance',
  description: 'A conformance suite and a reference model for Intel VT-d',
  lang: 'en',
  lastUpdated: false,
  markdown: { codeTransformers: [sourceLinks] },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/start' },
      { text: 'Requirements', link: '/requirements/' },
      { text: 'Vectors', link: '/topics/' },
      { text: 'Model', link: '/source/reference/iommu.ts' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebars,
    search: { provider: 'local' },
    outline: [2, 3],
  },
});
