/** `vtd export`. */
import { Capabilities } from '../../reference/index.js';
import { openAdapter } from '../adapters/open.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { expandVector } from '../expand.js';
import { cProgram } from '../export/c-program.js';
import { qtestScript } from '../export/qtest-script.js';
import { compileExpression } from '../expression.js';
import { lowerVector } from '../lower/lower.js';
import { profileFor } from '../profiles.js';
import { fileOutput } from '../reporters/output.js';
import { findVector } from '../select.js';
import { loadSuite } from '../vectors/load.js';

export interface ExportOptions {
  readonly to: 'json' | 'c' | 'qtest';
  readonly profile?: string;
  readonly adapter?: string;
  readonly out?: string;
  readonly vectors?: string;
}

/** Writes the vector in the form that is asked for. Throws a UsageError for a vector that the form cannot hold. */
export async function exportCommand(id: string, options: ExportOptions): Promise<number> {
  const { to, profile, out } = options;
  const vector = findVector(loadSuite(options.vectors).vectors, id);
  if (options.adapter !== undefined && profile !== undefined)
    throw new UsageError('an implementation makes its own claims: give --adapter or --profile');
  const adapter = options.adapter ?? (to === 'qtest' ? 'qemu' : undefined);
  const claims = adapter === undefined ? profileFor(vector.requires, profile).claims : await claimsOf(adapter);
  if (vector.requires !== '' && !compileExpression(vector.requires)(claims)) throw new UsageError(`${id} needs ${vector.requires}`);
  const text = await textOf();
  const file = out === undefined ? undefined : fileOutput(out);
  if (file === undefined) process.stdout.write(text);
  else {
    file.write(text);
    file.close();
  }
  return EXIT.ok;

  function textOf(): string | Promise<string> {
    if (to === 'json') return `${JSON.stringify(expandVector(vector, claims), null, 2)}\n`;
    const lowered = lowerVector(vector, claims);
    return to === 'c' ? cProgram(lowered) : qtestScript(lowered, adapter ?? 'qemu');
  }
}

async function claimsOf(spec: string): Promise<Capabilities> {
  const adapter = await openAdapter(spec);
  try {
    return new Capabilities((await adapter.start()).capabilities);
  } finally {
    await adapter.stop();
  }
}
