// A headless Chromium for tests of the HTML report, where the machine has one: `CHROMIUM` names it, else it
// is looked for on the path.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const NAMES = ['chromium', 'chromium-browser'];

const executablePath =
  process.env['CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

export const hasBrowser = executablePath !== undefined;

export interface Opened {
  readonly page: Page;
  /** Errors, warnings and words on the console, dialogs, and requests but the one for the file. */
  readonly noise: readonly string[];
}

export type Open = (html: string, options?: BrowserContextOptions) => Promise<Opened>;

/** Starts the browser for the tests of a file and ends it after them. */
export function browserTests(): Open {
  let browser: Browser;
  let scratch = '';
  beforeAll(async () => {
    if (executablePath === undefined) return;
    scratch = mkdtempSync(join(tmpdir(), 'inject-trace-html-'));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    if (executablePath === undefined) return;
    await browser.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  return async (html, options = {}) => {
    const file = join(scratch, 'report.html');
    writeFileSync(file, html);
    const { href } = pathToFileURL(file);
    const context = await browser.newContext({
      viewport: { width: 1300, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const noise: string[] = [];
    page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(`thrown: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== href) noise.push(`request: ${request.url()}`);
    });
    page.on('dialog', (dialog) => {
      noise.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(href);
    return { page, noise };
  };
}
