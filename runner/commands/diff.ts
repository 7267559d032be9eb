/** `vtd diff`: two subjects against each other. */
import picocolors from 'picocolors';
import { diffSubjects } from '../diff/diff.js';
import type { Comparison, DiffReport } from '../diff/diff.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { wantsColors } from '../reporters/output.js';
import { select } from '../select.js';
import { loadSuite } from '../vectors/load.js';
import { printJson } from './output.js';

export interface DiffCommandOptions {
  readonly adapter: string[];
  readonly profile?: string;
  readonly filter?: string;
  readonly timeout?: number;
  readonly vectors?: string;
  readonly json?: boolean;
}

const DEFAULT_TIMEOUT = 10_000;

/** Compares two subjects; the exit code is 1 if one of them does what is not permitted. Throws as `diffSubjects` does. */
export async function diffCommand(ids: string[], options: DiffCommandOptions): Promise<number> {
  const [first, second, ...more] = options.adapter;
  if (first === undefined || second === undefined || more.length > 0)
    throw new UsageError(`diff compares two subjects: give --adapter twice, found ${String(options.adapter.length)} times`);
  const vectors = select(loadSuite(options.vectors).vectors, {
    ids,
    requirements: [],
    tags: [],
    ...(options.filter === undefined ? {} : { filter: options.filter }),
  });
  if (vectors.length === 0) throw new UsageError('the selection contains no vector');
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  process.once('SIGINT', stop);
  const { isTTY } = process.stderr;
  let done = 0;
  const report = await diffSubjects({
    a: first,
    b: second,
    vectors,
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
    signal: abort.signal,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    onComparison: () => {
      done++;
      if (isTTY && done % 50 === 0) process.stderr.write(`\r${String(done)} of ${String(vectors.length)}`);
    },
  });
  process.removeListener('SIGINT', stop);
  if (isTTY) process.stderr.write('\r\u001b[K');
  if (options.json === true) printJson(documentOf(report, first, second));
  else process.stdout.write(textOf(report));
  if (report.interrupted) return EXIT.interrupted;
  const isWrong = ({ outcome, permitted }: Comparison): boolean =>
    outcome === 'errored' || permitted?.a === false || permitted?.b === false;
  return report.comparisons.some(isWrong) ? EXIT.unexpected : EXIT.ok;
}

function documentOf({ a, b, comparisons, interrupted }: DiffReport, first: string, second: string): object {
  return {
    a: { adapter: first, name: a.name, version: a.version },
    b: { adapter: second, name: b.name, version: b.version },
    interrupted,
    summary: summaryOf(comparisons),
    comparisons: comparisons.filter(({ outcome }) => outcome !== 'same'),
  };
}

function summaryOf(comparisons: readonly Comparison[]): Record<Comparison['outcome'] | 'bothPermitted' | 'total', number> {
  const of = (outcome: Comparison['outcome']): number => comparisons.filter((each) => each.outcome === outcome).length;
  const bothPermitted = comparisons.filter(({ permitted }) => permitted?.a === true && permitted.b).length;
  return {
    same: of('same'),
    differ: of('differ'),
    bothPermitted,
    skipped: of('skipped'),
    errored: of('errored'),
    total: comparisons.length,
  };
}

function textOf({ a, b, comparisons, interrupted }: DiffReport): string {
  const c = picocolors.createColors(wantsColors(process.stdout.isTTY, process.env));
  const lines = [`A  ${a.name} ${a.version}`, `B  ${b.name} ${b.version}`];
  for (const { id, title, outcome, reason, differences, permitted } of comparisons) {
    if (outcome === 'errored') lines.push('', `${c.red('ERRORED')}  ${id}`, `  ${title}`, `  ${reason ?? ''}`);
    if (outcome !== 'differ' || permitted === undefined) continue;
    const word = permitted.a && permitted.b ? c.yellow('both permitted') : c.red(wrongOnes(permitted));
    lines.push('', `${c.bold(id)}  ${word}`, `  ${title}`);
    for (const { step, what, a: ofA, b: ofB } of differences ?? []) {
      lines.push(`  ${step < 0 ? '' : `step ${String(step + 1)}, `}${what}`, `    A  ${ofA}`, `    B  ${ofB}`);
    }
  }
  const { same, differ, bothPermitted, skipped, errored, total } = summaryOf(comparisons);
  lines.push(
    '',
    `${String(same)} same, ${String(differ)} differ (${String(bothPermitted)} of them both permitted), ${String(errored)} errored, ${String(skipped)} skipped of ${String(total)}`,
  );
  if (interrupted) lines.push('interrupted before the end');
  return `${lines.join('\n')}\n`;
}

function wrongOnes({ a, b }: { a: boolean; b: boolean }): string {
  if (!a && !b) return 'neither permitted';
  return a ? 'B not permitted' : 'A not permitted';
}
