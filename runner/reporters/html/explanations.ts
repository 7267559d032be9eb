/** The model's walk of failing vectors, for the page: on the claims of the subject, towards the outcome that it came nearest to. */
import { Capabilities } from '../../../reference/index.js';
import type { ExplanationStep, RequestExplanation } from '../../explain/explanation.js';
import { explainVector } from '../../explain/vector.js';
import { ONLY_OUTCOME } from '../../lower/lowered.js';
import type { SubjectReport, VectorResult } from '../../result.js';
import type { SourceVector } from '../../vectors/source.js';
import type { PageExplanation } from './page-data.js';

type Claims = NonNullable<SubjectReport['capabilities']>;

/** Explanations on one page. They are its largest part, and who has more failures begins with some of them. */
export const MOST_EXPLANATIONS = 500;

export class Explanations {
  readonly all: PageExplanation[] = [];
  private readonly indexes = new Map<string, number>();

  /** The index in `all`; undefined where there are already too many. */
  add(vector: SourceVector, { differences }: VectorResult, claims: Claims): number | undefined {
    const tried = differences?.[0]?.outcome;
    const outcome = tried === ONLY_OUTCOME ? undefined : tried;
    const key = JSON.stringify([vector.id, claims, outcome]);
    let index = this.indexes.get(key);
    if (index === undefined) {
      if (this.all.length >= MOST_EXPLANATIONS) return undefined;
      index = this.all.push(explain(vector, claims, outcome)) - 1;
      this.indexes.set(key, index);
    }
    return index;
  }
}

function explain(vector: SourceVector, { ver, cap, ecap, haw }: Claims, wanted: string | undefined): PageExplanation {
  try {
    const claims = new Capabilities({ ver: Number(ver), cap: BigInt(cap), ecap: BigInt(ecap), haw });
    const { requests, outcome } = explainVector(vector, claims, wanted);
    return { ...(outcome === null ? {} : { outcome: [outcome.name, outcome.because] }), requests: requests.map(withoutQuietFields) };
  } catch (error) {
    // One vector that the model cannot be led through must not cost the page.
    return { requests: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Reserved and ignored fields that are 0 say nothing; they are most of an entry. */
function withoutQuietFields(request: RequestExplanation): RequestExplanation {
  const steps = request.steps.map((step): ExplanationStep => {
    if (step.kind !== 'read' && step.kind !== 'record') return step;
    return {
      ...step,
      fields: step.fields.filter(({ kind, value, reservedBitsSet }) => kind === undefined || value !== '0x0' || reservedBitsSet),
    };
  });
  return { ...request, steps };
}
