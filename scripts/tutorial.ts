/**
 * Runs a tutorial: writes its files, carries out its commands one after the other, and compares what they print with what
 * the page says. `tsx scripts/tutorial.ts FILE --update` puts the real output into the page.
 *
 * A block ```LANGUAGE [FILE] is a file to write; a block ```console holds commands after `$ ` and their output. A line `…`
 * in an output stands for any lines.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What the page calls the folder in which the commands ran. */
const FOLDER_ON_PAGE = '/home/you/my-iommu';
const ELISION = '…';

interface FileBlock {
  readonly kind: 'file';
  readonly file: string;
  readonly text: string;
}

interface Command {
  /** As it stands on the page, with its continuation lines. */
  readonly shown: string;
  readonly expected: readonly string[];
  /** Number of the line on the page. */
  readonly line: number;
}

interface ConsoleBlock {
  readonly kind: 'console';
  /** Lines of the page between the fences. */
  readonly from: number;
  readonly to: number;
  readonly commands: readonly Command[];
}

export interface Step {
  readonly command: Command;
  readonly found: readonly string[];
  readonly isAsExpected: boolean;
}

/** The files and commands of a page, in order. */
export function parseTutorial(markdown: string): (FileBlock | ConsoleBlock)[] {
  const lines = markdown.split('\n');
  const blocks: (FileBlock | ConsoleBlock)[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = /^```(\w+)(?: \[([^\]]+)\])?$/.exec(lines[i] ?? '');
    if (opening === null) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`line ${String(i + 1)}: a block without end`);
    const body = lines.slice(i + 1, end);
    const [, language, file] = opening;
    if (file !== undefined) blocks.push({ kind: 'file', file, text: `${body.join('\n')}\n` });
    else if (language === 'console') blocks.push({ kind: 'console', from: i + 1, to: end, commands: parseCommands(body, i + 2) });
    i = end;
  }
  return blocks;
}

function parseCommands(body: readonly string[], firstLine: number): Command[] {
  const commands: { shown: string; expected: string[]; line: number }[] = [];
  for (const [i, text] of body.entries()) {
    const last = commands.at(-1);
    if (text.startsWith('$ ')) commands.push({ shown: text.slice(2), expected: [], line: firstLine + i });
    else if (last === undefined) throw new Error(`line ${String(firstLine + i)}: output before the first command`);
    else if (last.shown.endsWith('\\') && last.expected.length === 0) last.shown += `\n${text}`;
    else last.expected.push(text);
  }
  return commands;
}

/** Carries out a page in an empty folder where the suite is installed, and `$SUITE` is its checkout. */
export function runTutorial(markdown: string): Step[] {
  const folder = mkdtempSync(join(tmpdir(), 'vtd-tutorial-'));
  try {
    const env = prepare(folder);
    const steps: Step[] = [];
    let status = 0;
    for (const block of parseTutorial(markdown)) {
      if (block.kind === 'file') {
        mkdirSync(dirname(join(folder, block.file)), { recursive: true });
        writeFileSync(join(folder, block.file), block.text);
        continue;
      }
      for (const command of block.commands) {
        const script = `exec 2>&1; (exit ${String(status)}); ${command.shown}`;
        const { stdout, status: ended } = spawnSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
        status = ended ?? 1;
        const found = stdout === '' ? [] : stdout.replaceAll(folder, FOLDER_ON_PAGE).replace(/\n$/, '').split('\n');
        steps.push({ command, found, isAsExpected: fits(comparable(command.expected), comparable(found)) });
      }
    }
    return steps;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The suite as `npm install` would leave it, but from this checkout; `npx` without the second it takes to look around. */
function prepare(folder: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/vtd-conformance'));
  for (const [name, text] of [
    ['vtd', `exec '${process.execPath}' '${join(ROOT, 'dist/runner/cli.js')}' "$@"`],
    ['npx', 'exec "$@"'],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, SUITE: ROOT, NO_COLOR: '1', PYTHONDONTWRITEBYTECODE: '1' };
}

/** Lines without what changes from run to run, and with the suite: times, counts, its hash, and which vectors are skipped. */
function comparable(lines: readonly string[]): string[] {
  const plain = lines.map((line) =>
    /passed|skipped|must-requirements|more reasons|^suite/.test(line)
      ? line
          .replace(/, [0-9a-f]{12}, [\d.]+ s$/, ', HASH, TIME')
          .replace(/\b\d+\b/g, 'N')
          .replace(/^( {2}N skipped: ).*/, '$1…')
      : line.trimEnd(),
  );
  return plain.filter((line, i) => !line.startsWith('  N skipped: ') || plain[i - 1] !== line);
}

function fits(expected: readonly string[], found: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return found.length === 0;
  if (first.trim() === ELISION) return found.some((_, i) => fits(rest, found.slice(i))) || rest.length === 0;
  return found.length > 0 && first === found[0] && fits(rest, found.slice(1));
}

/** The page with the real output of each command, except where it leaves lines out. */
export function updateTutorial(markdown: string, steps: readonly Step[]): string {
  const lines = markdown.split('\n');
  const byLine = new Map(steps.map((step) => [step.command.line, step]));
  const blocks = parseTutorial(markdown).filter((block) => block.kind === 'console');
  for (const { from, to, commands } of blocks.reverse()) {
    const body = commands.flatMap(({ shown, expected, line }) => {
      const elides = expected.some((text) => text.trim() === ELISION);
      return [...`$ ${shown}`.split('\n'), ...(elides ? expected : (byLine.get(line)?.found ?? expected))];
    });
    lines.splice(from, to - from, ...body);
  }
  return lines.join('\n');
}

function main(file: string, update: boolean): number {
  const markdown = readFileSync(file, 'utf8');
  const steps = runTutorial(markdown);
  if (update) writeFileSync(file, updateTutorial(markdown, steps));
  const wrong = steps.filter(({ isAsExpected }) => !isAsExpected);
  for (const { command, found } of wrong) console.log(`${file}:${String(command.line)}: $ ${command.shown}\n${found.join('\n')}\n`);
  console.log(`${String(steps.length)} commands, ${String(wrong.length)} print something else than the page says`);
  return wrong.length === 0 || update ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file = join(ROOT, 'docs/tutorial-adapter.md')] = process.argv.slice(2).filter((word) => word !== '--update');
  process.exitCode = main(file, process.argv.includes('--update'));
}
