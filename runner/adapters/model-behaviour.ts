/** What the reference model is told to do where the architecture leaves freedom, as words of the command line. */
import { CHOICE_POINTS, alwaysCached, neverCached, randomlyCached } from '../../reference/index.js';
import type { CachePolicy, Choices, InvalidationRule } from '../../reference/index.js';
import { UsageError } from '../errors.js';

export interface ModelBehaviour {
  readonly choices?: Choices;
  /** Makes the policy that each vector is run with; without it the model has no caches. */
  readonly caches?: () => CachePolicy;
  /** Invalidation rules that the model keeps; all if absent. */
  readonly rules?: readonly InvalidationRule[];
}

const FORMS = 'caches=never, caches=always, caches=SEED (a whole number), or a choice point of vtd spec choices and its option';

/** Reads `NAME=VALUE,...`. Throws a UsageError for a name or value that does not exist. */
export function parseBehaviour(text: string): ModelBehaviour {
  const choices: Record<string, string> = {};
  let caches: ModelBehaviour['caches'];
  for (const pair of text.split(',')) {
    const [name = '', value = ''] = pair.split('=', 2);
    if (name === 'caches') {
      caches = policyOf(value);
      continue;
    }
    const point = (CHOICE_POINTS as Readonly<Record<string, { readonly options: Readonly<Record<string, string>> }>>)[name];
    if (point === undefined) throw new UsageError(`the reference model has no behaviour ${name}; expected ${FORMS}`);
    if (!(value in point.options))
      throw new UsageError(`choice point ${name} has no option ${value}; expected ${Object.keys(point.options).join(' or ')}`);
    choices[name] = value;
  }
  return { choices, ...(caches === undefined ? {} : { caches }) };
}

function policyOf(text: string): () => CachePolicy {
  if (text === 'never') return () => neverCached;
  if (text === 'always') return () => alwaysCached;
  const seed = Number(text);
  if (text === '' || !Number.isInteger(seed)) throw new UsageError(`caches=${text}: expected never, always or a whole number as seed`);
  return () => randomlyCached(seed);
}
