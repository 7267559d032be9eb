/** The page of proofs: for each requirement the change of the model that a vector notices. */
import { format, resolveConfig } from 'prettier';
import type { Requirement } from '../../runner/requirements.js';
import type { Mutant } from './instrument.js';

/** That a vector which cites a requirement can fail. */
export interface Proof {
  readonly mutant: Mutant;
  /** ID of the vector. */
  readonly vector: string;
  /** Whether the code that is changed names the requirement (2) or its section (1). */
  readonly nearness: 0 | 1 | 2;
}

/** Characters of code that a cell shows. */
const ROOM = 60;

type Proofs = ReadonlyMap<string, Proof>;

/** The result in one line. */
export function inAll(required: readonly Requirement[], proofs: Proofs): string {
  const near = (nearness: number): string => String([...proofs.values()].filter((proof) => proof.nearness === nearness).length);
  return `${proofs.size} of ${required.length} must-requirements have a proof: ${near(2)} in code that names the requirement, ${near(1)} in code that names its section of the specification`;
}

/** The page as Markdown. `unproven` are the reasons for those that have no proof. */
export async function pageOf(
  required: readonly Requirement[],
  proofs: Proofs,
  unproven: Readonly<Record<string, string>>,
): Promise<string> {
  const rows = required.map(({ id }) => {
    const proof = proofs.get(id);
    if (proof === undefined) return `| ${id} | – | ${unproven[id] ?? 'none'} | – |`;
    const { file, original, replacement } = proof.mutant;
    return `| ${id} | ${file.slice('reference/'.length)} | ${changeOf(original, replacement)} | ${proof.vector} |`;
  });
  const text = `# Proofs

Every testable must-requirement of the catalogue has a vector that cites it ([coverage](coverage.md)). Whether such a vector could ever fail is shown
here: for each requirement one small change of the reference model with which a vector that cites it fails. \`npm run mutation:proofs\` searches for
them, three minutes long, and fails where a requirement has none; with \`-- --update\` it writes this page.

${inAll(required, proofs)}; the others are changes that few vectors reach.

Of the changes that a vector notices the nearest is shown: in code that names the requirement before code that names its section, a small change
before a body that is left out, one that few vectors reach before one that many reach. Most requirements have many more. [How strong the vectors are in
all](mutation.md) is another question.

| requirement | model code | change | vector that fails |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  return format(text, { ...(await resolveConfig('docs/proofs.md')), parser: 'markdown' });
}

/** Where two texts differ, with as much around it as a cell of a table holds. */
function changeOf(original: string, replacement: string): string {
  const [from, to] = [original, replacement].map((text) => text.replace(/\s+/g, ' ').trim()) as [string, string];
  const least = Math.min(from.length, to.length);
  let first = 0;
  while (first < least && from[first] === to[first]) first++;
  let last = 0;
  while (last < least - first && from[from.length - 1 - last] === to[to.length - 1 - last]) last++;
  return [from, to].map((text) => asCode(excerpt(text, first, text.length - last))).join(' → ');
}

/** The part of a text between two places, and what stands around it if there is room. */
function excerpt(text: string, first: number, end: number): string {
  if (text.length <= ROOM) return text;
  const begin = Math.max(0, Math.min(first - 20, text.length - ROOM));
  const stop = Math.max(begin + ROOM, Math.min(end, begin + 2 * ROOM));
  return `${begin > 0 ? '…' : ''}${text.slice(begin, stop)}${stop < text.length ? '…' : ''}`;
}

/** Code in a cell of a table. */
export function asCode(text: string): string {
  return text === '' ? 'nothing' : `<code v-pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '&#124;')}</code>`;
}
