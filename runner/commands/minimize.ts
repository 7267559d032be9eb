/** `vtd minimize`. */
import { dirname, join, relative, resolve } from 'node:path';
import { openAdapter } from '../adapters/open.js';
import { formatVectorFile } from '../authoring/format.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { minimize } from '../minimize/minimize.js';
import { sizeOf } from '../minimize/shrink.js';
import { fileOf } from '../minimize/standalone.js';
import { profileFor } from '../profiles.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { fileOutput } from '../reporters/output.js';
import { findVector } from '../select.js';
import { loadSuite } from '../vectors/load.js';
import { printJson } from './output.js';

export interface MinimizeOptions {
  readonly adapter?: string;
  readonly out?: string;
  readonly timeout?: number;
  readonly vectors?: string;
  readonly json?: boolean;
}

const DEFAULT_TIMEOUT = 10_000;

/** Finds the smallest part that still fails and prints it as a vector file, or writes it. Throws a UsageError if nothing fails. */
export async function minimizeCommand(id: string, options: MinimizeOptions): Promise<number> {
  if (options.adapter === undefined) throw new UsageError('minimize needs the implementation that fails: --adapter SPEC');
  const vector = findVector(loadSuite(options.vectors).vectors, id);
  const adapter = await openAdapter(options.adapter);
  const { isTTY } = process.stderr;
  let tries = 0;
  try {
    const started = await adapter.start();
    const info =
      (started.configurable ? await adapter.configure?.(profileFor(vector.requires, undefined).capabilities) : undefined) ?? started;
    const { before, after, symptom } = await minimize(vector, {
      adapter,
      info,
      timeout: options.timeout ?? DEFAULT_TIMEOUT,
      onTry: () => {
        tries++;
        if (isTTY && tries % 10 === 0) process.stderr.write(`\r${String(tries)} parts tried`);
      },
    });
    if (isTTY) process.stderr.write('\r\u001b[K');
    const place = resolve(options.out ?? 'minimized.json');
    const schema = relative(dirname(place), join(PACKAGE_ROOT, 'schemas/vector-file.schema.json')).replaceAll('\\', '/');
    const text = await formatVectorFile(JSON.stringify(fileOf(vector, after, schema)));
    const sizes = { before: sizeOf(before), after: sizeOf(after) };
    if (options.out !== undefined) {
      const file = fileOutput(options.out);
      file.write(text);
      file.close();
    }
    if (options.json === true) printJson({ id, adapter: options.adapter, symptom, tries, ...sizes, file: JSON.parse(text) as object });
    else if (options.out === undefined) process.stdout.write(text);
    const told = (Object.keys(sizes.before) as (keyof typeof sizes.before)[])
      .map((what) => `${what} ${String(sizes.before[what])} to ${String(sizes.after[what])}`)
      .join(', ');
    console.error(`${id} still fails: ${symptom}\n${told}; ${String(tries)} parts tried`);
    return EXIT.ok;
  } finally {
    await adapter.stop();
  }
}
