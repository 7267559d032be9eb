/** What the formats have in common: names, differences, rules, reasons, all as text on one line each. */
import type { RequirementLookup } from '../requirements.js';
import type { Report, Summary, SubjectReport, VectorResult } from '../result.js';
import { oneLine } from './escape.js';

export type ReportedDifference = NonNullable<VectorResult['differences']>[number];

/** The counts in the order in which they interest a reader, with the words for them. */
export const COUNTS: readonly (readonly [key: keyof Summary, word: string])[] = [
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['crashed', 'crashed'],
  ['timeout', 'timed out'],
  ['errored', 'errored'],
  ['unexpectedPass', 'unexpectedly passed'],
  ['knownFail', 'known failures'],
  ['skipped', 'skipped'],
];

/** A subject by name and version, with a number where an earlier one has the same. */
export function subjectLabel(subject: SubjectReport, earlier: readonly SubjectReport[]): string {
  const nth = earlier.filter(({ name, version }) => name === subject.name && version === subject.version).length + 1;
  return oneLine(`${subject.name} ${subject.version}`.trim()) + (nth === 1 ? '' : ` (${String(nth)})`);
}

export function subjectLabels(subjects: readonly SubjectReport[]): string[] {
  return subjects.map((subject, i) => subjectLabel(subject, subjects.slice(0, i)));
}

/** The vector, and the profile where the same vector runs with several. */
export function resultName(result: VectorResult, subject: SubjectReport | undefined): string {
  return oneLine(subject?.profile === 'every' ? `${result.id} [${result.profile ?? ''}]` : result.id);
}

/** The ID without its last part: the file the vector stands in. */
export function topicOf(id: string): string {
  return oneLine(id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : id);
}

/** Where a difference was found: a step as people count, from 1, or the end. */
export function placeOf({ step, outcome }: ReportedDifference): string {
  const place = step < 0 ? 'end state' : `step ${String(step + 1)}`;
  return outcome === 'only' ? place : `${place}, outcome ${oneLine(outcome)}`;
}

/** The rules a vector cites, with section and statement where the catalogue has them. */
export function rulesOf(result: VectorResult, lookUp: RequirementLookup): { id: string; section: string | undefined; statement: string }[] {
  return result.requirements.map((id) => {
    const requirement = lookUp(id);
    return { id: oneLine(id), section: requirement?.section, statement: requirement?.statement ?? '' };
  });
}

/** What went wrong in one line. */
export function headline(result: VectorResult): string {
  const first = result.differences?.[0];
  if (first === undefined) return oneLine(result.reason ?? result.outcome);
  return oneLine(`${placeOf(first)}: ${first.what}: expected ${first.expected}, found ${first.found}`);
}

/** Results of one outcome by their reason, the commonest first. */
export function byReason(report: Report, outcome: VectorResult['outcome'], subject?: number): [reason: string, results: VectorResult[]][] {
  const reasons = new Map<string, VectorResult[]>();
  for (const result of report.results) {
    if (result.outcome !== outcome || (subject !== undefined && result.subject !== subject)) continue;
    const reason = oneLine(result.reason ?? 'no reason given');
    const group = reasons.get(reason);
    if (group === undefined) reasons.set(reason, [result]);
    else group.push(result);
  }
  return [...reasons].sort((a, b) => b[1].length - a[1].length);
}
