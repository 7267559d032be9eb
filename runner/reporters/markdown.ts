/**
 * Markdown for a pull request: the counts, then what is not as expected, then what explains the rest. It stays below
 * the 65,536 characters of a GitHub comment whatever the run found: each part has its share of them.
 */
import type { RequirementLookup } from '../requirements.js';
import { isUnexpected } from '../result.js';
import type { Report, VectorResult } from '../result.js';
import { COUNTS, byReason, placeOf, resultName, rulesOf, subjectLabels } from './findings.js';
import { code, commandBlock, details, htmlCode, htmlText, number, prose, table, within } from './markdown-text.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

/** Characters for each part; together with headings they stay below a comment's limit. */
const SHARE = { subjects: 8_000, failures: 24_000, furtherFailures: 6_000, known: 7_000, skipped: 6_000, chosen: 8_000 } as const;
/** Failures that stand unfolded. */
const OPEN_FAILURES = 3;
const SHOWN_DIFFERENCES = 6;
const SHOWN_IDS = 20;
/** Subjects that a table can hold in columns. */
const SIDE_BY_SIDE = 6;

export function markdownReporter(output: Output, { lookUp }: ReporterContext): Reporter {
  return {
    onEnd(report) {
      const labels = subjectLabels(report.subjects);
      const parts = [
        ...heading(report),
        ...subjectTable(report, labels),
        ...failures(report, labels, lookUp),
        ...knownFailures(report),
        ...skips(report),
        ...chosenOutcomes(report, labels),
      ];
      output.write(`${parts.join('\n')}\n`);
    },
  };
}

function heading(report: Report): string[] {
  const bad = report.results.filter((result) => isUnexpected(result.outcome)).length;
  const total = number(report.results.length);
  const { version, hash, specification } = report.suite;
  const shard = report.shard === undefined ? '' : `, shard ${String(report.shard.index)} of ${String(report.shard.count)}`;
  return [
    `## VT-d conformance: ${bad === 0 ? `all ${total} results as expected` : `${number(bad)} of ${total} results not as expected`}`,
    '',
    `Suite ${code(version)} (${code(hash.slice(0, 12))})${shard}, specification ${prose(specification)}, ${(report.durationMs / 1000).toFixed(1)} s.`,
    ...(report.interrupted ? ['', '**Incomplete:** the run ended before all vectors were tried.'] : []),
  ];
}

function subjectTable(report: Report, labels: readonly string[]): string[] {
  const columns = COUNTS.filter(([key]) => key === 'pass' || key === 'fail' || report.summary[key] > 0);
  const rows = report.subjects.map(({ profile, summary, mustRequirements: must }, i) => [
    code(labels[i] ?? ''),
    code(profile),
    ...columns.map(([key]) => number(summary[key])),
    number(summary.total),
    must === undefined ? '' : `${number(must.exercised)} of ${number(must.cited)}`,
  ]);
  const { shown, left } = within(rows, SHARE.subjects / 2, (row) => row.join(' | ').length);
  const remarks = report.subjects.flatMap((subject, i) => subject.notes.map((note) => `- ${code(labels[i] ?? '')}: ${code(note)}`));
  const notes = within(remarks, SHARE.subjects / 2, (text) => text.length);
  return [
    '',
    ...table(['subject', 'profile', ...columns.map(([, word]) => word), 'total', 'must-requirements exercised'], shown),
    ...andMore(left, 'subjects'),
    ...(notes.shown.length === 0 ? [] : ['', ...notes.shown]),
  ];
}

function failures(report: Report, labels: readonly string[], lookUp: RequirementLookup): string[] {
  const bad = report.results.filter((result) => isUnexpected(result.outcome));
  if (bad.length === 0) return [];
  const several = report.subjects.length > 1;
  const nameOf = (result: VectorResult): string => resultName(result, report.subjects[result.subject]);
  const blocks = lazily(bad, SHARE.failures, (result, i) => {
    const on = several ? ` on ${htmlCode(labels[result.subject] ?? '')}` : '';
    const summary = `<b>${result.outcome}</b> ${htmlCode(nameOf(result))}${on}: ${htmlText(result.title)}`;
    return details(summary, failure(result, lookUp), i < OPEN_FAILURES);
  });
  const rest = bad.slice(blocks.length);
  const names = rest.map(
    (result) => `- ${result.outcome} ${code(nameOf(result))}${several ? ` on ${code(labels[result.subject] ?? '')}` : ''}`,
  );
  const { shown, left } = within(names, SHARE.furtherFailures, (text) => text.length);
  const further = rest.length === 0 ? [] : ['', details(`${number(rest.length)} more`, [...shown, ...andMore(left, 'results')])];
  return ['', '### Not as expected', '', ...blocks.flatMap((block) => [block, '']), ...further];
}

/** Blocks are made only until their share of characters is used up. */
function lazily(results: readonly VectorResult[], limit: number, make: (result: VectorResult, index: number) => string): string[] {
  const blocks: string[] = [];
  let room = limit;
  for (const [i, result] of results.entries()) {
    const block = make(result, i);
    room -= block.length + 1;
    if (room < 0) break;
    blocks.push(block);
  }
  return blocks;
}

function failure(result: VectorResult, lookUp: RequirementLookup): string[] {
  const lines: string[] = [];
  if (result.reason !== undefined)
    lines.push(
      ...result.reason
        .split('\n')
        .slice(0, SHOWN_DIFFERENCES)
        .map((text) => `- ${code(text)}`),
      '',
    );
  const differences = result.differences ?? [];
  const rows = differences
    .slice(0, SHOWN_DIFFERENCES)
    .flatMap((difference) => [
      [
        `${prose(placeOf(difference))}: ${code(difference.what)}`,
        code(difference.expected),
        code(difference.found),
        difference.mask === undefined ? '' : code(difference.mask),
      ],
      ...(difference.fields ?? []).map(({ name, expected, found }) => [`↳ ${code(name)}`, code(expected), code(found), '']),
    ]);
  if (rows.length > 0)
    lines.push(
      ...table(['compared', 'expected', 'found', 'under mask'], rows),
      ...andMore(differences.length - SHOWN_DIFFERENCES, 'differences'),
      '',
    );
  for (const { id, section, statement } of rulesOf(result, lookUp)) {
    lines.push(section === undefined ? `- ${code(id)}` : `- ${code(id)} (§${prose(section)}) ${prose(statement)}`);
  }
  if (result.repeat !== undefined) lines.push('', commandBlock(result.repeat));
  return lines;
}

function knownFailures(report: Report): string[] {
  return grouped(report, 'known-fail', 'Known failures', SHARE.known, ([reason, results]) => {
    const ids = results.slice(0, SHOWN_IDS).map((result) => code(resultName(result, report.subjects[result.subject])));
    const more = results.length > SHOWN_IDS ? ` and ${number(results.length - SHOWN_IDS)} more` : '';
    return `- ${code(reason)}: ${number(results.length)}, ${ids.join(', ')}${more}`;
  });
}

function skips(report: Report): string[] {
  return grouped(report, 'skipped', 'Skipped', SHARE.skipped, ([reason, results]) => `- ${number(results.length)}: ${code(reason)}`);
}

function grouped(
  report: Report,
  outcome: VectorResult['outcome'],
  title: string,
  share: number,
  line: (group: [string, VectorResult[]]) => string,
): string[] {
  const groups = byReason(report, outcome);
  if (groups.length === 0) return [];
  const total = groups.reduce((sum, [, results]) => sum + results.length, 0);
  const { shown, left } = within(groups.map(line), share, (text) => text.length);
  return ['', details(`${title}: ${number(total)}, by reason`, [...shown, ...andMore(left, 'reasons')])];
}

/** Which of several permitted outcomes each implementation chose: side by side, or one below the other if they are many. */
function chosenOutcomes(report: Report, labels: readonly string[]): string[] {
  const sideBySide = labels.length <= SIDE_BY_SIDE;
  const ledger = new Map<string, string[]>();
  for (const result of report.results) {
    if (result.chosen === undefined) continue;
    const name = code(resultName(result, report.subjects[result.subject]));
    const subject = code(labels[result.subject] ?? '');
    const key = sideBySide ? name : `${name} | ${subject}`;
    const row = ledger.get(key) ?? (sideBySide ? [name, ...labels.map(() => '')] : [name, subject, '']);
    row[sideBySide ? result.subject + 1 : 2] = result.chosen.map(code).join(' ');
    ledger.set(key, row);
  }
  if (ledger.size === 0) return [];
  const { shown, left } = within([...ledger.values()], SHARE.chosen, (row) => row.join(' | ').length + 4);
  const body = [...table(['vector', ...(sideBySide ? labels.map(code) : ['subject', 'chosen'])], shown), ...andMore(left, 'choices')];
  return ['', details(`Chosen outcomes, where the specification permits several: ${number(ledger.size)}`, body)];
}

function andMore(left: number, what: string): string[] {
  return left > 0 ? ['', `and ${number(left)} more ${what}; the JSON report has all`] : [];
}
