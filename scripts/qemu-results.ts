/**
 * Runs the suite on both versions of QEMU, in every configuration that has a list of expectations, and writes the tables of
 * docs/results/qemu.md:
 *
 *   npx tsx scripts/qemu-results.ts /opt/qemu-11/qemu-system-x86_64
 *
 * The argument is a QEMU 11.1 (scripts/get-qemu-11.sh); 7.2 is the `qemu-system-x86_64` of the path.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { run } from '../dist/runner/index.js';

interface Subject {
  readonly title: string;
  readonly column: string;
  readonly adapter: string;
  readonly expectations: string;
}

type Report = Awaited<ReturnType<typeof run>>;
type Result = Report['results'][number];

const PAGE = 'docs/results/qemu.md';

const [, , newer] = process.argv;
if (newer === undefined) throw new Error('expected the path of a QEMU 11.1');

const SUBJECTS: readonly Subject[] = [
  { title: 'QEMU 7.2.22 (Debian 12)', column: '7.2', adapter: 'qemu', expectations: 'qemu-7.2' },
  { title: 'the same, `aw-bits=39`', column: '7.2, 39 bits', adapter: 'qemu:,aw-bits=39', expectations: 'qemu-7.2-39-bit' },
  {
    title: 'the same, `x-scalable-mode=on`',
    column: '7.2, scalable',
    adapter: 'qemu:,x-scalable-mode=on',
    expectations: 'qemu-7.2-scalable',
  },
  { title: 'QEMU 11.1.3 (Debian backports)', column: '11.1', adapter: `qemu:${newer}`, expectations: 'qemu-11.1' },
  { title: 'the same, `aw-bits=39`', column: '11.1, 39 bits', adapter: `qemu:${newer},aw-bits=39`, expectations: 'qemu-11.1-39-bit' },
  {
    title: 'the same, `scalable-mode=on`',
    column: '11.1, scalable',
    adapter: `qemu:${newer},scalable-mode=on`,
    expectations: 'qemu-11.1-scalable',
  },
  {
    title: 'the same, `scalable-mode=on,fsts=on`',
    column: '11.1, first-stage',
    adapter: `qemu:${newer},scalable-mode=on,fsts=on`,
    expectations: 'qemu-11.1-first-stage',
  },
];

const reports: Report[] = [];
for (const { adapter, expectations, title } of SUBJECTS) {
  const report = await run({ adapters: [adapter], expectations: `vectors/expectations/${expectations}.json` });
  const { fail, crashed, timeout, errored, unexpectedPass } = report.summary;
  if (fail + crashed + timeout + errored + unexpectedPass > 0)
    throw new Error(
      `${title}: vectors/expectations/${expectations}.json does not hold: ${report.results
        .filter(({ outcome }) => !['pass', 'skipped', 'known-fail'].includes(outcome))
        .map(({ id, outcome }) => `${id} (${outcome})`)
        .join(', ')}`,
    );
  reports.push(report);
}

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[], align: string): string =>
  [head, align.split('').map((each) => (each === 'r' ? '--:' : '---')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** How many results of each report satisfy the condition, and a dot for none. */
const counts = (matches: (result: Result) => boolean): string[] =>
  reports.map(({ results }) => String(results.filter(matches).length || '·'));

function subjects(): string {
  const rows = SUBJECTS.map(({ title }, i) => {
    const { summary, subjects: about } = reports[i] as Report;
    const { capabilities, mustRequirements } = about[0] as Report['subjects'][number];
    const must = mustRequirements === undefined ? '' : `${String(mustRequirements.exercised)} of ${String(mustRequirements.cited)}`;
    const claims = [`\`${capabilities?.cap ?? ''}\``, `\`${capabilities?.ecap ?? ''}\``];
    return [title, ...claims, summary.pass, summary.knownFail, summary.skipped, summary.total, must];
  });
  return table(['subject', 'CAP', 'ECAP', 'passed', 'deviating', 'skipped', 'of', 'must-requirements exercised'], rows, 'lllrrrrr');
}

function deviations(): string {
  const listed = SUBJECTS.flatMap(({ expectations }) => {
    const { entries } = JSON.parse(readFileSync(`vectors/expectations/${expectations}.json`, 'utf8')) as {
      entries: { reason: string; requirement: string; confirmed: string }[];
    };
    return entries;
  });
  const unique = [...new Map(listed.map((entry) => [entry.reason, entry])).values()];
  const rows = unique.map(({ reason, requirement, confirmed }) => [
    reason,
    `§${confirmed}`,
    requirement,
    ...counts((result) => result.outcome === 'known-fail' && result.reason === reason),
  ]);
  const head = ['what QEMU does', 'text', 'requirement', ...SUBJECTS.map(({ column }) => column)];
  return table(head, rows, `lll${'r'.repeat(SUBJECTS.length)}`);
}

function ledger(): string {
  const names = [...new Set(reports.flatMap(({ results }) => results.flatMap(({ chosen = [] }) => chosen)))].sort();
  const rows = names.map((name) => [`\`${name}\``, ...counts(({ chosen = [] }) => chosen.includes(name))]);
  return table(['outcome', ...SUBJECTS.map(({ column }) => column)], rows, `l${'r'.repeat(SUBJECTS.length)}`);
}

let page = readFileSync(PAGE, 'utf8');
for (const [name, text] of Object.entries({ subjects: subjects(), deviations: deviations(), ledger: ledger() })) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no place for ${name}`);
  page = `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
writeFileSync(PAGE, await format(page, { parser: 'markdown', printWidth: 140, proseWrap: 'preserve' }));
