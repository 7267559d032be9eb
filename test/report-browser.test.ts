/** The page as readers meet it, in Chromium: every view, light and dark, wide and narrow, by mouse, by keyboard and by address. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../runner/reporters/html/collect.js';
import { renderPage } from '../runner/reporters/html/page.js';
import { loadRequirements } from '../runner/requirements.js';
import type { Report } from '../runner/result.js';
import { loadSuite } from '../runner/vectors/load.js';
import { CHROMIUM, NEEDS_CHROMIUM } from './fixtures/chromium.js';
import { changedReport, failed, passingReport, together } from './fixtures/failing-reports.js';
import { hostileReport } from './fixtures/hostile-report.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = ['overview', 'vectors', 'requirements', 'outcomes', 'skips', 'timing', 'changes'];
const FAILING = 'dma/legacy/address-width/beyond-48-bit-bit-63';
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };
/** Generous, for machines that do other things too: on an idle one it takes a tenth. */
const SLOWEST_START_MS = 6000;
const SLOWEST_FILTER_MS = 1500;

const folder = mkdtempSync(join(tmpdir(), 'vtd-page-'));

/** Two subjects of the whole suite in two runs; the second fails in places and skips others. */
function pages(): { main: string; hostile: string } {
  const suite = loadSuite();
  const requirements = loadRequirements();
  const whole = passingReport();
  const emulator = (started: string, topic: string): Report =>
    changedReport(
      whole,
      (result) => {
        if (result.id.startsWith(topic)) return failed(result);
        if (!result.id.startsWith('interrupt-')) return result;
        return { ...result, outcome: 'skipped', reason: 'needs (ECAP.IR) && (CAP.PI && ECAP.EIM)' };
      },
      { started },
    );
  const write = (name: string, reports: Report[]): string => {
    const file = join(folder, name);
    const data = collect(
      reports.map((report) => ({ report })),
      { writtenBy: '0', lookUp: (id) => requirements.get(id), suite },
    );
    writeFileSync(file, renderPage(data));
    return pathToFileURL(file).href;
  };
  return {
    main: write('main.html', [
      emulator('2026-01-01T00:00:00.000Z', 'dma/legacy/table-access/'),
      together(whole, emulator(whole.started, 'dma/legacy/address-width/')),
    ]),
    hostile: write('hostile.html', [hostileReport()]),
  };
}

test.runIf(CHROMIUM === undefined && NEEDS_CHROMIUM)('Chromium is there, as CI or VTD_NEEDS_CHROMIUM demands', () => {
  expect.fail('no Chromium: install it, or name it in VTD_CHROMIUM');
});

describe.skipIf(CHROMIUM === undefined)(`the page${CHROMIUM === undefined ? ' (skipped: no Chromium is installed)' : ''}`, () => {
  let browser: Browser;
  let urls: ReturnType<typeof pages>;

  beforeAll(async () => {
    urls = pages();
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page; whatever goes wrong in it is in `problems`, and so is every request that leaves it. */
  async function open(hash: string, options: BrowserContextOptions = {}, url = urls.main): Promise<{ page: Page; problems: string[] }> {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:file|data|blob):/.test(request.url())) problems.push(`loads ${request.url()}`);
    });
    page.on('dialog', (dialog) => {
      problems.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url + hash);
    await page.waitForSelector('main h2');
    return { page, problems };
  }

  const hashOf = (page: Page): string => new URL(page.url()).hash;
  const rows = (page: Page) => page.locator('button.row');

  describe.each([
    ['light', WIDE],
    ['dark', NARROW],
  ] as const)('%s, %o', (colorScheme, viewport) => {
    test.each([...VIEWS, `vectors?outcome=fail&open=${FAILING}`])(
      '%s: no error, nothing loaded, nothing cut off, nothing that axe minds',
      async (view) => {
        const { page, problems } = await open(`#${view}`, { colorScheme, viewport });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
        // Its policy forbids the page any script but its own; tests come in by another way.
        await page.evaluate(AXE);
        const found = await page.evaluate<AxeResult>('axe.run()');
        expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
        expect(problems).toEqual([]);
        await page.context().close();
      },
      60_000,
    );
  });

  test('the switch of colours overrules the system', async () => {
    const { page } = await open('#overview', { colorScheme: 'light' });
    const background = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('dark');
    await expect.poll(background).not.toBe(light);
    await page.reload();
    expect(await page.getByRole('combobox', { name: 'Colours' }).inputValue()).toBe('dark');
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('system');
    await expect.poll(background).toBe(light);
    await page.context().close();
  });

  test('an address restores its filters, and filters make the address', async () => {
    const { page } = await open(`#vectors?outcome=fail&on=2&q=address-width+48&open=${FAILING}`);
    expect(await page.getByRole('searchbox').inputValue()).toBe('address-width 48');
    expect(await page.getByRole('combobox', { name: 'outcome on' }).inputValue()).toBe('2');
    expect(await page.getByRole('button', { name: /fail/, pressed: true }).count()).toBe(1);
    expect(await rows(page).count()).toBeGreaterThan(3);
    expect(await page.locator('.vector-detail').count()).toBe(1);

    await page.getByRole('searchbox').fill('bit-63');
    await page.waitForFunction("location.hash.includes('q=bit-63')");
    await page.getByRole('combobox', { name: 'topic' }).selectOption('dma/legacy/address-width');
    expect(hashOf(page)).toContain('topic=dma/legacy/address-width');
    const second = await open(hashOf(page));
    expect(await rows(second.page).allTextContents()).toEqual(await rows(page).allTextContents());
    await second.page.context().close();

    await page.goBack();
    expect(hashOf(page)).not.toContain('topic=');
    expect(await page.getByRole('combobox', { name: 'topic' }).inputValue()).toBe('');
    await page.context().close();
  });

  test('counts what the filters leave', async () => {
    const { page } = await open('#vectors?outcome=skipped&on=2');
    const expected = loadSuite().vectors.filter(({ id }) => id.startsWith('interrupt-')).length;
    expect(await page.getByRole('status').first().textContent()).toMatch(new RegExp(`^${String(expected)} of `));
    await page.goto(`${urls.main}#vectors?requirement=REG-84`);
    const citing = loadSuite().vectors.filter(({ requirements }) => requirements.includes('REG-84')).length;
    await page.getByText(new RegExp(`^${String(citing)} of `)).waitFor();
    await page.context().close();
  });

  test('shows a failure bit by bit, with the walk of the model and where the subject left it', async () => {
    const { page } = await open(`#vectors?q=${FAILING}&open=${FAILING}&columns=2`);
    const detail = page.locator('.vector-detail');
    expect(await detail.locator('.bit-grid').getAttribute('aria-label')).toBe('2 bits differ: 127, 98');
    expect(await detail.locator('.difference .fields tbody tr').allTextContents()).toEqual(['FR103:960x40x0', 'F1270x10x0']);
    expect(await detail.locator('.walk .request').textContent()).toBe('step 1: read of 8 bytes from 00:03.0 at 0x8000000000203000');
    expect(await detail.locator('.walk .step.bad').last().textContent()).toMatch(/fault 0x4 LGN\.1\.1/);
    expect(await detail.locator('.walk .left').textContent()).toMatch(/^emulator 1\.0.* left here: step 1, FRCD\[0\], half 1/);
    expect(await detail.locator('.command code').textContent()).toBe(`vtd run '${FAILING}' --adapter 'emulator'`);
    await page.context().close();
  });

  test('tells what newly fails and newly passes since the run before', async () => {
    const { page } = await open('#changes');
    const { vectors } = loadSuite();
    const under = (topic: string): number => vectors.filter(({ id }) => id.startsWith(topic)).length;
    expect(await page.locator('.kinds a').allTextContents()).toEqual([
      `newly failing ${String(under('dma/legacy/address-width/'))}`,
      `newly passing ${String(under('dma/legacy/table-access/'))}`,
    ]);
    expect(await page.locator('.plot svg').count()).toBe(2);
    await page.context().close();
  });

  test('goes by keyboard alone', async () => {
    const { page } = await open('#vectors?outcome=fail');
    const focused = (): Promise<unknown> => page.evaluate("document.activeElement?.textContent.trim() ?? ''");
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Vectors');
    await rows(page).first().focus();
    await page.keyboard.press('ArrowDown');
    const second = (await rows(page).nth(1).textContent())?.trim();
    expect(await focused()).toBe(second);
    await page.keyboard.press('Enter');
    expect(await rows(page).nth(1).getAttribute('aria-expanded')).toBe('true');
    expect(await focused()).toBe(second);
    await page.keyboard.press('End');
    expect(await focused()).toBe((await rows(page).last().textContent())?.trim());
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe((await rows(page).first().textContent())?.trim());
    // Another view starts at its heading.
    await page.getByRole('link', { name: 'Timing' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('h2:focus', { hasText: 'Timing' }).waitFor();
    await page.context().close();
  });

  test('starts and filters fluidly with the whole suite', async () => {
    const { page } = await open('#vectors');
    const started = await page.evaluate('performance.now()');
    expect(started).toBeLessThan(SLOWEST_START_MS);
    const input = page.getByRole('searchbox');
    const times: number[] = [];
    const { vectors } = loadSuite();
    for (const text of ['d', 'dm', 'dma/', 'dma/legacy', '']) {
      const begin = performance.now();
      await input.fill(text);
      const left = vectors.filter(({ id, title, requirements }) =>
        `${id} ${title} ${requirements.join(' ')}`.toLowerCase().includes(text),
      ).length;
      await page
        .getByText(`${left.toLocaleString('en-US')} of ${vectors.length.toLocaleString('en-US')} vectors`, { exact: true })
        .waitFor();
      times.push(performance.now() - begin);
    }
    expect(times.sort((a, b) => a - b)[2]).toBeLessThan(SLOWEST_FILTER_MS);
    expect(await rows(page).count()).toBe(100);
    await page.context().close();
  });

  test('is not led astray by what a subject says of itself', async () => {
    for (const view of [...VIEWS, 'vectors?open=dma/topic-0/fail', 'vectors?open=dma/topic-0/crashed']) {
      const { page, problems } = await open(`#${view}`, {}, urls.hostile);
      expect(problems).toEqual([]);
      expect(await page.locator('img, iframe, [onerror], a[href^="http"], a[href^="javascript"]').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(2);
      await page.context().close();
    }
  });
});

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}
