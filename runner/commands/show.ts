/** `vtd show`. */
import { expandVector } from '../expand.js';
import { profileFor } from '../profiles.js';
import { findVector } from '../select.js';
import { loadSuite } from '../vectors/load.js';
import type { Suite } from '../vectors/load.js';
import { compact, stepText } from '../step-text.js';
import type { SourceVector } from '../vectors/source.js';
import { printJson } from './output.js';

export interface ShowOptions {
  readonly expanded?: boolean;
  readonly profile?: string;
  readonly vectors?: string;
  readonly json?: boolean;
}

/** Shows one vector. Throws a UsageError if there is none of that ID, or no profile has its capabilities. */
export function showCommand(id: string, options: ShowOptions): void {
  const suite = loadSuite(options.vectors);
  const vector = findVector(suite.vectors, id);
  if (options.expanded === true) printJson(expandVector(vector, profileFor(vector.requires, options.profile).claims));
  else if (options.json === true) printJson(describe(vector));
  else process.stdout.write(readable(vector, suite));
}

/** The vector as it stands in its file, with what the file gives it. */
function describe(vector: SourceVector): object {
  const { id, title, requirements, requires, tags, notes, given, change, outcomes, steps } = vector;
  const present = given.filter((each) => each !== undefined);
  return {
    id,
    title,
    requirements,
    requires,
    tags,
    notes,
    outcomes: Object.keys(outcomes),
    outcomeReasons: outcomes,
    given: present,
    change,
    steps,
  };
}

function readable(vector: SourceVector, suite: Suite): string {
  const lines = [vector.id, `  ${vector.title}`];
  if (vector.notes !== '') lines.push(`  ${vector.notes}`);
  if (vector.requires !== '') lines.push(`requires  ${vector.requires}`);
  for (const id of vector.requirements) {
    const requirement = suite.requirements.get(id);
    lines.push(`checks    ${id} (§${requirement?.section ?? ''}) ${requirement?.statement ?? ''}`);
  }
  for (const [name, { because }] of Object.entries(vector.outcomes)) lines.push(`permits   ${name}: ${because}`);
  const platform = vector.given[1]?.platform ?? vector.given[0]?.platform;
  for (const { name, ...unit } of platform?.units ?? []) lines.push(`unit      ${[name, compact(unit)].join('  ').trimEnd()}`);
  for (const [part, list] of Object.entries(platform ?? {}).filter(([key]) => key !== 'units')) {
    for (const each of Array.isArray(list) ? (list as unknown[]) : [list]) lines.push(`${part.padEnd(9)} ${compact(each)}`);
  }
  for (const given of vector.given) {
    for (const [name, table] of Object.entries(given?.tables ?? {})) {
      lines.push(`table     ${name} at ${String(table.at)}, ${table.of}`);
      for (const [index, entry] of Object.entries(table.entries ?? {})) lines.push(`            [${index}] ${compact(entry)}`);
    }
    for (const { at, bytes } of given?.memory ?? []) lines.push(`memory    ${String(at)}  ${bytes}`);
    for (const { at, length } of given?.unreadable ?? []) lines.push(`memory    ${String(at)}, ${String(length)} bytes: accesses fail`);
    for (const step of given?.steps ?? []) lines.push(`before    ${stepText(step)}`);
  }
  for (const [key, patch] of Object.entries(vector.change)) lines.push(`change    ${key} ${compact(patch)}`);
  for (const [i, step] of vector.steps.entries()) {
    lines.push(`step ${String(i + 1).padEnd(4)} ${stepText(step)}`);
    if ('expect' in step) lines.push(`          expects ${compact(step.expect)}`);
    if ('either' in step)
      for (const [name, expect] of Object.entries(step.either ?? {})) lines.push(`          expects in ${name}: ${compact(expect)}`);
  }
  return `${lines.join('\n')}\n`;
}
