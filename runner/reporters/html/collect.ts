/** Reports of one or more runs, as the data of the page. */
import { inOrderOfTime, seriesOf, vectorKey } from '../../history.js';
import type { RequirementLookup } from '../../requirements.js';
import { isUnexpected } from '../../result.js';
import type { Report, SubjectReport, VectorResult } from '../../result.js';
import type { Suite } from '../../vectors/load.js';
import { cut, oneLine, visible } from '../escape.js';
import { placeOf, subjectLabels } from '../findings.js';
import type { ReportedDifference } from '../findings.js';
import { CHAPTERS } from './chapters.js';
import { Explanations } from './explanations.js';
import { missingFor } from './missing.js';
import { ABSENT, LETTERS } from './page-data.js';
import type {
  PageColumn,
  PageData,
  PageDetail,
  PageDifference,
  PageLack,
  PageLayout,
  PageRun,
  PageSeries,
  PageVector,
} from './page-data.js';
import { layoutOf, registerPlace } from './registers.js';
import { StringTable } from './string-table.js';

/** Values can be whole pages of memory; the JSON report has all of them. */
const LONGEST_VALUE = 4096;
const LONGEST_REASON = 8192;

/** A run's report, and the name of its file where it comes from one. */
export interface ReportedRun {
  readonly file?: string;
  readonly report: Report;
}

/** What is known beside the reports. */
export interface Knowledge {
  readonly writtenBy: string;
  readonly lookUp: RequirementLookup;
  /** The vectors themselves, as far as they are those of the reports. */
  readonly suite: Suite;
}

/** Puts runs side by side, the oldest first. */
export function collect(reported: readonly ReportedRun[], knowledge: Knowledge): PageData {
  const runs = inOrderOfTime(reported);
  const collector = new Collector(knowledge);
  // The newest run says how vectors are called and in which order they stand.
  for (const { report } of [...runs].reverse()) collector.addVectors(report);
  // Columns are numbered run by run; the newest come first to the explanations, of which there are not without end.
  let count = 0;
  const first = runs.map(({ report: { subjects } }) => (count += subjects.length) - subjects.length);
  for (const [i, { report }] of [...runs.entries()].reverse()) collector.addColumns(report, i, first[i] ?? 0);
  const series = seriesOf(runs.map(({ report }) => report)).map(({ label, members }): PageSeries => ({
    label,
    columns: members.map(({ run, subject }) => (first[run] ?? 0) + subject),
  }));
  return { ...collector.data(), runs: runs.map(pageRun), series };
}

function pageRun({ file, report }: ReportedRun): PageRun {
  const { started, durationMs, interrupted, suite, shard } = report;
  return {
    ...(file === undefined ? {} : { file: oneLine(file) }),
    started: oneLine(started),
    durationMs,
    interrupted,
    suite: { version: oneLine(suite.version), hash: oneLine(suite.hash), specification: oneLine(suite.specification) },
    ...(shard === undefined ? {} : { shard: `${String(shard.index)}/${String(shard.count)}` }),
  };
}

/** What a reader wants explained: not a vector that passes though it should not. */
function isFailure({ outcome }: VectorResult): boolean {
  return outcome === 'known-fail' || (isUnexpected(outcome) && outcome !== 'unexpected-pass');
}

type Claims = NonNullable<SubjectReport['capabilities']>;

class Collector {
  private readonly vectors: PageVector[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly columns: PageColumn[] = [];
  private readonly requirements = new StringTable();
  private readonly reasons = new StringTable();
  private readonly profiles = new StringTable();
  private readonly lackTexts = new StringTable();
  private readonly explanations = new Explanations();
  private readonly lacks: PageLack[] = [];
  private readonly layouts: Record<string, PageLayout> = {};
  private readonly sources: ReadonlyMap<string, Suite['vectors'][number]>;

  constructor(private readonly knowledge: Knowledge) {
    this.sources = new Map(knowledge.suite.vectors.map((vector) => [vector.id, vector]));
  }

  data(): Omit<PageData, 'runs' | 'series'> {
    return {
      format: 1,
      writtenBy: this.knowledge.writtenBy,
      columns: this.columns,
      vectors: this.vectors,
      requirements: this.requirements.texts.map((id) => {
        const known = this.knowledge.lookUp(id);
        const { section = '', level = '', statement = '' } = known ?? {};
        return { id: oneLine(id), section, level, statement };
      }),
      chapters: CHAPTERS,
      reasons: this.reasons.texts,
      lacks: this.lacks,
      profiles: this.profiles.texts,
      explanations: this.explanations.all,
      layouts: this.layouts,
    };
  }

  addVectors({ subjects, results, suite }: Report): void {
    for (const result of results) {
      const subject = subjects[result.subject];
      const key = vectorKey(result, subject);
      if (this.indexes.has(key)) continue;
      const source = suite.hash === this.knowledge.suite.hash ? this.sources.get(result.id) : undefined;
      const permitted = Object.entries(source?.outcomes ?? {}).map(([name, { because }]) => [name, because] as const);
      this.indexes.set(key, this.vectors.length);
      this.vectors.push({
        id: oneLine(result.id),
        ...(subject?.profile === 'every' && result.profile !== undefined ? { profile: oneLine(result.profile) } : {}),
        title: oneLine(result.title),
        requirements: result.requirements.map((id) => this.requirements.indexOf(id)),
        tags: result.tags.map(oneLine),
        ...(source === undefined || source.notes === '' ? {} : { notes: source.notes }),
        ...(permitted.length === 0 ? {} : { permitted }),
      });
    }
  }

  /** `first` is the number of the run's first column. */
  addColumns(report: Report, run: number, first: number): void {
    const labels = subjectLabels(report.subjects);
    const bySubject = report.subjects.map((): VectorResult[] => []);
    for (const result of report.results) bySubject[result.subject]?.push(result);
    const isOwn = report.suite.hash === this.knowledge.suite.hash;
    for (const [i, subject] of report.subjects.entries())
      this.columns[first + i] = this.column(subject, labels[i] ?? '', bySubject[i] ?? [], run, isOwn);
  }

  private column(subject: SubjectReport, label: string, results: readonly VectorResult[], run: number, isOwn: boolean): PageColumn {
    const { name, version, adapter, profile, capabilities, notes, mustRequirements: must } = subject;
    const outcomes = this.vectors.map(() => ABSENT);
    const durations = this.vectors.map(() => 0);
    const profiles = this.vectors.map(() => -1);
    const details: Record<string, PageDetail> = {};
    const missing: Record<string, number[]> = {};
    for (const result of results) {
      const index = this.indexes.get(vectorKey(result, subject)) ?? 0;
      outcomes[index] = LETTERS[result.outcome];
      durations[index] = Math.round(result.durationMs * 1000);
      if (result.profile !== undefined) profiles[index] = this.profiles.indexOf(oneLine(result.profile));
      const detail = { ...this.detail(result), ...(isOwn ? this.explanation(result, subject) : {}) };
      if (Object.keys(detail).length > 0) details[index] = detail;
      if (result.outcome === 'skipped' && detail.reason !== undefined && !(detail.reason in missing))
        missing[detail.reason] = this.missing(result, subject);
    }
    return {
      run,
      name: oneLine(name),
      version: oneLine(version),
      label,
      adapter: oneLine(adapter),
      profile: oneLine(profile),
      ...(capabilities === null ? {} : { claims: claimsText(capabilities) }),
      notes: notes.map(oneLine),
      ...(must === undefined ? {} : { must }),
      outcomes: outcomes.join(''),
      durations,
      ...(profiles.every((index) => index === -1) ? {} : { profiles }),
      details,
      missing,
    };
  }

  private detail({ reason, chosen, differences, repeat }: VectorResult): PageDetail {
    return {
      ...(reason === undefined ? {} : { reason: this.reasons.indexOf(visible(cut(reason, LONGEST_REASON))) }),
      ...(chosen === undefined ? {} : { chosen: chosen.map(oneLine) }),
      ...(differences === undefined ? {} : { differences: differences.map((difference) => this.difference(difference)) }),
      ...(repeat === undefined ? {} : { repeat: oneLine(repeat) }),
    };
  }

  private difference(difference: ReportedDifference): PageDifference {
    const { step, what, expected, found, mask, fields } = difference;
    const place = registerPlace(difference);
    if (place !== undefined) this.layouts[place.register.name] ??= layoutOf(place.register);
    return {
      place: placeOf(difference),
      step,
      what: oneLine(what),
      expected: oneLine(cut(expected, LONGEST_VALUE)),
      found: oneLine(cut(found, LONGEST_VALUE)),
      ...(mask === undefined ? {} : { mask: oneLine(mask) }),
      ...(fields === undefined
        ? {}
        : { fields: fields.map((field) => [oneLine(field.name), oneLine(field.expected), oneLine(field.found)] as const) }),
      ...(place === undefined ? {} : { at: [place.register.name, place.lowBit, place.width] as const }),
    };
  }

  private explanation(result: VectorResult, subject: SubjectReport): { explained?: number } {
    const source = this.sources.get(result.id);
    const claims = claimsFor(result, subject);
    if (source === undefined || claims === undefined || !isFailure(result)) return {};
    const explained = this.explanations.add(source, result, claims);
    return explained === undefined ? {} : { explained };
  }

  private missing(result: VectorResult, subject: SubjectReport): number[] {
    return missingFor(result.reason ?? '', claimsFor(result, subject)).map((lack) => {
      const index = this.lackTexts.indexOf(`${lack.kind} ${lack.text}`);
      this.lacks[index] ??= lack;
      return index;
    });
  }
}

/** The claims that a result was had with, as far as the report tells them. */
function claimsFor({ profile }: VectorResult, { capabilities, profiles }: SubjectReport): Claims | undefined {
  return capabilities ?? profiles?.find(({ name }) => name === profile)?.capabilities;
}

function claimsText({ ver, cap, ecap, haw }: Claims): string {
  return `VER ${ver}  CAP ${cap}  ECAP ${ecap}  HAW ${String(haw)}`;
}
