/** Reference of the library, out of the doc comments of what the package exports. */
import { join } from 'node:path';
import { Application } from 'typedoc';
import { ROOT } from './links.js';
import { SITE_FOLDER } from './site.js';
import type { Site } from './site.js';

/** What a program imports, and the file behind it. */
const ENTRY_POINTS = [
  ['vtd-conformance', 'runner/index.ts'],
  ['vtd-conformance/reference', 'reference/index.ts'],
  ['vtd-conformance/vectors', 'runner/vectors.ts'],
  ['vtd-conformance/vitest', 'runner/vitest.ts'],
] as const;

/** Writes the pages. Throws an Error if the sources do not compile. */
export async function writeApi(site: Site): Promise<void> {
  const options = {
    entryPoints: ENTRY_POINTS.map(([, file]) => join(ROOT, file)),
    tsconfig: join(ROOT, 'tsconfig.build.json'),
    plugin: ['typedoc-plugin-markdown'],
    out: join(SITE_FOLDER, 'api'),
    cleanOutputDir: false,
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    logLevel: 'Error' as const,
    // Of the Markdown plugin.
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    sanitizeComments: true,
    useCodeBlocks: true,
  };
  const application = await Application.bootstrapWithPlugins(options);
  const project = await application.convert();
  if (project === undefined) throw new Error('the sources cannot be documented');
  await application.generateOutputs(project);
  const modules = project.children?.map(({ name }) => name) ?? [];
  site.sidebars['/api/'] = [{ text: 'API', link: '/api/' }, ...modules.map((name) => ({ text: packageName(name), link: `/api/${name}/` }))];
}

function packageName(module: string): string {
  return ENTRY_POINTS.find(([, file]) => file === `${module}.ts`)?.[0] ?? module;
}
