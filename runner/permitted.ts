/**
 * What the architecture permits for a vector on a unit with given claims: the model is led down every way that its caches
 * may go, for each set of choices that the vector names, and each way must be one of the vector's outcomes.
 */
import { everyWay } from '../reference/index.js';
import type { Capabilities, Choices, Decision } from '../reference/index.js';
import type { Operation, PlatformSetting } from './adapters/adapter.js';
import { ModelRunner, modelKey } from './adapters/reference.js';
import type { ModelRun } from './adapters/reference.js';
import type { ArchitectedValue } from './architected-state.js';
import { judge } from './judge.js';
import type { Difference, ModelEnd } from './judge.js';
import type { LoweredVector, PermittedOutcome } from './lower/lowered.js';
import { mayBeStale, probesOf } from './staleness.js';

/** Ways of one vector beyond which the exploration gives up, and says so. */
export const MOST_WAYS = 4096;

/** One way that the model went. */
export interface Way {
  readonly run: ModelRun;
  readonly decisions: readonly Decision[];
  /** Names of the vector's outcomes that it meets. */
  readonly outcomes: readonly string[];
}

/** Why the vector and the model contradict each other: which permitted outcome is missing or impossible, and where they differ. */
export interface Contradiction {
  readonly reason: string;
  readonly differences: readonly Difference[];
}

const models = new Map<string, ModelRunner>();

/** The model with the same claims, one for each set of them and each platform. */
export function modelFor(capabilities: Capabilities, platform?: PlatformSetting): ModelRunner {
  const key = platform === undefined ? capabilities.key : modelKey(capabilities.raw, platform);
  let model = models.get(key);
  if (model === undefined) {
    model = new ModelRunner(capabilities.raw, platform);
    models.set(key, model);
  }
  return model;
}

/** Makes models anew from here on: for those who change the model itself, as mutation testing does. */
export function forgetModels(): void {
  models.clear();
}

/**
 * Leads the model down every way and calls `visit` for each while its state still stands. Returns a contradiction if a way
 * meets none of the vector's outcomes, or an outcome is met by no way.
 */
export function followWays(lowered: LoweredVector, capabilities: Capabilities, visit: (way: Way) => void): Contradiction | undefined {
  const model = modelFor(capabilities, lowered.platform);
  for (const outcomes of groupByChoices(lowered.outcomes)) {
    const met = new Set<string>();
    let nearest: readonly Difference[] = [];
    let ways = 0;
    for (const { run, decisions } of waysOf(model, lowered.operations, outcomes[0]?.choices ?? {})) {
      if (++ways > MOST_WAYS)
        return { reason: `the exploration of what caches may do has more than ${String(MOST_WAYS)} ways`, differences: [] };
      const { fits, differences } = judge(lowered, run, []);
      if (fits.length === 0) return { reason: missing(lowered.outcomes, decisions), differences };
      nearest = differences;
      for (const name of fits) met.add(name);
      visit({ run, decisions, outcomes: fits });
    }
    const impossible = outcomes.find(({ name }) => !met.has(name));
    if (impossible !== undefined) return { reason: `no way of the model has outcome ${impossible.name}`, differences: nearest };
  }
  return undefined;
}

/** Every way of the model through the operations; one, where nothing that it could have cached is out of date. */
export function* waysOf(
  model: ModelRunner,
  operations: readonly Operation[],
  choices: Choices,
): Generator<{ readonly run: ModelRun; readonly decisions: readonly Decision[] }> {
  if (!mayBeStale(operations, model.cachesFaults)) {
    yield { run: model.run(operations, choices), decisions: [] };
    return;
  }
  const probes = probesOf(operations);
  for (const { policy, decisions } of everyWay()) yield { run: model.run(operations, choices, { policy, probes }), decisions };
}

/** Outcomes that the same choices lead to: what tells them apart is what the caches do. */
function groupByChoices(outcomes: readonly PermittedOutcome[]): (readonly PermittedOutcome[])[] {
  if (outcomes.length === 1) return [outcomes];
  const groups = new Map<string, PermittedOutcome[]>();
  for (const outcome of outcomes) {
    const key = JSON.stringify(Object.entries(outcome.choices).sort());
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups.values()];
}

function missing(outcomes: readonly PermittedOutcome[], decisions: readonly Decision[]): string {
  const taken = decisions.flatMap(({ taken, candidates }) => candidates[taken - 1]?.cache ?? []);
  const how = taken.length === 0 ? '' : ` (from the caches: ${taken.join(', ')})`;
  return `the model may do what no outcome of the vector allows${how}: it does not meet ${outcomes.map(({ name }) => name).join(', ')}`;
}

/**
 * The states that the model ends in, one for each way that differs from the others, and the operations with the reads that
 * fetch the subject's.
 */
export function permittedEnds(
  lowered: LoweredVector,
  capabilities: Capabilities,
): { readonly operations: readonly Operation[]; readonly ends: readonly ModelEnd[] } | Contradiction {
  const unsettled = lowered.settlesMemory ? [] : lowered.touched;
  const dumps = unsettled.map(({ address, length }) => ({ op: 'dump' as const, address, length: Number(length) }));
  const firstRead = lowered.operations.length + dumps.length;
  const ends = new Map<string, ModelEnd>();
  const reads = new Map<string, Operation>();
  const contradiction = followWays(lowered, capabilities, ({ run, outcomes }) => {
    if (!lowered.source.comparesEnd) return;
    const registers = run.state();
    const memory = dumps.map(({ address, length }, i) => ({
      address,
      bytes: run.memory(address, length),
      operation: lowered.operations.length + i,
    }));
    for (const register of registers) reads.set(placeKey(register), readOf(register));
    for (const outcome of outcomes) {
      const end = { outcome, registers, firstRead, memory, interrupts: run.interrupts };
      ends.set(
        JSON.stringify(end, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        end,
      );
    }
  });
  if (contradiction !== undefined) return contradiction;
  if (!lowered.source.comparesEnd) return { operations: lowered.operations, ends: [] };
  return { operations: [...lowered.operations, ...dumps, ...reads.values()], ends: alignReads([...ends.values()], [...reads.keys()]) };
}

/** Where a register is: its unit and its offset. */
function placeKey({ unit, offset }: ArchitectedValue): string {
  return `${String(unit)} ${String(offset)}`;
}

function readOf({ offset, size, unit }: ArchitectedValue): Operation {
  return { op: 'read', offset, size, ...(unit === undefined ? {} : { unit }) };
}

/** Ends may differ in which registers count; each gets its registers in the order of the common reads. */
function alignReads(ends: readonly ModelEnd[], places: readonly string[]): ModelEnd[] {
  return ends.map((end) => {
    const byPlace = new Map(end.registers.map((register) => [placeKey(register), register]));
    const registers = places.map((place) => byPlace.get(place) ?? { name: '', offset: 0, size: 4 as const, mask: 0n, value: 0n });
    return { ...end, registers };
  });
}
