// What 50,000 spans cost: npm run bench:waterfall. Prints figures, asserts nothing. Needs Chromium
// (scripts/install-chromium.sh).
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { renderWaterfall, WaterfallExporter } from '../../dist/esm/waterfall/index.js';

const SPANS = 50_000;
const folder = mkdtempSync(join(tmpdir(), 'otel-traced-waterfall-'));

/** `traces` traces with as many spans each as make 50,000, each below one of the earlier ones. */
function made(traces) {
  const perTrace = SPANS / traces;
  return Array.from({ length: SPANS }, (_, number) => {
    const index = number % perTrace;
    const traceId = Math.floor(number / perTrace)
      .toString(16)
      .padStart(32, '0');
    const spanId = (number + 1).toString(16).padStart(16, '0');
    const parent = index === 0 ? undefined : number - Math.ceil(index / 3);
    const start = Math.floor(number / perTrace) * 50 + index * (40 / perTrace);
    const length = 40 - index * (40 / perTrace);
    const time = (milliseconds) => [
      1_700_000_000 + Math.floor(milliseconds / 1e3),
      Math.round((milliseconds % 1e3) * 1e6),
    ];
    return {
      name: `Service${index % 7}.method${index % 40}`,
      kind: index % 5,
      spanContext: () => ({ traceId, spanId }),
      parentSpanContext:
        parent === undefined ? undefined : { traceId, spanId: (parent + 1).toString(16).padStart(16, '0') },
      startTime: time(start),
      duration: [0, Math.round(length * 1e6)],
      ended: true,
      status: { code: index % 50 === 49 ? 2 : 0 },
      attributes: {
        'order.id': `order-${number}`,
        'http.route': '/orders/:id',
        attempt: index % 3,
        'cart.total': number / 7,
      },
      events:
        index % 10 === 0 ? [{ name: 'stock.low', time: time(start + 1), attributes: { left: index } }] : [],
      links: [],
      resource: { attributes: { 'service.name': `service-${index % 6}` } },
      instrumentationScope: { name: 'bench' },
    };
  });
}

/** Milliseconds until `step` is done and the browser has drawn twice. */
async function timed(page, step) {
  const from = performance.now();
  await step();
  await page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
  );
  return Math.round(performance.now() - from);
}

async function measure(traces, browser) {
  const spans = made(traces);
  const file = join(folder, `${traces}.html`);
  let from = performance.now();
  writeFileSync(file, renderWaterfall(spans));
  const rendered = Math.round(performance.now() - from);
  from = performance.now();
  const exporter = new WaterfallExporter({ file: join(folder, 'exported.html') });
  for (const span of spans) exporter.export([span], () => {});
  await exporter.shutdown();
  const exported = Math.round(performance.now() - from);
  const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  const opened = await timed(page, () => page.goto(pathToFileURL(file).href));
  const searched = await timed(page, () => page.fill('#query', 'order-49999'));
  const searchedAll = await timed(page, () => page.fill('#query', 'order'));
  await page.fill('#query', '');
  const list = traces === 1 ? '#row-list' : '#trace-list';
  const scrolled = await timed(page, () =>
    page.evaluate(`document.querySelector('${list}').scrollTop = 1e9`),
  );
  const jumped = await timed(page, async () => {
    await page.focus(list);
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
  });
  const folded = await timed(page, () => page.click('#fold-all'));
  const zoomed = await timed(page, () => page.keyboard.press('+'));
  await page.close();
  return {
    traces,
    MB: (statSync(file).size / 1e6).toFixed(1),
    'rendered ms': rendered,
    'exported one by one ms': exported,
    'opened ms': opened,
    'searched ms': searched,
    'searched, all match ms': searchedAll,
    'scrolled ms': scrolled,
    'to the end by key ms': jumped,
    'folded ms': folded,
    'zoomed ms': zoomed,
  };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  console.log(`page without spans: ${(Buffer.byteLength(renderWaterfall([])) / 1e3).toFixed(1)} kB`);
  for (const traces of [1, 5_000]) {
    console.log(
      `\n${SPANS.toLocaleString('en')} spans in ${traces.toLocaleString('en')} trace${traces > 1 ? 's' : ''}:`,
    );
    for (const [name, value] of Object.entries(await measure(traces, browser)))
      console.log(`  ${name.padEnd(26)}${value}`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
