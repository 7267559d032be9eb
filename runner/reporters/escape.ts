/**
 * Text from outside, made safe to print. Names, notes, reasons and found values come from the implementation under
 * test, and a report that is merged comes from a file: none of it may steer a terminal, break a line or look like ours.
 */
import { printable } from '../errors.js';

/** Half of a surrogate pair, marks that reorder text, other line separators, and what no XML may hold. */
const UNSEEN = /\p{Surrogate}|[\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** Shows what a reader could not see; line breaks and tabs stay. */
export function visible(text: string): string {
  return printable(text).replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** At most `length` characters, with an ellipsis if there were more. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** JSON whose strings hold no control character even of the kinds that JSON allows. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
