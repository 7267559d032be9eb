/** The coverage that is kept in the repository, so that a change that loses some of it is noticed. */
import { writeFileSync } from 'node:fs';
import type { CoverageSnapshot } from '../../schemas/generated/coverage-snapshot.js';
import { UsageError } from '../errors.js';
import { readJson, validate } from '../json.js';
import { passes } from './coverage.js';
import type { Coverage, RequirementRow } from './coverage.js';

/** Vectors that are named for a requirement: enough to say what went missing, and few enough that the file changes rarely. */
const WITNESSES = 3;

export interface Loss {
  readonly requirement: string;
  /** What became of the requirement. */
  readonly now: string;
  /** The vectors that covered it, and what became of each. */
  readonly vectors: readonly { readonly id: string; readonly now: string }[];
}

/** Reads a snapshot. Throws an InputError for a file that is none. */
export function readSnapshot(file: string): CoverageSnapshot {
  const document = readJson(file);
  validate('coverage-snapshot', document, file);
  return document as CoverageSnapshot;
}

export function snapshotOf({ requirements }: Coverage): CoverageSnapshot {
  const covered = requirements.filter(({ status }) => status === 'covered');
  return {
    $schema: '../schemas/coverage-snapshot.schema.json',
    format: 1,
    requirements: Object.fromEntries(covered.map((row) => [row.id, witnesses(row)])),
  };
}

function witnesses({ vectors }: RequirementRow): string[] {
  return vectors
    .filter(({ results }) => results.some(passes))
    .slice(0, WITNESSES)
    .map(({ id }) => id);
}

/** Writes the snapshot, a line for each requirement. Throws a UsageError if the file cannot be written. */
export function writeSnapshot(file: string, { $schema, format, requirements }: CoverageSnapshot): void {
  const lines = Object.entries(requirements).map(([id, vectors]) => `    ${JSON.stringify(id)}: ${JSON.stringify(vectors)}`);
  const text = `{\n  "$schema": ${JSON.stringify($schema)},\n  "format": ${String(format)},\n  "requirements": {\n${lines.join(',\n')}\n  }\n}\n`;
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** Requirements that the snapshot has and the coverage has no more. */
export function lossesSince(snapshot: CoverageSnapshot, coverage: Coverage): Loss[] {
  const rows = new Map(coverage.requirements.map((row) => [row.id, row]));
  return Object.entries(snapshot.requirements).flatMap(([requirement, vectors]) => {
    const row = rows.get(requirement);
    if (row?.status === 'covered') return [];
    return [{ requirement, now: STATUS_TEXT[row?.status ?? 'gone'], vectors: vectors.map((id) => ({ id, now: fateOf(id, row, coverage) })) }];
  });
}

/** Requirements that the coverage has and the snapshot does not. */
export function gainsSince(snapshot: CoverageSnapshot, { requirements }: Coverage): string[] {
  return requirements.filter(({ id, status }) => status === 'covered' && !(id in snapshot.requirements)).map(({ id }) => id);
}

const STATUS_TEXT = {
  gone: 'no longer in the catalogue',
  covered: 'covered',
  untestable: 'now said to be untestable',
  uncited: 'cited by no vector',
  failing: 'cited by vectors that fail',
  skipped: 'cited by vectors that are skipped',
  'not-run': 'cited by vectors that did not run',
  'not-applicable': 'about nothing that the implementation claims',
} as const;

function fateOf(id: string, row: RequirementRow | undefined, { requirements }: Coverage): string {
  const citing = row?.vectors.find((vector) => vector.id === id);
  if (citing === undefined) return requirements.some(({ vectors }) => vectors.some((vector) => vector.id === id)) ? 'no longer cites it' : 'is gone';
  if (citing.results.length === 0) return 'did not run';
  return [...new Set(citing.results.map(({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`)))].join('; ');
}
