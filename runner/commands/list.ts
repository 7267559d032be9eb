/** `vtd list`. */
import { UsageError } from '../errors.js';
import { select } from '../select.js';
import { toListing } from '../vectors/listing.js';
import { loadSuite } from '../vectors/load.js';
import { printJson, printRows } from './output.js';

export interface ListOptions {
  readonly filter?: string;
  readonly requirement: string[];
  readonly tag: string[];
  readonly vectors?: string;
  readonly json?: boolean;
}

/** Lists the selected vectors. Throws a UsageError if there are none. */
export function listCommand(ids: readonly string[], options: ListOptions): void {
  const { filter, requirement, tag, vectors } = options;
  const selected = select(loadSuite(vectors).vectors, {
    ids,
    requirements: requirement,
    tags: tag,
    ...(filter === undefined ? {} : { filter }),
  });
  if (selected.length === 0) throw new UsageError('the selection contains no vector');
  if (options.json === true) {
    printJson(selected.map(toListing));
    return;
  }
  printRows(selected.map(({ id, title }) => [id, title]));
}
