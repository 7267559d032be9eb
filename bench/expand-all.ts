/** Writes every vector into a folder as a file of its own, self-contained, for the first profile that it fits. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandVector } from '../dist/runner/expand.js';
import { compileExpression } from '../dist/runner/expression.js';
import { loadProfiles } from '../dist/runner/profiles.js';
import { loadSuite } from '../dist/runner/vectors/load.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected a folder');
const profiles = loadProfiles();
for (const [i, vector] of loadSuite().vectors.entries()) {
  const profile = profiles.find(({ claims }) => vector.requires === '' || compileExpression(vector.requires)(claims));
  if (profile !== undefined) writeFileSync(join(folder, `${i}.json`), JSON.stringify(expandVector(vector, profile.claims)));
}
