/**
 * The complete set of what a vector permits: every way of the model, through what its caches may hold and through the
 * choice points that make a difference, with the vector's outcome that it belongs to.
 */
import { CACHES, CHOICE_POINTS } from '../reference/index.js';
import type { Capabilities, ChoicePoint, Choices, Decision } from '../reference/index.js';
import type { ModelRun } from './adapters/reference.js';
import { formatSource, hex, hexBytes } from './hex.js';
import { judge, showDeviceTlbRequests } from './judge.js';
import { isOfMessages } from './lower/lowered.js';
import type { LoweredVector } from './lower/lowered.js';
import { MOST_WAYS, modelFor, waysOf } from './permitted.js';

/** One thing that the unit may decide, and why it may. */
export interface Reason {
  /** Choice point or cache. */
  readonly point: string;
  readonly taken: string;
  readonly section: string;
  readonly requirement: string;
}

/** What is observed on one or several ways, and one of the ways that leads there: the one with the fewest decisions. */
export interface PermittedObservation {
  /** Names of the vector's outcomes that it meets; none means that the vector leaves it out. */
  readonly outcomes: readonly string[];
  /** What each checked operation gives, as label and value. */
  readonly observed: readonly (readonly [label: string, value: string])[];
  readonly reasons: readonly Reason[];
  /** How many ways of the model lead to it. */
  readonly ways: number;
}

export interface PermittedSet {
  readonly observations: readonly PermittedObservation[];
  readonly ways: number;
  /** False if the exploration gave up at its bound. */
  readonly complete: boolean;
}

interface Found {
  readonly outcomes: readonly string[];
  readonly observed: readonly (readonly [string, string])[];
  reasons: readonly Reason[];
  ways: number;
}

/** Explores a vector on a unit with given claims. */
export function permittedSet(lowered: LoweredVector, capabilities: Capabilities): PermittedSet {
  const model = modelFor(capabilities, lowered.platform);
  const found = new Map<string, Found>();
  let ways = 0;
  for (const choices of choicesThatMatter(lowered, capabilities)) {
    for (const { run, decisions } of waysOf(model, lowered.operations, choices)) {
      if (++ways > MOST_WAYS) return { observations: [...found.values()], ways: ways - 1, complete: false };
      add(found, lowered, run, [...reasonsOfChoices(choices), ...reasonsOfCaches(decisions)]);
    }
  }
  return { observations: [...found.values()], ways, complete: true };
}

function add(found: Map<string, Found>, lowered: LoweredVector, run: ModelRun, reasons: Reason[]): void {
  const observed = observationOf(lowered, run);
  const key = JSON.stringify(observed);
  const before = found.get(key);
  if (before === undefined) {
    found.set(key, { outcomes: judge(lowered, run, []).fits, observed, reasons, ways: 1 });
    return;
  }
  before.ways++;
  if (reasons.length < before.reasons.length) before.reasons = reasons;
}

/** Every combination of the options that change what is observed when they alone are taken. */
export function choicesThatMatter(lowered: LoweredVector, capabilities: Capabilities): Choices[] {
  const model = modelFor(capabilities, lowered.platform);
  const observe = (choices: Choices): string => JSON.stringify(observationOf(lowered, model.run(lowered.operations, choices)));
  const usual = observe({});
  let combinations: Record<string, string>[] = [{}];
  for (const { name, options } of Object.values(CHOICE_POINTS) as readonly ChoicePoint[]) {
    const others = Object.keys(options)
      .slice(1)
      .filter((option) => observe({ [name]: option }) !== usual);
    combinations = [...combinations, ...others.flatMap((option) => combinations.map((each) => ({ ...each, [name]: option })))];
  }
  return combinations;
}

/** What the checked operations give, and the messages and responses that left the unit. */
function observationOf(lowered: LoweredVector, run: ModelRun): (readonly [string, string])[] {
  const labels = new Map<number, string>();
  for (const { operation, label, must } of lowered.checks) {
    if (!isOfMessages(must)) labels.set(operation, labels.get(operation) ?? label);
  }
  const observed = [...labels].sort(([a], [b]) => a - b).map(([operation, label]) => [label, shown(run, operation)] as const);
  for (const { address, data } of run.interrupts) observed.push(['interrupt message', `${hex(data)} to ${hex(address)}`]);
  for (const { sourceId, group, code } of run.responses)
    observed.push(['page group response', `code ${String(code)} to ${formatSource(sourceId)} for group ${String(group)}`]);
  if (run.deviceTlbRequests.length > 0) observed.push(['device-TLB invalidation requests', showDeviceTlbRequests(run.deviceTlbRequests)]);
  return observed;
}

function shown(run: ModelRun, operation: number): string {
  const { status, value, bytes } = run.results[operation] ?? {};
  const parts = [status, value === undefined ? undefined : hex(value), bytes === undefined ? undefined : hexBytes(bytes)];
  return parts.filter((part) => part !== undefined).join(' ');
}

function reasonsOfChoices(choices: Choices): Reason[] {
  return Object.entries(choices).map(([name, option]) => {
    const { section, requirement, meaning, options } = (CHOICE_POINTS as Readonly<Record<string, ChoicePoint>>)[name] as ChoicePoint;
    return { point: name, taken: `the choice ${name} (${meaning}): ${options[option] ?? ''}`, section, requirement };
  });
}

/** What was taken from caches; where memory was taken there is nothing to tell. */
function reasonsOfCaches(decisions: readonly Decision[]): Reason[] {
  return decisions.flatMap(({ taken, candidates }) => {
    const entry = candidates[taken - 1];
    if (entry === undefined) return [];
    const { title, section, requirement } = CACHES[entry.cache];
    return [{ point: entry.cache, taken: `what the ${title} may still hold ${tagsText(entry)}`, section, requirement }];
  });
}

function tagsText({ cache, tags }: NonNullable<Decision['candidates'][number]>): string {
  const { sourceId, domain, pasid, firstPage, lastPage, level } = tags;
  const of = (page: number): string => hex(BigInt(page) << 12n);
  const pages = firstPage === lastPage ? `for page ${of(firstPage)}` : `for pages ${of(firstPage)} to ${of(lastPage)}`;
  switch (cache) {
    case 'context':
      return `for ${formatSource(sourceId)}`;
    case 'pasid':
      return `for ${formatSource(sourceId)} and PASID ${hex(pasid)}`;
    case 'interrupt':
      return `for index ${String(level)}`;
    case 'iotlb':
      return `for ${formatSource(sourceId)}, ${pages}, domain ${String(domain)}`;
    default:
      return `${pages}, level ${String(level)}, domain ${String(domain)}`;
  }
}
