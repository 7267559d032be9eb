/** How a subject stands to a requirement, by the vectors that cite it. */
import type { Column, Model } from './model.js';
import { countOutcomes, unexpectedCount } from './outcomes.js';
import type { Counts } from './outcomes.js';

/** `broken`: a vector fails unexpectedly; `deviates`: only listed failures; `met`: all that ran passed; `open`: none ran. */
export type Standing = 'broken' | 'deviates' | 'met' | 'open';

export const STANDINGS: readonly Standing[] = ['broken', 'deviates', 'met', 'open'];

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  broken: 'broken',
  deviates: 'known deviation',
  met: 'met',
  open: 'not exercised',
};

export const STANDING_SIGNS: Readonly<Record<Standing, string>> = { broken: '✕', deviates: '~', met: '✓', open: '–' };

export interface Score {
  readonly counts: Counts;
  readonly standing: Standing;
}

export function scoreOf(model: Model, column: Column, requirement: number): Score {
  const counts = countOutcomes(model.vectorsOf(requirement).map((vector) => column.outcomes[vector]));
  return { counts, standing: standingOf(counts) };
}

function standingOf(counts: Counts): Standing {
  if (unexpectedCount(counts) > 0) return 'broken';
  if (counts['known-fail'] > 0) return 'deviates';
  return counts.pass > 0 ? 'met' : 'open';
}

/** Number of requirements of each standing. */
export function standingsOf(model: Model, column: Column): Readonly<Record<Standing, number>> {
  const standings = { broken: 0, deviates: 0, met: 0, open: 0 };
  for (const i of model.data.requirements.keys()) standings[scoreOf(model, column, i).standing]++;
  return standings;
}
