/** The history as data: every run of every implementation with its counts, and from run to run the IDs that changed. */
import { CHANGE_KINDS } from '../../changes.js';
import { changesBetween } from '../../history.js';
import type { History, Member } from '../../history.js';
import { safeJson } from '../escape.js';
import type { Output } from '../reporter.js';

export function jsonHistory(history: History, output: Output): void {
  output.write(
    `${safeJson({ format: 1, series: history.series.map(({ label, members }) => ({ label, runs: seriesRuns(history, members) })) }, 2)}\n`,
  );
}

function seriesRuns(history: History, members: readonly Member[]): object[] {
  return members.map((member, i) => {
    const before = members[i - 1];
    return { ...runOf(history, member), ...(before === undefined ? {} : { changes: changesOf(history, before, member) }) };
  });
}

function runOf({ runs }: History, { run, subject }: Member): object {
  const part = runs[run];
  const own = part?.report.subjects[subject];
  return {
    file: part?.file,
    started: part?.report.started,
    interrupted: part?.report.interrupted,
    suite: part?.report.suite,
    name: own?.name,
    version: own?.version,
    profile: own?.profile,
    summary: own?.summary,
    mustRequirements: own?.mustRequirements,
  };
}

/** IDs by kind of change since the run before; kinds without any are left out. */
function changesOf({ runs }: History, before: Member, after: Member): object {
  const changes = changesBetween(runs, before, after);
  const name = (result: { id: string; profile?: string }): string =>
    runs[after.run]?.report.subjects[after.subject]?.profile === 'every' ? `${result.id} [${result.profile ?? ''}]` : result.id;
  return Object.fromEntries(CHANGE_KINDS.filter((kind) => changes[kind].length > 0).map((kind) => [kind, changes[kind].map(name)]));
}
