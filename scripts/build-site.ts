/**
 * Makes the pages of the documentation site, from which VitePress builds it (`npm run docs:build`, `npm run docs:dev`): the
 * Markdown files of the project, and what is generated from vectors, requirements, the model and the doc comments.
 */
import { pathToFileURL } from 'node:url';
import { loadSuite } from '../runner/vectors/load.js';
import { writeApi } from './site/api.js';
import { Catalogue } from './site/catalogue.js';
import { markdownFiles } from './site/links.js';
import { pageOf, titleOfFile, writeProse } from './site/prose.js';
import { Site } from './site/site.js';
import type { Item } from './site/site.js';
import { Sources, writeModel } from './site/sources.js';

/** Pages in the order in which a reader wants them; others follow by name. */
const ORDER = ['start', 'concepts', 'tutorial-adapter', 'adapters', 'vectors', 'model', 'explain', 'reports', 'sharding'];

/** Everything but the API, which takes longer than all the rest and does not change with a page. */
export function writePages(site: Site): void {
  const suite = loadSuite();
  const sources = new Sources(site);
  writeProse(site, sources);
  const model = writeModel(site, sources, new Set(suite.requirements.keys()));
  const catalogue = new Catalogue(site, suite, model);
  catalogue.writeRequirements();
  catalogue.writeTopics();
  writeHome(site, suite.vectors.length, suite.requirements.size);
  site.sidebars['/'] = guide();
  site.write('navigation.json', JSON.stringify({ sidebars: site.sidebars, requirements: catalogue.urls() }));
}

/** The pages that people wrote, by folder. */
function guide(): Item[] {
  const pages = markdownFiles().map((file) => ({ text: titleOfFile(file), page: pageOf(file) }));
  const rank = (page: string): number => (ORDER.includes(page) ? ORDER.indexOf(page) : ORDER.length);
  const within = (test: (page: string) => boolean): Item[] =>
    pages
      .filter(({ page }) => test(page))
      .sort((a, b) => rank(a.page) - rank(b.page) || a.page.localeCompare(b.page))
      .map(({ text, page }) => ({ text: page === 'start' ? 'Start' : text, link: `/${page.replace(/index$/, '')}` }));
  return [
    { text: 'Guide', items: within((page) => !page.includes('/')) },
    { text: 'Results', items: within((page) => page.startsWith('results/')) },
    { text: 'Examples', items: within((page) => page.startsWith('examples/')) },
    {
      text: 'Catalogue',
      items: [
        { text: 'Requirements', link: '/requirements/' },
        { text: 'Vectors by topic', link: '/topics/' },
        { text: 'The model, source', link: '/source/reference/iommu.ts' },
        { text: 'API', link: '/api/' },
      ],
    },
  ];
}

function writeHome(site: Site, vectors: number, requirements: number): void {
  const features = [
    ['Vectors', `${String(vectors)} checks as data, each with the rule it checks and the exact fault record`, '/topics/'],
    [
      'Requirements',
      `${String(requirements)} of them, with section, vectors and the lines of the model that implement each`,
      '/requirements/',
    ],
    ['Adapters', 'Python, C, C++, Rust, JavaScript, QEMU: anything that reads and writes lines, or loads as a library', '/adapters'],
    [
      'A model to read',
      'an executable specification in TypeScript, one function a procedure, with the text’s own names',
      '/source/reference/iommu.ts',
    ],
  ];
  const lines = [
    '---',
    'layout: home',
    'hero:',
    '  name: vtd-conformance',
    '  text: Does it do what VT-d says?',
    '  tagline: A conformance suite and a reference model for Intel VT-d',
    '  actions:',
    '    - { theme: brand, text: Start, link: /start }',
    '    - { theme: alt, text: Concepts, link: /concepts }',
    '    - { theme: alt, text: Tutorial, link: /tutorial-adapter }',
    'features:',
    ...features.map(
      ([title, details, link]) =>
        `  - { title: ${JSON.stringify(title)}, details: ${JSON.stringify(details)}, link: ${JSON.stringify(link)} }`,
    ),
    '---',
    '',
  ];
  site.write('index.md', lines.join('\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const site = new Site();
  await writeApi(site);
  writePages(site);
}
