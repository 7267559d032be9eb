/** `vtd run --watch`: runs again whenever a vector file changes, in a checkout also when the model or the runner does. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../exit-codes.js';
import { PACKAGE_ROOT, VECTORS_FOLDER } from '../package-root.js';

/** An editor writes a file in several steps, and several files at once. */
const QUIET_MS = 150;

/**
 * Runs the command that was called, without `--watch`, in a process of its own, so that code is loaded anew. A run that is under way when
 * something changes is given up. Ends with Ctrl-C.
 */
export async function watchCommand(vectors: string | undefined): Promise<number> {
  const folders = [vectors ?? VECTORS_FOLDER, join(PACKAGE_ROOT, 'reference'), join(PACKAGE_ROOT, 'runner'), join(PACKAGE_ROOT, 'dist')];
  const args = [...process.execArgv, ...process.argv.slice(1).filter((arg) => arg !== '--watch' && arg !== '-w')];
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;

  const start = (): void => {
    child?.kill('SIGTERM');
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
    const own = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child = own;
    own.once('exit', () => {
      // One that was given up says nothing.
      if (child === own) console.error('waiting for changes; Ctrl-C ends');
    });
  };
  const watchers = folders
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true }, (_, name) => {
        if (name !== null && !/\.(json|ts|js)$/.test(name)) return;
        clearTimeout(timer);
        timer = setTimeout(start, QUIET_MS);
      }),
    );
  start();
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  child?.kill('SIGTERM');
  return EXIT.interrupted;
}
