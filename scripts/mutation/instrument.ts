/** A copy of the project whose model has all mutants built in, each asleep until it is made the active one. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInstrumenter } from '@stryker-mutator/instrumenter';
import glob from 'fast-glob';
import { createInjector } from 'typed-inject';
import { NodeShapes } from './listeners.js';

export interface Mutant {
  readonly id: string;
  /** Path below the root of the project. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** What stands there, and what the mutant makes of it. */
  readonly original: string;
  readonly replacement: string;
}

/** What configures Stryker says which files and which mutants. */
const CONFIGURATION = JSON.parse(readFileSync('stryker.config.json', 'utf8')) as {
  readonly mutate: readonly string[];
  readonly mutator: { readonly excludedMutations: string[] };
};
/** Parts of the project that a run of the suite needs. */
const PARTS = ['reference', 'runner', 'schemas', 'vectors', 'package.json', 'tsconfig.json'];

/** Makes the copy in `folder`, which is emptied first, of files that match the globs, and returns its mutants. */
export async function instrument(folder: string, globs: readonly string[] = CONFIGURATION.mutate): Promise<Mutant[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const names = glob.sync([...globs]);
  const sources = new Map(names.map((name) => [resolve(name), readFileSync(name, 'utf8')]));
  const { files, mutants } = await instrumenter().instrument(
    [...sources].map(([name, content]) => ({ name, content, mutate: true })),
    { ...CONFIGURATION.mutator, plugins: null, ignorers: [NodeShapes.value] },
  );
  // Counting takes far longer than the vectors themselves: it can be switched off once it is known what they reach. A loop that
  // has become endless may also become slower with every round, so that it is stopped by time as well.
  for (const { name, content } of files) {
    const path = join(folder, name.slice(resolve('.').length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      content
        .replace('function cover() {', 'function cover() { if (ns.countsNothing) return;')
        .replace('++ns.hitCount > ns.hitLimit', '(++ns.hitCount > ns.hitLimit || performance.now() > ns.deadline)'),
    );
  }
  return mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName, location, replacement }) => ({
      id,
      file: fileName.slice(resolve('.').length + 1),
      line: location.start.line + 1,
      original: textAt(sources.get(fileName) ?? '', location),
      replacement,
    }));
}

function instrumenter(): ReturnType<typeof createInstrumenter> {
  const silent = (): void => undefined;
  const none = (): boolean => false;
  const logger = {
    ...{ isTraceEnabled: none, isDebugEnabled: none, isInfoEnabled: none, isWarnEnabled: none, isErrorEnabled: none, isFatalEnabled: none },
    ...{ trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent },
  };
  const injector = createInjector()
    .provideValue('logger', logger)
    .provideValue('getLogger', () => logger);
  return createInstrumenter(injector);
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text between two positions, lines and columns counted from 0. */
function textAt(source: string, { start, end }: { readonly start: Position; readonly end: Position }): string {
  const lines = source.split('\n').slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1)?.slice(0, end.column) ?? '';
  lines[0] = lines[0]?.slice(start.column) ?? '';
  return lines.join('\n');
}
