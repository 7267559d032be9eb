/** Tables that a vector brings along and nothing leads to. */
import { parseNumber } from '../hex.js';
import type { SourceVector } from '../vectors/source.js';
import type { Finding } from './finding.js';

const PAGE = 4096n;

/** Findings for the tables of vectors, those of several cases taken together: each case may use another table. */
export function findUnusedTables(vectors: readonly SourceVector[]): Finding[] {
  const together = new Map<string, SourceVector[]>();
  for (const vector of vectors) {
    const key = `${vector.place.file}#${vector.place.pointer}`;
    together.set(key, [...(together.get(key) ?? []), vector]);
  }
  return [...together.values()].flatMap((cases) => {
    const text = JSON.stringify(cases.map(({ given, change, steps }) => [given, change, steps]));
    const pages = pagesIn(text);
    const tables = new Map(cases.flatMap(({ given }) => Object.entries(given[1]?.tables ?? {})));
    return [...tables].flatMap(([name, { at, of }]) => {
      // Its own `at` is one mention of the address; raw values and requests are others.
      const isAddressed = (pages.get(parseNumber(at) / PAGE) ?? 0) > cases.length;
      // A table above another one of its kind goes on where that one ends, and is reached by index.
      const goesOn = cases.some(({ given }) =>
        given.some((each) => Object.values(each?.tables ?? {}).some((other) => other.of === of && parseNumber(other.at) < parseNumber(at))),
      );
      if (isNamed(name, text) || isAddressed || goesOn) return [];
      const [{ place }] = cases as [SourceVector];
      return [
        {
          file: place.file,
          pointer: `${place.pointer}/given/tables/${name}`,
          rule: 'table-is-used',
          message: `nothing leads to table ${name}; leave it out`,
        },
      ];
    });
  });
}

/** As a value, in a list, or as the table of an entry such as `pt[3]`. */
function isNamed(name: string, text: string): boolean {
  return [`:"${name}"`, `,"${name}"`, `["${name}"`, `"${name}[`].some((form) => text.includes(form));
}

/** How often each page is meant by a hexadecimal number. */
function pagesIn(text: string): Map<bigint, number> {
  const pages = new Map<bigint, number>();
  for (const [digits] of text.matchAll(/0x[0-9a-f]{1,16}/g)) {
    const page = BigInt(digits) / PAGE;
    pages.set(page, (pages.get(page) ?? 0) + 1);
  }
  return pages;
}
