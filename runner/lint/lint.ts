/** Looks through vector files and reports every finding, not only the first. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import { loadProfiles } from '../profiles.js';
import { loadRequirements } from '../requirements.js';
import { findVectorFiles, parseVectorFile } from '../vectors/load.js';
import type { SourceVector } from '../vectors/source.js';
import { findDuplicates } from './duplicates.js';
import type { Finding } from './finding.js';
import { RULES } from './rules.js';
import { findUnlowerable } from './unlowerable.js';
import { findUnusedTables } from './tables.js';

export interface LintReport {
  readonly files: number;
  readonly vectors: number;
  readonly findings: readonly Finding[];
}

/** Lints the files of a folder; `only` limits what is reported to some of them, given relative to the folder. */
export function lintFolder(folder: string, only: readonly string[] = []): LintReport {
  const requirements = loadRequirements();
  const profiles = loadProfiles();
  const findings: Finding[] = [];
  const vectors: SourceVector[] = [];
  const files = findVectorFiles(folder);
  const ids = new Map<string, SourceVector>();
  for (const name of files) {
    const file = join(folder, name);
    try {
      for (const vector of parseVectorFile(readFileSync(file, 'utf8'), file, name.slice(0, -'.json'.length), requirements)) {
        const before = ids.get(vector.id);
        if (before === undefined) ids.set(vector.id, vector);
        else
          findings.push(
            finding(
              vector,
              `${vector.place.pointer}/slug`,
              'id-is-its-own',
              `${vector.id} stands twice; the other is ${before.place.file}#${before.place.pointer}`,
            ),
          );
        vectors.push(vector);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      findings.push(ofError(error));
    }
  }
  for (const vector of vectors) {
    for (const [rule, check] of Object.entries(RULES)) {
      findings.push(...check(vector, { requirements, profiles }).map((each) => ({ file: vector.place.file, rule, ...each })));
    }
  }
  findings.push(...findUnusedTables(vectors), ...findDuplicates(vectors), ...findUnlowerable(vectors, profiles));
  const wanted = only.length === 0 ? findings : findings.filter(({ file }) => only.includes(file));
  return { files: files.length, vectors: vectors.length, findings: wanted };
}

function ofError({ complaint: { file, pointer = '', expected, found, hint } }: InputError): Finding {
  return { file, pointer, rule: 'valid', message: `expected ${expected}, found ${found}${hint === undefined ? '' : `; ${hint}`}` };
}

function finding(vector: SourceVector, pointer: string, rule: string, message: string): Finding {
  return { file: vector.place.file, pointer, rule, message };
}
