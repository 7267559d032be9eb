/** The catalogue of requirements that vectors cite. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Requirements } from '../schemas/generated/requirements.js';
import { InputError } from './errors.js';
import { readJson, validate } from './json.js';
import { VECTORS_FOLDER } from './package-root.js';

export type Requirement = Requirements['requirements'][number];

const OWN_FOLDER = join(VECTORS_FOLDER, 'requirements');
/** The suite's own catalogue, which many ask for: it does not change while the program runs. */
let own: Map<string, Requirement> | undefined;

/** All requirements by ID. Throws an InputError for a file that is not a catalogue or an ID that stands twice. */
export function loadRequirements(folder = OWN_FOLDER): ReadonlyMap<string, Requirement> {
  return folder === OWN_FOLDER ? (own ??= readCatalogue(folder)) : readCatalogue(folder);
}

function readCatalogue(folder: string): Map<string, Requirement> {
  const catalogue = new Map<string, Requirement>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const path = join(folder, name);
    const document = readJson(path);
    validate('requirements', document, path);
    for (const [i, requirement] of (document as Requirements).requirements.entries()) {
      if (catalogue.has(requirement.id)) {
        throw new InputError({
          file: path,
          pointer: `/requirements/${String(i)}/id`,
          expected: 'an ID of its own',
          found: `${requirement.id}, which another entry has`,
        });
      }
      catalogue.set(requirement.id, requirement);
    }
  }
  return catalogue;
}

/** Finds a requirement by ID. */
export type RequirementLookup = (id: string) => Requirement | undefined;
