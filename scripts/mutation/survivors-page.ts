/**
 * `npm run mutation:survivors -- [--check]`: writes docs/survivors.md from survivors.json, or fails if it is not what that would
 * write. Fails as well if the list names code that is not there any more.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { asCode } from './proofs-page.js';
import { KINDS, loadGroups } from './survivors.js';
import type { Group, Kind } from './survivors.js';

const PAGE = 'docs/survivors.md';

const groups = loadGroups();
for (const mistake of gone(groups)) fail(mistake);
const page = await pageOf(groups);
if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
else if (readFileSync(PAGE, 'utf8') !== page) fail(`${PAGE} is not what survivors.json says: npm run mutation:survivors`);

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

/** Changes of code that the model does not have, or not any more. */
function gone(all: readonly Group[]): string[] {
  return all
    .flatMap(({ mutants }) => Object.entries(mutants))
    .flatMap(([file, changes]) => {
      const path = `reference/${file}`;
      if (!existsSync(path)) return [`survivors.json: there is no ${path}`];
      const source = readFileSync(path, 'utf8').replace(/\s+/g, ' ');
      return changes
        .filter((change) => !source.includes((change.split(' → ')[0] ?? '').replace(/…$/, '')))
        .map((change) => `survivors.json: ${path} has no code for ${change}`);
    });
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
    Object.entries(mutants).flatMap(([file, changes]) =>
      [...new Set(changes)].map((change) => {
        const count = changes.filter((each) => each === change).length;
        return `| ${file} | ${asCode(change)}${count > 1 ? `, ${count} times` : ''} | ${why} |`;
      }),
    ),
  );
  return `## ${kind}\n\n${KINDS[kind]}\n\n| model code | change | reason |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function countOf(groups: readonly Group[]): number {
  return groups.flatMap(({ mutants }) => Object.values(mutants)).reduce((sum, changes) => sum + changes.length, 0);
}
