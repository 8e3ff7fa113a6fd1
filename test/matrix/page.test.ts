import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { buildMatrix } from '../../src/matrix/matrix.js';
import { renderHtml } from '../../src/matrix/render/html.js';
import { openBrowser } from '../support/browser.js';
import { tempFolder } from '../support/temp-folder.js';
import { registration, workspaceOf } from './workspace.js';

const html = renderHtml(
  buildMatrix(
    workspaceOf([
      ['first', [registration('OakForCausalLM'), registration('ElmModel'), registration('FirForCausalLM')]],
      ['second', [registration('OakForCausalLM')]],
    ]),
    {
      rows: 'served',
      gap: 3,
      examples: { ElmModel: 'forest/elm-1b' },
      categories: { ElmModel: 'embedding' },
    },
  ),
);

let browser: Browser | undefined;

afterEach(async () => {
  await browser?.close();
  browser = undefined;
});

/** The page as a person opens it from disk, without a network. */
async function openPage(text = html): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  browser = await openBrowser();
  const file = join(tempFolder({}), 'matrix.html');
  writeFileSync(file, text);
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, problems };
}

function visibleRows(page: Page): Promise<string[]> {
  return page.locator('tbody tr:visible th').allInnerTexts();
}

describe('the matrix as a page', { timeout: 60_000 }, () => {
  test('opens from disk, and every engine is a column', async () => {
    const { page, problems } = await openPage();
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      'Architecture',
      'Category',
      'first',
      'second',
      'Engines',
    ]);
    expect(await visibleRows(page)).toEqual(['ElmModel', 'FirForCausalLM', 'OakForCausalLM']);
    expect(problems).toEqual([]);
  });

  test('is searched and filtered, and says how many are left', async () => {
    const { page } = await openPage();
    await page.getByLabel('Architecture', { exact: true }).fill('for');
    expect(await visibleRows(page)).toEqual(['FirForCausalLM', 'OakForCausalLM']);
    await page.getByLabel('Engine', { exact: true }).selectOption('second');
    expect(await visibleRows(page)).toEqual(['OakForCausalLM']);
    expect(await page.getByRole('status').innerText()).toBe('1 of 3 architectures');
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByText('3 of 3 architectures').waitFor();
    await page.getByLabel('Category').selectOption('embedding');
    expect(await visibleRows(page)).toEqual(['ElmModel']);
  });

  test('is sorted by a column, by keyboard, and says so to a screen reader', async () => {
    const { page } = await openPage();
    await page.getByRole('button', { name: 'Architecture', exact: true }).focus();
    await page.keyboard.press('Enter');
    expect(await visibleRows(page)).toEqual(['OakForCausalLM', 'FirForCausalLM', 'ElmModel']);
    await page.getByRole('button', { name: 'second', exact: true }).focus();
    await page.keyboard.press('Space');
    expect((await visibleRows(page))[0]).toBe('OakForCausalLM');
    const sorted = page.locator('th[aria-sort]');
    expect(await sorted.allInnerTexts()).toEqual(['second']);
    expect(await sorted.getAttribute('aria-sort')).toBe('ascending');
  });

  test('shows the evidence of an architecture, and Escape leaves it', async () => {
    const { page } = await openPage();
    await page.getByRole('button', { name: 'ElmModel' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'ElmModel' });
    expect(await dialog.innerText()).toContain('models/elmmodel.py:10');
    expect(await dialog.innerText()).toContain('forest/elm-1b');
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
  });

  test('cells have a name that is read out, rows and columns have headers', async () => {
    const { page } = await openPage();
    const snapshot = await page.locator('tbody tr').nth(2).ariaSnapshot();
    expect(snapshot).toContain('rowheader "OakForCausalLM"');
    expect(snapshot).toContain('cell "native"');
  });

  test('holds thousands of rows, and folds the list of what one engine lacks', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `Oak${index}ForCausalLM`);
    const known = names.map((name) => registration(name));
    const large = buildMatrix(
      workspaceOf([
        ['first', known],
        ['second', known.slice(0, 1)],
      ]),
      {
        ...{ rows: 'served', gap: 1 },
      },
    );
    const { page, problems } = await openPage(renderHtml(large));
    expect(await page.getByRole('status').innerText()).toBe('3000 of 3000 architectures');
    await page.getByLabel('Architecture', { exact: true }).fill('oak2999');
    expect(await visibleRows(page)).toEqual(['Oak2999ForCausalLM']);
    await page.getByLabel('Architecture', { exact: true }).fill('');
    await page.getByRole('button', { name: 'second', exact: true }).press('Enter');
    expect(await page.locator('tbody tr th').first().innerText()).toBe('Oak0ForCausalLM');
    const list = page.locator('details p');
    expect(await list.isVisible()).toBe(false);
    await page.getByText('second lacks 2999 that others serve').click();
    expect(await list.innerText()).toMatch(/^Oak1000ForCausalLM, Oak1001ForCausalLM, /);
    expect(problems).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('%s colours come from the reader', async (colorScheme) => {
    const { page } = await openPage();
    await page.emulateMedia({ colorScheme });
    const [text = '', ground = ''] = await page.evaluate<string[]>(
      'const { color, backgroundColor } = getComputedStyle(document.body); [color, backgroundColor]',
    );
    const brightness = (rgb: string): number => Number(/\d+/.exec(rgb)?.[0]);
    expect(brightness(ground) > brightness(text)).toBe(colorScheme === 'light');
  });
});
