/** Reporters as the command runs them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../../runner/package-root.js';

describe('the command', () => {
  const ID = 'dma/legacy/translation/write-first-byte';
  const shell = (script: string) =>
    spawnSync('bash', ['-c', `vtd() { "${process.execPath}" --import tsx runner/cli.ts "$@"; }; ${script}`], {
      cwd: PACKAGE_ROOT,
      encoding: 'utf8',
    });

  test('goes on in silence when its reader goes away', () => {
    const { stdout, stderr } = shell(`vtd run --reporter ndjson '${ID}' | true; echo "\${PIPESTATUS[0]}"`);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('0');
  });

  test('annotates the line of the vector and appends to the summary of the step', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vtd-github-'));
    const [summary, known] = [join(folder, 'summary.md'), join(folder, 'known.json')];
    writeFileSync(summary, 'before\n');
    // Nothing of the model fails, so a listed failure that does not happen has to do.
    const entry = { vectors: [ID], outcome: 'fail', requirement: 'DMA-110', reason: 'r', confirmed: '3.4' };
    writeFileSync(known, JSON.stringify({ $schema: 's', subject: 'x', entries: [entry] }));
    const { stdout, status } = shell(`GITHUB_STEP_SUMMARY=${summary} vtd run '${ID}' --expectations ${known} --reporter github`);
    const file = 'vectors/dma/legacy/translation.json';
    const line = readFileSync(join(PACKAGE_ROOT, file), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('"slug": "write-first-byte"'));
    expect(status).toBe(1);
    // The vector begins with the brace above its slug.
    expect(stdout).toContain(`::error file=${file},line=${String(line)},title=unexpected-pass on reference model`);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## VT-d conformance: 1 of 1 results not as expected/);
    rmSync(folder, { recursive: true });
  });

  test('tells where the page is, last and not on standard output, and wants a place for it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vtd-html-'));
    const page = join(folder, 'deep', 'report');
    const { stdout, stderr } = shell(`vtd run '${ID}' --reporter html=${page} --reporter pretty`);
    expect(stdout).toContain('1 passed');
    expect(stderr).toBe(`page: ${join(page, 'index.html')}\n`);
    expect(existsSync(join(page, 'index.html'))).toBe(true);
    expect(shell(`vtd run '${ID}' --reporter html=${folder}/x.html`).stderr).toBe(`page: ${folder}/x.html\n`);
    const { status, stderr: complaint } = shell(`vtd run '${ID}' --reporter html`);
    expect([status, complaint]).toEqual([2, 'vtd: reporter html needs a folder: --reporter html=report\n']);
    rmSync(folder, { recursive: true });
  });

  test('refuses a reporter that cannot write before it runs anything', () => {
    const { status, stderr } = shell(`vtd run --reporter junit=${join(PACKAGE_ROOT, 'package.json', 'x.xml')}`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^vtd: cannot write .*x\.xml: ENOTDIR\n$/);
  });
});
