/**
 * Leads the model through every vector in each way that the suite knows: as the plain run does, as units that cache, and with
 * a listener that hears of every step. What remains unreached then is code of the model that no vector says anything of.
 * `npm run coverage` measures it.
 */
import { run } from '../dist/runner/index.js';
import { explainVector } from '../dist/runner/explain/vector.js';
import { compileExpression } from '../dist/runner/expression.js';
import { permittedSet } from '../dist/runner/outcomes.js';
import { lowerVector } from '../dist/runner/lower/lower.js';
import { loadProfiles } from '../dist/runner/profiles.js';
import { loadSuite } from '../dist/runner/vectors/load.js';

const adapters = ['reference', 'reference:caches=always', 'reference:caches=never', 'reference:caches=1'];
const { summary } = await run({ adapters });
if (summary.fail + summary.crashed + summary.errored > 0)
  throw new Error(`${String(summary.fail)} failed, ${String(summary.errored)} errored: vtd run says which`);

const profiles = loadProfiles();
for (const vector of loadSuite().vectors) {
  const profile = profiles.find(({ claims }) => vector.requires === '' || compileExpression(vector.requires)(claims));
  if (profile === undefined) continue;
  explainVector(vector, profile.claims);
  permittedSet(lowerVector(vector, profile.claims), profile.claims);
}
