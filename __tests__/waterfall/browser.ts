import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderWaterfall, type WaterfallOptions, type WaterfallSpan } from 'otel-traced/waterfall';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

/** A page of spans in the browser. */
export interface Waterfall {
  readonly page: Page;
  /** What the page asked for beside itself, and what scripts and styles complained of. */
  readonly trouble: string[];
  readonly rows: Locator;
  row(name: string): Locator;
  readonly traces: Locator;
  readonly details: Locator;
  readonly search: Locator;
  /** The names of the rows, from top to bottom. */
  names(): Promise<string[]>;
  /** The name of the selected row. */
  selected(): Promise<string>;
}

/** Starts Chromium for a test file and closes it afterwards. */
export function useBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'otel-traced-waterfall-'));
  let browser: Browser;
  let pages = 0;

  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const tools = {
    folder,
    async open(
      spans: Iterable<WaterfallSpan>,
      { hash = '', ...options }: BrowserContextOptions & WaterfallOptions & { readonly hash?: string } = {},
    ): Promise<Waterfall> {
      pages += 1;
      const file = join(folder, `${pages}.html`);
      writeFileSync(file, renderWaterfall(spans, options));
      return tools.openFile(file, options, hash);
    },
    async openFile(file: string, options: BrowserContextOptions = {}, hash = ''): Promise<Waterfall> {
      const page = await browser.newPage({
        viewport: { width: 1400, height: 800 },
        timezoneId: 'UTC',
        ...options,
      });
      const trouble: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(pathToFileURL(file).href)) trouble.push(`request ${request.url()}`);
      });
      page.on('console', (message) => trouble.push(`console ${message.text()}`));
      page.on('pageerror', (error) => trouble.push(`error ${error.message}`));
      page.on('dialog', (dialog) => {
        trouble.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(pathToFileURL(file).href + hash);
      const rows = page.getByRole('treeitem');
      return {
        page,
        trouble,
        rows,
        row: (name) => rows.filter({ has: page.getByText(name, { exact: true }) }),
        traces: page.getByRole('option').filter({ has: page.locator('.item-name') }),
        details: page.locator('#details'),
        search: page.getByRole('searchbox'),
        selected: () => page.getByRole('treeitem', { selected: true }).locator('.text').innerText(),
        names: () => rows.locator('.text').allTextContents(),
      };
    },
  };
  return tools;
}
