/** `vtd new`, `vtd lint`, `vtd fmt` and `vtd fill`: writing vectors. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import picocolors from 'picocolors';
import { Capabilities } from '../../reference/index.js';
import { openAdapter } from '../adapters/open.js';
import { addVector, editVector } from '../authoring/edit.js';
import { UNCONFIRMED, confirmVector, fillVector } from '../authoring/fill.js';
import { formatVectorFile } from '../authoring/format.js';
import { placeOf } from '../authoring/scaffold.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { compileExpression } from '../expression.js';
import { parseJson } from '../json.js';
import { lintFolder } from '../lint/lint.js';
import { VECTORS_FOLDER } from '../package-root.js';
import { profileFor } from '../profiles.js';
import { wantsColors } from '../reporters/output.js';
import { findVector } from '../select.js';
import { findVectorFiles, loadSuite } from '../vectors/load.js';
import type { SourceVector } from '../vectors/source.js';
import { printJson } from './output.js';

export interface FolderOptions {
  readonly vectors?: string;
  readonly json?: boolean;
}

/** Writes a vector to begin with. */
export async function newCommand(id: string, options: FolderOptions): Promise<number> {
  const place = placeOf(id, resolve(options.vectors ?? VECTORS_FOLDER));
  const made = await addVector(place);
  const file = relative(process.cwd(), place.file);
  const folder = options.vectors === undefined ? '' : ` --vectors ${options.vectors}`;
  const run = `vtd run '${id}'${folder} --profile every -v`;
  if (options.json === true) printJson({ id, file, made, run });
  else process.stdout.write(`${made === 'file' ? 'wrote' : 'added a vector to'} ${file}\nrun it:  ${run}\n`);
  return EXIT.ok;
}

/** Reports what is to be changed in vector files. */
export function lintCommand(files: string[], options: FolderOptions): number {
  const folder = resolve(options.vectors ?? VECTORS_FOLDER);
  const {
    files: count,
    vectors,
    findings,
  } = lintFolder(
    folder,
    wantedFiles(files, folder).map((name) => join(folder, name)),
  );
  const shownFindings = findings.map((finding) => ({ ...finding, file: relative(process.cwd(), finding.file) }));
  if (options.json === true) printJson({ files: count, vectors, findings: shownFindings });
  else {
    const c = picocolors.createColors(wantsColors(process.stdout.isTTY, process.env));
    for (const { file, pointer, rule, message } of shownFindings)
      process.stdout.write(`${c.bold(`${file}#${pointer}`)}\n  ${message}  ${c.dim(rule)}\n`);
    process.stdout.write(`${String(findings.length)} findings in ${String(vectors)} vectors of ${String(count)} files\n`);
  }
  return findings.length === 0 ? EXIT.ok : EXIT.unexpected;
}

/** Brings vector files into canonical form, or with `check` says which are not. */
export async function fmtCommand(files: string[], options: FolderOptions & { readonly check?: boolean }): Promise<number> {
  const folder = resolve(options.vectors ?? VECTORS_FOLDER);
  const changed: string[] = [];
  const names = wantedFiles(files, folder);
  for (const name of names) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    parseJson(text, path);
    const formatted = await formatVectorFile(text);
    if (formatted === text) continue;
    changed.push(relative(process.cwd(), path));
    if (options.check !== true) writeFileSync(path, formatted);
  }
  if (options.json === true) printJson({ files: names.length, changed });
  else {
    for (const name of changed) process.stdout.write(`${name}\n`);
    const verb = options.check === true ? 'not in canonical form' : 'rewritten';
    process.stdout.write(`${String(changed.length)} of ${String(names.length)} files ${verb}\n`);
  }
  return options.check === true && changed.length > 0 ? EXIT.unexpected : EXIT.ok;
}

export interface FillOptions extends FolderOptions {
  readonly profile?: string;
  readonly confirm?: string;
}

/** Completes a vector from the model, or has a second implementation confirm what was filled in. */
export async function fillCommand(id: string, options: FillOptions): Promise<number> {
  const vector = findVector(loadSuite(options.vectors).vectors, id);
  if (options.confirm !== undefined) return confirm(vector, options.confirm, options);
  const filled = fillVector(vector, profileFor(vector.requires, options.profile).claims);
  await editVector(vector, (source) => {
    const steps = source.steps as Record<string, unknown>[];
    for (const { step, expect } of filled) Object.assign(steps[step] as object, { expect, filled: UNCONFIRMED });
  });
  if (options.json === true) printJson({ id, filled });
  else {
    for (const { step, expect } of filled) process.stdout.write(`step ${String(step + 1)}: ${JSON.stringify(expect)}\n`);
    process.stdout.write(
      `${String(filled.length)} filled in; read the text, then have another implementation confirm: vtd fill '${id}' --confirm ADAPTER\n`,
    );
  }
  return EXIT.ok;
}

async function confirm(vector: SourceVector, spec: string, options: FillOptions): Promise<number> {
  if (spec === 'reference' || spec.startsWith('reference:')) throw new UsageError('the model cannot confirm what it filled in itself');
  if (!vector.steps.some((step) => 'filled' in step)) throw new UsageError(`${vector.id} has nothing that was filled in`);
  const adapter = await openAdapter(spec);
  try {
    const info = await adapter.start();
    const claims = info.configurable ? profileFor(vector.requires, options.profile).claims : new Capabilities(info.capabilities);
    if (info.configurable) await adapter.configure?.(claims.raw);
    if (vector.requires !== '' && !compileExpression(vector.requires)(claims))
      throw new UsageError(`${info.name} does not satisfy ${vector.requires}`);
    const difference = await confirmVector(vector, claims, adapter, 10_000);
    const by = `${info.name} ${info.version}`;
    if (difference === undefined)
      await editVector(vector, (source) => {
        for (const step of source.steps as Record<string, unknown>[]) if ('filled' in step) step.filled = by;
      });
    if (options.json === true)
      printJson({ id: vector.id, confirmed: difference === undefined, by, ...(difference === undefined ? {} : { difference }) });
    else process.stdout.write(difference === undefined ? `confirmed by ${by}\n` : `not confirmed by ${by}: ${difference}\n`);
    return difference === undefined ? EXIT.ok : EXIT.unexpected;
  } finally {
    await adapter.stop();
  }
}

/** Files relative to the folder: those named, by path from here or from the folder, or all. Throws a UsageError for one that is not there. */
function wantedFiles(files: readonly string[], folder: string): string[] {
  const all = findVectorFiles(folder);
  if (files.length === 0) return all;
  return files.map((file) => {
    const name = [relative(folder, resolve(file)), file].find((candidate) => all.includes(candidate));
    if (name === undefined) throw new UsageError(`there is no vector file ${file} in ${folder}`);
    return name;
  });
}
