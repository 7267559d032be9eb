/** Parts of a source file that name a requirement: a declaration with the comment before it, up to the next one. */
import { readFileSync } from 'node:fs';
import glob from 'fast-glob';

interface Section {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

let sections: readonly Section[] | undefined;

/** How near code at a place is to a requirement: 2 if what stands around it names the requirement, 1 if it names its section of the text, else 0. */
export function nearnessTo({ id, section }: { readonly id: string; readonly section: string }): (place: Place) => 0 | 1 | 2 {
  sections ??= glob.sync('reference/**/*.ts').flatMap(sectionsOf);
  const naming = sections.filter(({ text }) => names(text, id));
  const parts = section.split(', ').map((part) => new RegExp(`§${part.replaceAll('.', '\\.')}(?![.\\d]*\\d)`));
  const near = sections.filter(({ text }) => parts.some((part) => part.test(text)));
  return (place) => (naming.some((each) => contains(each, place)) ? 2 : near.some((each) => contains(each, place)) ? 1 : 0);
}

function contains({ file, first, last }: Section, place: Place): boolean {
  return file === place.file && place.line >= first && place.line <= last;
}

function sectionsOf(file: string): Section[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  // A comment of documentation at the left edge, or one step in, begins a declaration.
  const starts = lines.flatMap((line, i) => (/^( {2})?\/\*\*/.test(line) ? [i] : []));
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? lines.length;
    return { file, first: start + 1, last: end, text: lines.slice(start, end).join('\n') };
  });
}

/** IDs stand alone or as ends of a range: "PGT-01 to PGT-05". */
function names(text: string, id: string): boolean {
  if (new RegExp(`\\b${id}\\b`).test(text)) return true;
  const [, prefix, number] = /^([A-Z]+)-(\d+)$/.exec(id) ?? [];
  if (prefix === undefined) return false;
  return [...text.matchAll(new RegExp(`\\b${prefix}-(\\d+) to ${prefix}-(\\d+)`, 'g'))].some(
    ([, low, high]) => Number(low) <= Number(number) && Number(number) <= Number(high),
  );
}
