/** The check at which an implementation went another way than the model, as far as what was observed of it tells. */
import { conditionsOf } from '../conditions.js';
import { hex } from '../hex.js';
import type { Difference } from '../judge.js';
import type { RequestExplanation, SubjectExplanation } from './explanation.js';

/**
 * `differences` are those seen from the request up to the next one. Undefined where they do not tell: a fault reason that
 * differs does, and a request that completes where it must not.
 */
export function partingOf({ steps }: RequestExplanation, differences: readonly Difference[]): SubjectExplanation['parting'] {
  const met = steps.findIndex((step) => (step.kind === 'check' || step.kind === 'permission') && !step.passed);
  const stop = steps[met];
  const here = stop?.kind === 'check' || stop?.kind === 'permission' ? (stop.condition ?? '') : '';
  const reason = foundReason(differences);
  if (reason !== undefined && reason !== 0) {
    const names = conditionsOf(reason).map(({ condition }) => condition);
    const passed = steps.findIndex((step) => step.kind === 'check' && step.passed && names.includes(step.condition));
    if (passed >= 0) {
      const step = steps[passed];
      const name = step?.kind === 'check' ? step.condition : '';
      return { at: passed, text: `it reports fault reason ${hex(reason)}: it stops at ${name}, which the request passes` };
    }
    if (met >= 0) {
      const means = names.length === 0 ? 'which Rev 5.10 does not define' : `that is ${names.join(' or ')}`;
      return { at: met, text: `it reports fault reason ${hex(reason)}, ${means}, where ${here} stops the request` };
    }
  }
  const completes = differences.some(({ expected, found }) => expected.startsWith('blocked') && found.startsWith('success'));
  const records = differences.some(({ fields }) => fields?.some(({ name, found }) => name === 'F' && found === '0x0') === true);
  if (met >= 0 && completes) return { at: met, text: `it does not stop at ${here}: the request completes` };
  if (met >= 0 && records) return { at: met, text: `it leaves no record of ${here}` };
  return undefined;
}

/** The fault reason that was found where another was expected. */
function foundReason(differences: readonly Difference[]): number | undefined {
  for (const { fields } of differences) {
    const field = fields?.find(({ name }) => name === 'FR');
    if (field !== undefined) return Number(field.found);
  }
  return undefined;
}
