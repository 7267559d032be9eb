/** What an implementation did with the vector that is explained, for people at a terminal. */
import { oneLine } from '../reporters/escape.js';
import type { Colors } from '../reporters/failure-text.js';
import type { SubjectExplanation } from './explanation.js';

/** Differences beyond which the rest is counted only. */
const SHOWN = 6;

/** Lines that say where it left what is permitted, or that it did not. */
export function subjectLines({ name, version, verdict, reason, parting, differences }: SubjectExplanation, c: Colors): string[] {
  const who = oneLine(`${name} ${version}`);
  if (verdict === 'pass') return [c.green(`${who} does what is permitted.`)];
  const lines = [differences.length === 0 ? c.red(`${who}: ${verdict}`) : c.red(c.bold(`Here ${who} leaves what is permitted.`))];
  if (reason !== undefined) lines.push(`  ${oneLine(reason)}`);
  if (parting !== undefined) lines.push(`  ${c.bold(parting.text)}`);
  for (const { outcome, step, what, expected, found, mask, fields } of differences.slice(0, SHOWN)) {
    const place = step < 0 ? 'at the end' : `step ${String(step + 1)}`;
    lines.push(`  ${place}${outcome === 'only' ? '' : `, outcome ${outcome}`}: ${oneLine(what)}`);
    lines.push(`    permitted ${c.green(oneLine(expected))}${mask === undefined ? '' : c.dim(`  under mask ${mask}`)}`);
    lines.push(`    found     ${c.red(oneLine(found))}`);
    for (const field of fields ?? [])
      lines.push(`      ${field.name.padEnd(6)} permitted ${field.expected}, found ${oneLine(field.found)}`);
  }
  if (differences.length > SHOWN) lines.push(c.dim(`  and ${String(differences.length - SHOWN)} more differences`));
  return lines;
}
