/** The vectors as tests of a changed model: what a vector says by hand and its outcomes count, the end state would be the changed model's own. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import type { Capabilities } from '../../reference/index.js';
import type { loadSuite } from '../../runner/vectors/load.js';
import type { planBatches } from '../../runner/plan.js';
import type { followWays, forgetModels } from '../../runner/permitted.js';
import type { LoweredVector } from '../../runner/lower/lowered.js';

/** What the changed code keeps its books in. */
export const books: InstrumenterContext = ((globalThis as { __stryker__?: InstrumenterContext }).__stryker__ ??= {});

/** A vector with the claims that it runs with. */
export interface Case {
  readonly id: string;
  readonly file: string;
  /** IDs that the vector cites. */
  readonly requirements: readonly string[];
  readonly claims: Capabilities;
  /** Lowered by the unchanged model, which lends the runner its layouts: a mutant shall change what the unit does, not what is asked of it. */
  readonly lowered: LoweredVector;
}

/** The vectors of a copy of the project, and how to run one on the model of that copy. */
export interface Cases {
  readonly all: readonly Case[];
  /** Models live longer than a vector: those that a mutant built are not for the next. */
  readonly forgetModels: () => void;
  /** Why a vector fails, or undefined if it passes: on a model of its own, or on one that other vectors left. */
  readonly failureOf: (each: Case, keepsModel?: 'keeps-model') => string | undefined;
}

/** A module of a copy of the project. */
export async function load<T>(root: string, path: string): Promise<T> {
  return (await import(pathToFileURL(resolve(root, path)).href)) as T;
}

/** Loads the suite and the model from the copy of the project at `root`. */
export async function loadCases(root: string): Promise<Cases> {
  const suite = await load<{ loadSuite: typeof loadSuite }>(root, 'runner/vectors/load.ts');
  const plan = await load<{ planBatches: typeof planBatches }>(root, 'runner/plan.ts');
  const model = await load<{ followWays: typeof followWays; forgetModels: typeof forgetModels }>(root, 'runner/permitted.ts');
  const anything = { configurable: true } as Parameters<typeof planBatches>[0];
  const all = plan.planBatches(anything, suite.loadSuite().vectors, undefined).flatMap(({ claims, tasks }) =>
    tasks.map(({ vector, lower }): Case => {
      const { id, requirements, place } = vector;
      const lowered = lower();
      if (typeof lowered === 'string') throw new Error(`${id} runs with no claims: ${lowered}`);
      return { id, file: place.file, requirements, claims, lowered };
    }),
  );
  return {
    all,
    forgetModels: model.forgetModels,
    failureOf: (each, keepsModel) => {
      if (keepsModel === undefined) model.forgetModels();
      return failureOf(each, model.followWays);
    },
  };
}

function failureOf({ id, claims, lowered }: Case, follow: typeof followWays): string | undefined {
  try {
    const contradiction = follow(lowered, claims, () => undefined);
    return contradiction === undefined ? undefined : `${id}: ${contradiction.reason}`;
  } catch (error) {
    return `${id}: ${String(error)}`;
  }
}
