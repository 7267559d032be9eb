/** Rules for one vector: what the schema cannot say and a reviewer would. */
import type { Requirement } from '../requirements.js';
import type { Profile } from '../profiles.js';
import { compileExpression } from '../expression.js';
import type { SourceVector } from '../vectors/source.js';
import type { Finding } from './finding.js';

type Rule = (vector: SourceVector, context: LintContext) => readonly Omit<Finding, 'file' | 'rule'>[];

export interface LintContext {
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly profiles: readonly Profile[];
}

/** Tag of vectors about which of two defects is found first. */
const ORDER = 'check-order';

export const RULES: Readonly<Record<string, Rule>> = {
  'title-is-a-statement': ({ title, place: { pointer } }) =>
    /^[A-Z].*[^.?!]$/.test(title)
      ? []
      : [
          {
            pointer: `${pointer}/title`,
            message: 'a title is a statement of what a unit does: it begins with a capital and has no full stop',
          },
        ],

  'citation-is-testable': ({ requirements, place: { pointer } }, context) =>
    requirements.flatMap((id, i) =>
      context.requirements.get(id)?.testable === false
        ? [
            {
              pointer: `${pointer}/requirements/${String(i)}`,
              message: `${id} is marked as not testable in the catalogue; cite the rule that is tested`,
            },
          ]
        : [],
    ),

  'citation-stands-once': ({ requirements, place: { pointer } }) =>
    requirements.flatMap((id, i) =>
      requirements.indexOf(id) < i ? [{ pointer: `${pointer}/requirements/${String(i)}`, message: `${id} is cited twice` }] : [],
    ),

  'some-profile-fits': ({ requires, place: { pointer } }, { profiles }) => {
    if (requires === '') return [];
    const holds = compileExpression(requires);
    if (profiles.some(({ claims }) => holds(claims))) return [];
    return [
      {
        pointer: `${pointer}/requires`,
        message: `no profile satisfies ${requires}, so that the vector never runs on the model; widen it or add a profile`,
      },
    ];
  },

  'one-defect': ({ change, steps, tags, place: { pointer } }) => {
    if (tags.includes(ORDER) || !steps.some((step) => JSON.stringify(step).includes('"blocked":true'))) return [];
    const entries = Object.entries(change).filter(([, patch]) => ((patch as { set?: unknown[] }).set ?? []).length > 0);
    return entries.length <= 1
      ? []
      : [
          {
            pointer: `${pointer}/change`,
            message: `bits are set on purpose in ${entries.map(([entry]) => entry).join(' and ')}: one defect a vector tells which check is missing; tag it "${ORDER}" if which comes first is the point`,
          },
        ];
  },

  'outcomes-are-several': ({ outcomes, place: { pointer } }) =>
    Object.keys(outcomes).length === 1
      ? [{ pointer: `${pointer}/outcomes`, message: 'one outcome alone needs no name: put its expectation under "expect"' }]
      : [],

  'filled-is-confirmed': ({ steps, place: { pointer } }) =>
    steps.flatMap((step, i) =>
      'filled' in step && step.filled === 'unconfirmed'
        ? [
            {
              pointer: `${pointer}/steps/${String(i)}/filled`,
              message: 'what the model filled in counts once a second implementation agrees: vtd fill --confirm ADAPTER',
            },
          ]
        : [],
    ),
};
