import { explainVector } from './runner/explain/vector.js';
import { explanationLines } from './runner/explain/text.js';
import { loadSuite } from './runner/vectors/load.js';
import { profileFor } from './runner/profiles.js';
import picocolors from 'picocolors';
for (const id of process.argv.slice(2)) { const [i,o]=id.split('@');
const v=loadSuite().vectors.find(v=>v.id===i)!;
console.log(explanationLines(explainVector(v, profileFor(v.requires,undefined).claims, o), picocolors.createColors(false), {verbose:false}).join('\n'));}
