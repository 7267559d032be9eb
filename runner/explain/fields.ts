/** The fields of an entry in one line. */
import type { DecodedField } from '../decode-value.js';

/** Fields whose being 0 matters as much as their being set. */
const ALWAYS_SHOWN = new Set(['P', 'R', 'W', 'LP', 'RW', 'US', 'TT', 'PGTT', 'AV']);

/** Those that say something: set, or such that their being 0 matters. `mark` dresses one with reserved bits set. */
export function fieldList(fields: readonly DecodedField[], mark = (text: string): string => text): string {
  return fields
    .flatMap(({ name, value, kind, reservedBitsSet }) => {
      const short = /^0x[0-9]$/.test(value) ? value.slice(2) : value;
      if (reservedBitsSet !== undefined) return [mark(`${name}=${short} (reserved: bit ${reservedBitsSet.join(', ')})`)];
      if (kind !== undefined || (value === '0x0' && !ALWAYS_SHOWN.has(name))) return [];
      return [`${name}=${short}`];
    })
    .join(' ');
}
