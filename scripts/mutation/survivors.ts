/** Mutants of the model that no vector notices, each with the reason: survivors.json, to which `npm run mutation:score` holds what it finds. */
import { readFileSync } from 'node:fs';
import type { Mutant } from './instrument.js';

/** Why a mutant may live, from what nothing could notice to what a vector should. */
export const KINDS = {
  equivalent: 'Nothing that the unit does is different.',
  listeners: 'Only what listeners are told is different: `vtd explain` has tests of its own (test/explain.test.ts and others).',
  caches:
    'More or less is cached. A vector permits what the architecture lets a unit cache, and what a unit must not use any more `test/caching.test.ts` sees.',
  choice:
    'The architecture leaves it open, and the vectors name another choice; `test/outcomes.test.ts` takes every choice of every vector.',
  library:
    'What programs that use the model as a library rely on, and no vector can ask: `test/model-api.test.ts`, `test/platform.test.ts`, `test/memory.test.ts`.',
  claims: 'Only a unit with claims that no profile has would tell them apart.',
  silent: 'The text does not say what happens.',
} as const;

export type Kind = keyof typeof KINDS;

/** Mutants that live for one reason. */
export interface Group {
  readonly kind: Kind;
  readonly why: string;
  /** By file below `reference/`: changes as `changeOf` writes them, the same one as often as it occurs. */
  readonly mutants: Readonly<Record<string, readonly string[]>>;
}

const LIST = new URL('survivors.json', import.meta.url);
/** Characters of each side of a change. */
const ROOM = 110;

export function loadGroups(): readonly Group[] {
  return JSON.parse(readFileSync(LIST, 'utf8')) as readonly Group[];
}

/** A mutant in one line: what stands there, and what it makes of it. */
export function changeOf({ original, replacement }: Pick<Mutant, 'original' | 'replacement'>): string {
  return `${oneLine(original)} → ${oneLine(replacement)}`;
}

/** Code in one line, as far as there is room. */
function oneLine(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length <= ROOM ? line : `${line.slice(0, ROOM)}…`;
}

/** Those of the mutants for which the groups have no reason, and how many live for a reason of each kind. */
export function explain(alive: readonly Mutant[], groups: readonly Group[]): { unexplained: Mutant[]; byKind: Map<Kind, number> } {
  const reasons = new Map<string, Kind[]>();
  for (const { kind, mutants } of groups)
    for (const [file, changes] of Object.entries(mutants))
      for (const change of changes) {
        const key = `reference/${file} ${change}`;
        reasons.set(key, [...(reasons.get(key) ?? []), kind]);
      }
  const byKind = new Map<Kind, number>();
  const unexplained = alive.filter((mutant) => {
    const kind = reasons.get(`${mutant.file} ${changeOf(mutant)}`)?.shift();
    if (kind !== undefined) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
    return kind === undefined;
  });
  return { unexplained, byKind };
}
