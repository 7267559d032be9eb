/** A failure as lines of text: what differs field by field, the rules it breaks, and how to repeat it. */
import type picocolors from 'picocolors';
import type { RequirementLookup } from '../requirements.js';
import type { VectorResult } from '../result.js';
import { oneLine, visible } from './escape.js';
import { placeOf, rulesOf } from './findings.js';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Lines below the headline, indented by two. At most `limit` differences are shown. */
export function failureLines(result: VectorResult, lookUp: RequirementLookup, c: Colors, limit: number): string[] {
  const lines = [`  ${oneLine(result.title)}`];
  // What follows the first line is indented further, so that no text of the subject passes for a line of ours.
  if (result.reason !== undefined) lines.push(`  ${visible(result.reason).replaceAll('\n', '\n      ')}`);
  const differences = result.differences ?? [];
  for (const difference of differences.slice(0, limit)) {
    lines.push(`  ${placeOf(difference)}: ${oneLine(difference.what)}`);
    const mask = difference.mask === undefined ? '' : c.dim(`  under mask ${oneLine(difference.mask)}`);
    lines.push(`    expected ${c.green(oneLine(difference.expected))}${mask}`, `    found    ${c.red(oneLine(difference.found))}`);
    for (const { name, expected, found } of difference.fields ?? []) {
      lines.push(`      ${oneLine(name).padEnd(6)} expected ${oneLine(expected)}, found ${oneLine(found)}`);
    }
  }
  if (differences.length > limit) lines.push(c.dim(`  and ${String(differences.length - limit)} more differences`));
  for (const { id, section, statement } of rulesOf(result, lookUp)) {
    lines.push(section === undefined ? c.cyan(`  ${id}`) : `${c.cyan(`  ${id} (§${section})`)} ${statement}`);
  }
  if (result.repeat !== undefined) lines.push(`  repeat: ${oneLine(result.repeat)}`);
  return lines.flatMap((line) => line.split('\n'));
}
