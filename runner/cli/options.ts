/** How option values are read that several commands share. */
import { InvalidArgumentError } from 'commander';

/** What `--reporter` takes. */
export const REPORTERS =
  'pretty, json, ndjson, junit, tap, markdown, html, github, badge or shields, repeatable; standard output without a file, except html, which needs a folder';

/** For an option that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/** A whole number from 1 on. Throws an InvalidArgumentError for anything else. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on');
  return value;
}
