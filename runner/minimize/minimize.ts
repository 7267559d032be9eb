/** The smallest part of a vector that an implementation still fails in the same way. */
import { Capabilities } from '../../reference/index.js';
import type { Adapter, SubjectInfo } from '../adapters/adapter.js';
import { InputError, UsageError } from '../errors.js';
import { executeVector } from '../execute.js';
import { compileExpression } from '../expression.js';
import { lowerVector } from '../lower/lower.js';
import type { VectorResult } from '../result.js';
import type { SourceVector } from '../vectors/source.js';
import { shrink } from './shrink.js';
import { partsOf, withParts } from './standalone.js';
import type { Parts } from './standalone.js';

type Measured = Pick<VectorResult, 'outcome' | 'differences' | 'reason'>;

export interface Minimized {
  readonly before: Parts;
  readonly after: Parts;
  readonly tries: number;
  /** What both show. */
  readonly symptom: string;
}

/**
 * Runs ever smaller parts on a subject that has been started. A part counts if the model still meets its expectations and the subject fails
 * by the same outcome, with the first difference of the whole among its own. Throws a UsageError if the subject does not fail the vector at all.
 */
export async function minimize(
  vector: SourceVector,
  { adapter, info, timeout, onTry }: { adapter: Adapter; info: SubjectInfo; timeout: number; onTry?: () => void },
): Promise<Minimized> {
  const capabilities = new Capabilities(info.capabilities);
  if (vector.requires !== '' && !compileExpression(vector.requires)(capabilities))
    throw new UsageError(`${info.name} skips ${vector.id}: it needs ${vector.requires}`);
  const measure = async (parts: Parts): Promise<Measured> => {
    const candidate = withParts(vector, parts);
    const lowered = lowerVector(candidate, capabilities);
    return executeVector(candidate, lowered, { adapter, info, capabilities, isReference: false, timeout, known: undefined });
  };
  const before = partsOf(vector);
  const whole = await measure(before);
  const symptom = symptomOf(whole);
  if (symptom === undefined)
    throw new UsageError(
      `${info.name} does not fail ${vector.id}: ${whole.outcome}${whole.reason === undefined ? '' : `, ${whole.reason}`}`,
    );
  let tries = 0;
  const after = await shrink(
    before,
    async (parts) => {
      try {
        return showsSame(await measure(parts), whole);
      } catch (error) {
        // A part that means nothing is none.
        if (error instanceof InputError || error instanceof UsageError || error instanceof RangeError) return false;
        throw error;
      }
    },
    () => {
      tries++;
      onTry?.();
    },
  );
  return { before, after, tries, symptom };
}

function symptomOf({ outcome, differences = [], reason }: Measured): string | undefined {
  if (outcome === 'fail') return differences[0]?.what;
  return outcome === 'crashed' || outcome === 'timeout' ? `${outcome}${reason === undefined ? '' : `: ${reason}`}` : undefined;
}

function showsSame(part: Measured, whole: Measured): boolean {
  if (part.outcome !== whole.outcome) return false;
  if (part.outcome !== 'fail') return true;
  const [first] = whole.differences ?? [];
  return (part.differences ?? []).some(
    ({ what, found, expected }) => what === first?.what && sameKind(found, first.found) && sameKind(expected, first.expected),
  );
}

/** Data differ from part to part, since they come from patterns; what counts is which of them is there. */
function sameKind(a: string, b: string): boolean {
  const isData = (text: string): boolean => /^[0-9a-f]{8,}$/.test(text);
  return a === b || (isData(a) && isData(b));
}
