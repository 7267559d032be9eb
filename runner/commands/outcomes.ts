/** `vtd outcomes`: everything that a vector permits, with the reason of each. */
import { EXIT } from '../exit-codes.js';
import { lowerVector } from '../lower/lower.js';
import { ONLY_OUTCOME } from '../lower/lowered.js';
import type { LoweredVector } from '../lower/lowered.js';
import { permittedSet } from '../outcomes.js';
import type { PermittedObservation, PermittedSet } from '../outcomes.js';
import { MOST_WAYS } from '../permitted.js';
import { profileFor } from '../profiles.js';
import { findVector } from '../select.js';
import { loadSuite } from '../vectors/load.js';
import { printJson } from './output.js';

export interface OutcomesOptions {
  readonly profile?: string;
  readonly vectors?: string;
  readonly json?: boolean;
}

/**
 * Prints the permitted set of one vector. The exit code is 1 if the set and the vector's outcomes differ, or if the
 * exploration gave up. Throws a UsageError if there is no such vector, or no profile has its capabilities.
 */
export function outcomesCommand(id: string, options: OutcomesOptions): number {
  const suite = loadSuite(options.vectors);
  const vector = findVector(suite.vectors, id);
  const { name, claims } = profileFor(vector.requires, options.profile);
  const lowered = lowerVector(vector, claims);
  const set = permittedSet(lowered, claims);
  const missing = lowered.outcomes.filter((outcome) => !set.observations.some(({ outcomes }) => outcomes.includes(outcome.name)));
  if (options.json === true) printJson(documentOf(lowered, name, set, missing));
  else process.stdout.write(textOf(lowered, name, set, missing));
  const agrees = set.complete && missing.length === 0 && set.observations.every(({ outcomes }) => outcomes.length > 0);
  return agrees ? EXIT.ok : EXIT.unexpected;
}

type Missing = LoweredVector['outcomes'];

function documentOf(lowered: LoweredVector, profile: string, { observations, ways, complete }: PermittedSet, missing: Missing): object {
  return {
    id: lowered.source.id,
    title: lowered.source.title,
    profile,
    ways,
    complete,
    observations: observations.map(({ observed, ...rest }) => ({
      ...rest,
      observed: observed.map(([label, value]) => ({ label, value })),
    })),
    neverReached: missing.map(({ name }) => name),
  };
}

function textOf(lowered: LoweredVector, profile: string, { observations, ways, complete }: PermittedSet, missing: Missing): string {
  const lines = [
    lowered.source.id,
    `  ${lowered.source.title}`,
    `  profile ${profile}: ${count(observations.length, 'permitted outcome')} on ${count(ways, 'way')} of the model`,
  ];
  for (const observation of observations) {
    lines.push('', headline(lowered, observation));
    lines.push(...tellingLines(observation, observations));
    for (const { taken, section, requirement } of observation.reasons) lines.push(`    because of ${taken} (§${section}, ${requirement})`);
    if (observation.reasons.length === 0) lines.push('    on a unit without caches that takes every default');
  }
  for (const { name } of missing) lines.push('', `${name}: no way of the model has this outcome of the vector`);
  if (!complete) lines.push('', `The exploration gave up after ${String(MOST_WAYS)} ways: there may be further outcomes.`);
  return `${lines.join('\n')}\n`;
}

function headline(lowered: LoweredVector, { outcomes, ways }: PermittedObservation): string {
  const on = ways === 1 ? '' : `  (${String(ways)} ways)`;
  if (outcomes.length === 0) return `NOT AMONG THE OUTCOMES OF THE VECTOR${on}`;
  const described = outcomes.map((name) => {
    const because = lowered.outcomes.find((outcome) => outcome.name === name)?.because ?? '';
    if (name === ONLY_OUTCOME) return 'the only outcome';
    return because === '' ? name : `${name}: ${because}`;
  });
  return `${described.join('; ')}${on}`;
}

/** Of one observation, what differs from another one; of the only one nothing, as the vector itself says it. */
function tellingLines(observation: PermittedObservation, all: readonly PermittedObservation[]): Set<string> {
  const differing = observation.observed.filter(([label, value], i) =>
    all.some(({ observed }) => observed[i]?.join() !== `${label},${value}`),
  );
  return new Set(differing.map(([label, value]) => `    ${label}: ${value}`));
}

function count(n: number, what: string): string {
  return `${String(n)} ${what}${n === 1 ? '' : 's'}`;
}
