/** Where reporters write: standard output, or a file. */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Output } from './reporter.js';

/** Width where nothing says how wide the screen is. */
const USUAL_COLUMNS = 80;

/** Standard output, or nothing more once its reader has gone. */
export function standardOutput(): Output {
  const stream = process.stdout;
  surviveGoneReader();
  return {
    write: (text) => {
      if (stream.writable) stream.write(text);
    },
    isTerminal: stream.isTTY && process.env.TERM !== 'dumb',
    colors: wantsColors(stream.isTTY, process.env),
    // A pseudo terminal that nobody gave a size says 0.
    get columns() {
      return stream.columns > 0 ? stream.columns : USUAL_COLUMNS;
    },
    close: () => undefined,
  };
}

let survives = false;

/**
 * `vtd run | head -1` closes our standard output while we write. What is measured still goes to the other reporters
 * and into the exit code, so this is silence and no error; a full disk behind `>` is one.
 */
export function surviveGoneReader(): void {
  if (survives) return;
  survives = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    console.error(`vtd: cannot write standard output: ${error.code ?? error.message}`);
    process.once('exit', () => {
      process.exitCode = EXIT.usage;
    });
  });
}

/** Colours for people only, unless the environment says otherwise (no-color.org; FORCE_COLOR as in Node itself). */
export function wantsColors(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}

/** Opens a file, so that one that cannot be written is known before the run. Throws a UsageError then and at any later write. */
export function fileOutput(path: string): Output {
  return opened(path, 'w');
}

/** The same, after what the file already holds. */
export function appendingOutput(path: string): Output {
  return opened(path, 'a');
}

function opened(path: string, flags: 'w' | 'a'): Output {
  const descriptor = attempt(path, () => {
    makeFolder(dirname(path));
    return openSync(path, flags);
  });
  return {
    write: (text) => {
      // Unlike writeSync this goes on until all is written, also into a pipe.
      attempt(path, () => {
        writeFileSync(descriptor, text);
      });
    },
    isTerminal: false,
    colors: false,
    columns: USUAL_COLUMNS,
    close: () => {
      closeSync(descriptor);
    },
  };
}

/** Not `recursive: true`, which never comes back below /proc (Node 20). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another shard on this machine may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
