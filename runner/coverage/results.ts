/** The results of one or several reports, by vector, with the claims that each subject made. */
import { Capabilities } from '../../reference/index.js';
import { decodeClaims } from '../claims.js';
import type { Part } from '../merge.js';
import type { SubjectReport, VectorResult } from '../result.js';
import type { Suite } from '../vectors/load.js';

export interface CoveredSubject {
  readonly report: SubjectReport;
  /** All claims under which it ran vectors: one, or those of each profile. */
  readonly claims: readonly Capabilities[];
  readonly claimsOf: (result: VectorResult) => Capabilities | undefined;
}

export interface Results {
  readonly subjects: readonly CoveredSubject[];
  /** Hash of the suite that each subject ran. */
  readonly suites: readonly string[];
  /** Results of a vector, with `subject` as index into `subjects`. */
  readonly byVector: ReadonlyMap<string, readonly VectorResult[]>;
  /** The same with one subject's results only. */
  of(subject: number): Results;
}

/** Joins the reports. A subject that stands in several is one for each. */
export function resultsOf(parts: readonly Part[], suite: Suite): Results {
  const subjects: CoveredSubject[] = [];
  const suites: string[] = [];
  const all: VectorResult[] = [];
  for (const { report } of parts) {
    const first = subjects.length;
    for (const subject of report.subjects) subjects.push(coveredSubject(subject));
    suites.push(...report.subjects.map(() => report.suite.hash));
    for (const result of report.results) all.push({ ...result, subject: first + result.subject });
  }
  const known = new Set(suite.vectors.map(({ id }) => id));
  return gather(
    subjects,
    suites,
    all.filter(({ id }) => known.has(id)),
  );
}

function gather(subjects: readonly CoveredSubject[], suites: readonly string[], all: readonly VectorResult[]): Results {
  const byVector = new Map<string, VectorResult[]>();
  for (const result of all) {
    const own = byVector.get(result.id);
    if (own === undefined) byVector.set(result.id, [result]);
    else own.push(result);
  }
  return {
    subjects,
    suites,
    byVector,
    of: (index) =>
      gather(
        subjects,
        suites,
        all.filter(({ subject }) => subject === index),
      ),
  };
}

function coveredSubject(report: SubjectReport): CoveredSubject {
  const { capabilities, profiles = [] } = report;
  if (capabilities !== null) {
    const claims = new Capabilities(decodeClaims(capabilities));
    return { report, claims: [claims], claimsOf: () => claims };
  }
  const byProfile = new Map(profiles.map((profile) => [profile.name, new Capabilities(decodeClaims(profile.capabilities))]));
  return { report, claims: [...byProfile.values()], claimsOf: ({ profile }) => byProfile.get(profile ?? '') };
}
