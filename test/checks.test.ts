/** What the model tells of its checks, held against what it read: every vector of the suite is listened to. */
import { beforeAll, describe, expect, test } from 'vitest';
import { REGISTERS, RULES, STRUCTURES, TABLE_15, TABLE_30, extract, reservedMask } from '../reference/index.js';
import type { Capabilities, Condition, InterruptCondition, Layout, WalkEvent } from '../reference/index.js';
import { ModelRunner } from '../runner/adapters/reference.js';
import { lowerVector } from '../runner/lower/lower.js';
import { profileFor } from '../runner/profiles.js';
import { loadSuite } from '../runner/vectors/load.js';

const { vectors, requirements } = loadSuite();

type Named = Condition | InterruptCondition;

/** What is wrong with what was told, in a few words each. */
const wrong: string[] = [];
const passed = new Set<string>();
const met = new Set<string>();

function layoutOf(name: string): Layout {
  return STRUCTURES.find((layout) => layout.name === name) as Layout;
}

/** Conditions of the form "is not present": the field that says so. */
const PRESENT: Readonly<Record<string, string>> = {
  'LRT.2': 'P',
  'LCT.2': 'P',
  'SCT.2': 'P',
  'SPD.2': 'P',
  'SPT.2': 'P',
  'SFS.2': 'P',
  '22h': 'P',
};
/** Conditions of the form "a reserved bit is set" where every bit of the entry counts. */
const RESERVED = ['LRT.3', 'LCT.3', 'SCT.3', 'SPD.3', 'LSS.2', 'SSS.3', 'SFS.3', 'HPT.2'];

/** Conditions that a comparison of permissions ends in, which is told with the permissions instead. */
const BY_PERMISSION = ['LGN.2', 'LGN.3', 'SGN.7', 'HPT.4', 'HPT.5', 'HPT.6'];

/**
 * Conditions that are looked at only where they are met: a mode, a special condition, an illegal request. Of SPT.5 no vector
 * has a unit with ECAP.ERS that is asked for execution.
 */
const ONLY_IF_MET = ['RTA.1.2', 'RTA.4', 'S.1', 'S.2', '29h', 'SPT.5'];

/** What the entry itself says of a condition; undefined where more than the entry decides. */
function isMetBy(event: Extract<WalkEvent, { type: 'entry' }>, { condition }: Named, claims: Capabilities): boolean | undefined {
  const layout = layoutOf(event.structure);
  const present = layout.fields.find(({ name }) => name === PRESENT[condition]);
  if (present !== undefined) return extract(event.value, present) === 0n;
  // With SSIRWE bit 62 is a permission.
  if (RESERVED.includes(condition) && !(event.structure.startsWith('ss-') && claims.get('ECAP', 'SSIRWS') === 1))
    return (event.value & reservedMask(layout, claims)) !== 0n;
  return undefined;
}

function listen(events: readonly WalkEvent[], claims: Capabilities, id: string): void {
  let entry: Extract<WalkEvent, { type: 'entry' }> | undefined;
  for (const [i, event] of events.entries()) {
    if (event.type === 'entry') entry = event;
    if (event.type === 'access-error') entry = undefined;
    const next = events[i + 1];
    const fault = next?.type === 'fault' || next?.type === 'interrupt-fault' ? next.condition : undefined;
    if ((event.type === 'fault' || event.type === 'interrupt-fault') && !['checks', 'permission'].includes(events[i - 1]?.type ?? ''))
      wrong.push(`${id}: ${event.condition.condition} without a check`);
    if (event.type === 'permission' && fault !== undefined) met.add(fault.condition);
    if (event.type !== 'checks') continue;
    const end = fault === undefined ? event.conditions.length : event.conditions.indexOf(fault);
    if (end < 0)
      wrong.push(`${id}: ${fault?.condition ?? ''} is not among the checks ${event.conditions.map((c) => c.condition).join(', ')}`);
    const told = [
      ...event.conditions.slice(0, end).map((each) => [each, false] as const),
      ...(fault === undefined ? [] : [[fault, true] as const]),
    ];
    for (const [condition, isMet] of told) {
      (isMet ? met : passed).add(condition.condition);
      // Only the checks told right after an entry are about that entry.
      if (entry === undefined || events[i - 1] !== entry) continue;
      if (isMetBy(entry, condition, claims) === !isMet)
        wrong.push(`${id}: ${condition.condition} ${isMet ? 'met' : 'passed'} at ${entry.structure}`);
    }
  }
}

beforeAll(() => {
  const runners = new Map<Capabilities, ModelRunner>();
  let events: WalkEvent[] = [];
  for (const vector of vectors) {
    const { claims } = profileFor(vector.requires, undefined);
    const lowered = lowerVector(vector, claims);
    if (lowered.platform !== undefined) continue;
    const runner = runners.get(claims) ?? new ModelRunner(claims.raw, undefined, (event) => events.push(event));
    runners.set(claims, runner);
    for (const { choices } of lowered.outcomes) {
      events = [];
      runner.run(lowered.operations, choices);
      listen(events, claims, vector.id);
    }
  }
}, 120_000);

describe('the checks that the model tells', () => {
  test('hold for what it read, and a fault is always one of those told', () => {
    expect(wrong).toEqual([]);
  });

  test('are all told as passed and as met by some vector', () => {
    const names = [...TABLE_30, ...TABLE_15].map(({ condition }) => condition);
    expect(
      names.filter((name) => !met.has(name)),
      'never met',
    ).toEqual([]);
    expect(
      names.filter((name) => !passed.has(name) && !BY_PERMISSION.includes(name) && !ONLY_IF_MET.includes(name)),
      'never passed',
    ).toEqual([]);
  });
});

describe('the rule of a condition', () => {
  test('exists for each, and cites the requirement that states it, with its sections', () => {
    expect(Object.keys(RULES).sort()).toEqual([...TABLE_30, ...TABLE_15].map(({ condition }) => condition).sort());
    for (const [name, { requirement, section }] of Object.entries(RULES)) {
      const entry = requirements.get(requirement);
      expect(entry?.section, `${name} cites ${requirement}`).toBe(section);
      const condition = [...TABLE_30, ...TABLE_15].find((each) => each.condition === name);
      if (condition === undefined || condition.code === null) continue;
      expect(requirement, name).toContain(`FLT-C${condition.code.toString(16).toUpperCase().padStart(2, '0')}`);
    }
  });

  test('names structures, registers and fields that exist', () => {
    const layouts = new Map([...STRUCTURES, ...REGISTERS].map(({ name, fields }) => [name, fields.map((field) => field.name)]));
    for (const { looksAt } of Object.values(RULES)) {
      for (const { in: places, fields } of looksAt) {
        if (places.includes('request')) continue;
        for (const field of fields)
          expect(
            places.some((place) => layouts.get(place)?.includes(field)),
            `${places.join()} ${field}`,
          ).toBe(true);
        for (const place of places) expect(layouts.has(place), place).toBe(true);
      }
    }
  });
});
