/** Which claims or abilities stood in the way of a skipped vector: the parts of its condition that do not hold. */
import { Capabilities } from '../../../reference/index.js';
import { compileExpression } from '../../expression.js';
import type { SubjectReport } from '../../result.js';
import { oneLine } from '../escape.js';
import type { PageLack } from './page-data.js';

type Claims = NonNullable<SubjectReport['capabilities']>;

const NEEDS = 'needs ';
const UNIT_CANNOT = 'the implementation ';

/** What a subject with these claims lacked, given why a vector was skipped. Claims that are not known hold none. */
export function missingFor(reason: string, claims: Claims | undefined): PageLack[] {
  if (!reason.startsWith(NEEDS)) {
    const text = reason.startsWith(UNIT_CANNOT) ? reason.slice(UNIT_CANNOT.length) : reason;
    return [{ kind: 'ability', text: oneLine(text) }];
  }
  const parts = conjuncts(reason.slice(NEEDS.length));
  const missing = claims === undefined ? parts : parts.filter((part) => !holds(part, claims));
  return (missing.length === 0 ? parts : missing).map((text) => ({ kind: 'claim', text: oneLine(text) }));
}

function holds(expression: string, { ver, cap, ecap, haw }: Claims): boolean {
  try {
    return compileExpression(expression)(new Capabilities({ ver: Number(ver), cap: BigInt(cap), ecap: BigInt(ecap), haw }));
  } catch {
    // A report of another version of the suite may name fields that this one does not know.
    return false;
  }
}

/** The parts of an expression that must all hold: cut at `&&` outside of brackets, without the brackets around a part. */
export function conjuncts(expression: string): string[] {
  const text = withoutBrackets(expression.trim());
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (depth === 0 && text.startsWith('||', i)) return [text];
    else if (depth === 0 && text.startsWith('&&', i)) {
      parts.push(text.slice(start, i));
      start = i + 2;
    }
  }
  return start === 0 ? [text] : [...parts, text.slice(start)].flatMap(conjuncts);
}

/** `(a) && (b)` keeps its brackets: the first one does not close at the end. */
function withoutBrackets(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth === 0) return i === text.length - 1 ? withoutBrackets(text.slice(1, -1).trim()) : text;
  }
  return text;
}
