/** `vtd explain`: a vector, or a request on a memory image. */
import picocolors from 'picocolors';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Explanation } from '../explain/explanation.js';
import { explanationPage } from '../explain/html.js';
import { explainImage } from '../explain/image.js';
import { explainOnSubject } from '../explain/subject.js';
import { explanationLines } from '../explain/text.js';
import { explainVector } from '../explain/vector.js';
import { profileFor } from '../profiles.js';
import { fileOutput, wantsColors } from '../reporters/output.js';
import { findVector } from '../select.js';
import { loadSuite } from '../vectors/load.js';
import { imageOptionsOf } from './explain-image.js';
import type { ImageFlags } from './explain-image.js';
import { printJson } from './output.js';

export interface ExplainOptions extends ImageFlags {
  readonly adapter?: string;
  readonly profile?: string;
  readonly outcome?: string;
  readonly timeout?: number;
  readonly vectors?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly html?: string;
}

const DEFAULT_TIMEOUT = 10_000;

/** Explains and returns the exit code: 1 if the implementation that was asked for does what is not permitted. */
export async function explainCommand(id: string | undefined, options: ExplainOptions): Promise<number> {
  const explanation = await explain(id, options);
  if (options.html !== undefined) {
    const file = fileOutput(options.html);
    file.write(explanationPage(explanation));
    file.close();
  }
  if (options.json === true) printJson(explanation);
  else if (options.html === undefined) {
    const c = picocolors.createColors(wantsColors(process.stdout.isTTY, process.env));
    process.stdout.write(`${explanationLines(explanation, c, { verbose: options.verbose === true }).join('\n')}\n`);
  }
  const { subject } = explanation;
  return subject === undefined || subject.verdict === 'pass' || subject.verdict === 'skipped' ? EXIT.ok : EXIT.unexpected;
}

function explain(id: string | undefined, options: ExplainOptions): Explanation | Promise<Explanation> {
  const { memory, adapter, profile, outcome } = options;
  if (id === undefined) {
    if (memory.length === 0) throw new UsageError('say which vector to explain, or give a memory image with --memory');
    if (adapter !== undefined || outcome !== undefined)
      throw new UsageError('--adapter and --outcome are for vectors, not for a memory image');
    return explainImage(imageOptionsOf(options));
  }
  if (memory.length > 0) throw new UsageError(`either a vector or a memory image is explained: found ${id} and --memory`);
  const vector = findVector(loadSuite(options.vectors).vectors, id);
  if (adapter === undefined) return explainVector(vector, profileFor(vector.requires, profile).claims, outcome);
  return explainOnSubject(vector, adapter, {
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
    ...(profile === undefined ? {} : { profile }),
    ...(outcome === undefined ? {} : { outcome }),
  });
}
