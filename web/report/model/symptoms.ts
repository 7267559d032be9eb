/** Groups failures by what they look like, so that a hundred of one cause read as one. */
import type { PageDetail, PageDifference } from '../../../runner/reporters/html/page-data.js';
import type { Outcome } from './outcomes.js';

/** What a failure looks like, without the values that differ from vector to vector. */
export function symptomOf(outcome: Outcome, detail: PageDetail | undefined, reason: string): string {
  if (outcome === 'known-fail' || outcome === 'unexpected-pass') return reason;
  const difference = detail?.differences?.[0];
  if (difference === undefined) return `${outcome}: ${withoutNumbers(lastLine(reason))}`;
  return lookOf(difference);
}

function lookOf({ what, expected, found, fields }: PageDifference): string {
  const subject = withoutNumbers(what.replace(/ at the end\b.*$/, '').replace(/\.high$|, (half|word) \d+$/, ''));
  const [first, ...others] = fields ?? [];
  if (first === undefined)
    return /^(0x|[0-9a-f]*$)/.test(found)
      ? `${subject}: not as expected`
      : `${subject}: ${withoutNumbers(expected)}, found ${withoutNumbers(found)}`;
  if (others.length > 0) return `${subject}: ${(fields ?? []).map(([name]) => name).join(', ')}`;
  const [name, wanted, given] = first;
  // Flags and small codes say what went wrong; addresses only where.
  return wanted.length <= 4 && given.length <= 4 ? `${subject}.${name} is ${given}, not ${wanted}` : `${subject}.${name} differs`;
}

/** Of a log, what stands last was written as it ended. */
function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function withoutNumbers(text: string): string {
  return text
    .replace(/0x[0-9a-f]+/gi, '…')
    .replace(/\b[0-9a-f]{8,}\b/gi, '…')
    .replace(/\b[0-9a-f]{2}:[0-9a-f]{2}\.\d\b/gi, '…')
    .replace(/…(?:(?: to |, )…)+/g, '…');
}
