/** `vtd coverage`. */
import { coverageOf } from '../coverage/coverage.js';
import type { Coverage } from '../coverage/coverage.js';
import { gainsSince, lossesSince, readSnapshot, snapshotOf, writeSnapshot } from '../coverage/snapshot.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { readReport } from '../merge.js';
import type { Part } from '../merge.js';
import { oneLine } from '../reporters/escape.js';
import { openCoverageReporters } from '../reporters/coverage/index.js';
import { run } from '../run.js';
import { loadSuite } from '../vectors/load.js';

export interface CoverageCommandOptions {
  readonly adapter: string[];
  readonly profile?: string;
  readonly reporter: string[];
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly html?: boolean;
  readonly verbose?: boolean;
  readonly check?: string;
  readonly update?: string | true;
}

/** Shows what the reports, or a run made for it, cover, and compares it with a snapshot. Returns the exit code. */
export async function coverageCommand(files: readonly string[], options: CoverageCommandOptions): Promise<number> {
  const { adapter, profile, check, update } = options;
  if (files.length > 0 && (adapter.length > 0 || profile !== undefined))
    throw new UsageError('--adapter and --profile are for a run made now; reports say themselves what ran');
  const written = typeof update === 'string' ? update : check;
  if (update === true && written === undefined) throw new UsageError('--update needs a file: --update FILE, or --check FILE --update');
  const snapshot = check === undefined || update !== undefined ? undefined : readSnapshot(check);
  const formats = (['json', 'markdown', 'html'] as const).filter((name) => options[name] === true);
  const specs = [...options.reporter, ...formats];
  const isQuiet = written !== undefined && specs.length === 0;
  const tell = isQuiet ? undefined : await openCoverageReporters(specs, { verbose: options.verbose === true });
  const coverage = coverageOf(await partsOf(files, options), loadSuite());
  tell?.(coverage);
  if (update !== undefined && written !== undefined) {
    writeSnapshot(written, snapshotOf(coverage));
    console.error(`${written}: ${String(coverage.summary.covered)} requirements are covered`);
    return EXIT.ok;
  }
  return snapshot === undefined || check === undefined ? EXIT.ok : compare(snapshot, coverage, check);
}

async function partsOf(files: readonly string[], { adapter, profile }: CoverageCommandOptions): Promise<Part[]> {
  if (files.length > 0) return files.map(readReport);
  const adapters = adapter.length === 0 ? ['reference'] : adapter;
  const report = await run({ adapters, ...(profile === undefined ? {} : { profile }) });
  return [{ file: 'this run', report }];
}

/** On standard error, so that the formats can go to standard output. */
function compare(snapshot: Parameters<typeof lossesSince>[0], coverage: Coverage, file: string): number {
  const losses = lossesSince(snapshot, coverage);
  for (const { requirement, now, vectors } of losses) {
    console.error(`${requirement} is no longer covered: ${now}`);
    for (const { id, now: fate } of vectors) console.error(`  ${id}: ${oneLine(fate)}`);
  }
  const gains = gainsSince(snapshot, coverage);
  if (gains.length > 0)
    console.error(`newly covered: ${gains.join(', ')}\n  vtd coverage --update ${file} keeps them from being lost unnoticed`);
  const kept = Object.keys(snapshot.requirements).length - losses.length;
  console.error(`${String(kept)} of ${String(kept + losses.length)} requirements of ${file} are still covered`);
  return losses.length === 0 ? EXIT.ok : EXIT.unexpected;
}
