/** `npm run mutation:survivors -- [--check]`: writes docs/survivors.md from survivors.json, or fails if it is not what that would write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { asCode } from './proofs-page.js';
import { KINDS, loadGroups } from './survivors.js';
import type { Group, Kind } from './survivors.js';

const PAGE = 'docs/survivors.md';

const groups = loadGroups();
const page = await pageOf(groups);
if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
else if (readFileSync(PAGE, 'utf8') !== page) {
  console.error(`${PAGE} is not what survivors.json says: npm run mutation:survivors`);
  process.exitCode = 1;
}

async function pageOf(all: readonly Group[]): Promise<string> {
  const kinds = Object.keys(KINDS) as Kind[];
  const text = `# Mutants that live

Changes of the reference model that no vector notices, each looked at, with the reason why that is so. [How strong the vectors are](mutation.md) has the figures;
\`npm run mutation:score\` finds these mutants and fails on any that does not stand here. The list is \`scripts/mutation/survivors.json\`.

| why they live | mutants |
| --- | ---: |
${kinds.map((kind) => `| [${kind}](#${kind}): ${KINDS[kind]} | ${countOf(all.filter((group) => group.kind === kind))} |`).join('\n')}

${kinds
  .map((kind) => sectionOf(kind, all))
  .filter((section) => section !== '')
  .join('\n')}
`;
  return format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

function sectionOf(kind: Kind, all: readonly Group[]): string {
  const own = all.filter((group) => group.kind === kind);
  if (own.length === 0) return '';
  const rows = own.flatMap(({ why, mutants }) =>
    Object.entries(mutants).map(([file, changes]) => `| ${why} | ${file} | ${changes.map(asCode).join('<br>')} |`),
  );
  return `## ${kind}\n\n${KINDS[kind]}\n\n| reason | model code | changes |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function countOf(groups: readonly Group[]): number {
  return groups.flatMap(({ mutants }) => Object.values(mutants)).reduce((sum, changes) => sum + changes.length, 0);
}
