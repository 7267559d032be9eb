/** The tutorial tells the truth: its commands are carried out, and print what the page says. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runTutorial, updateTutorial } from '../scripts/tutorial.js';

const page = (...lines: string[]): string => lines.join('\n');
const fence = '```';

test.skipIf(spawnSync('python3', ['--version']).status !== 0)(
  'docs/tutorial-adapter.md',
  () => {
    const steps = runTutorial(readFileSync(new URL('../docs/tutorial-adapter.md', import.meta.url), 'utf8'));
    expect(steps.length).toBeGreaterThan(20);
    for (const { command, found, isAsExpected } of steps)
      if (!isAsExpected) expect(found, `line ${String(command.line)}: ${command.shown}`).toEqual(command.expected);
  },
  120_000,
);

test('another output than the page says is noticed; counts, times and left-out lines are not', () => {
  const markdown = page(
    `${fence}text [a.txt]`,
    'one',
    'two',
    fence,
    `${fence}console`,
    '$ cat a.txt',
    'one',
    '$ cat \\',
    '  a.txt',
    '…',
    'two',
    '$ cat a.txt',
    'one',
    'three',
    '$ echo "x: 3 passed, 0 failed of 3"',
    'x: 718 passed, 0 failed of 6104',
    '$ echo "suite 0.1.0, 0123456789ab, 1.24 s"',
    'suite 0.1.0, 194776d78e51, 0.9 s',
    '$ echo "step 1"',
    'step 2',
    '$ (exit 3)',
    '$ echo $?',
    '3',
    fence,
  );
  const steps = runTutorial(markdown);
  expect(steps.map(({ isAsExpected }) => isAsExpected)).toEqual([false, true, false, true, true, false, true, true]);
  const updated = updateTutorial(markdown, steps);
  expect(updated).toContain(page('$ cat a.txt', 'one', 'two', '$ cat \\', '  a.txt', '…', 'two', '$ cat a.txt', 'one', 'two', '$ echo'));
  expect(runTutorial(updated).every(({ isAsExpected }) => isAsExpected)).toBe(true);
});
