import { useBrowser } from './browser';
import { span } from './made-spans';

const { open } = useBrowser();

/** `shop` calls `stock` and `bank`; the bank fails. */
function order(trace = 'a') {
  const root = span('POST /orders', { trace, to: 100, kind: 1 });
  const place = span('OrderService.place', {
    trace,
    parent: root,
    from: 10,
    to: 90,
    attributes: { 'order.id': `o-${trace}` },
  });
  const stock = span('Stock.reserve', { trace, parent: place, from: 20, to: 40, service: 'stock' });
  const charge = span('Bank.charge', {
    trace,
    parent: place,
    from: 50,
    to: 80,
    service: 'bank',
    error: 'card declined',
    events: [
      { name: 'retry', at: 60, attributes: { attempt: 2 } },
      {
        name: 'exception',
        at: 80,
        attributes: {
          'exception.type': 'DeclinedError',
          'exception.message': 'card declined',
          'exception.stacktrace':
            'DeclinedError: card declined\n    at Bank.charge (src/bank.ts:3:1)\n[cause]: TimeoutError: slow',
        },
      },
    ],
  });
  return [root, place, stock, charge];
}

describe('the waterfall', () => {
  it('lists traces with name, start, duration, spans, services and errors', async () => {
    const { traces, trouble } = await open([
      ...order('a'),
      span('quick', { trace: 'b', from: 5_000, to: 5_001 }),
    ]);
    expect(await traces.allInnerTexts()).toEqual([
      expect.stringMatching(/POST \/orders\s+100 ms\s+22:13:20.000\s+4 spans\s+1 error\s+shop, stock, bank/),
      expect.stringMatching(/quick\s+1 ms\s+22:13:25.000\s+1 span\s+shop/),
    ]);
    expect(trouble).toEqual([]);
  });

  it('sorts traces, and opens the one that is clicked', async () => {
    const { page, traces, names } = await open([
      ...order('a'),
      span('quick', { trace: 'b', from: 5_000, to: 5_001 }),
    ]);
    expect(await names()).toEqual(['POST /orders', 'OrderService.place', 'Stock.reserve', 'Bank.charge']);
    await page.getByLabel('Sort').selectOption('newest first');
    await traces.first().click();
    expect(await names()).toEqual(['quick']);
    expect(page.url()).toMatch(/#0*b$/);
  });

  it('opens the only trace without a list', async () => {
    const { page, names } = await open(order());
    await expect(page.locator('#traces').isVisible()).resolves.toBe(false);
    expect(await names()).toHaveLength(4);
  });

  it('folds and unfolds by click', async () => {
    const { row, names } = await open(order());
    const place = row('OrderService.place');
    await place.locator('[data-fold]').click();
    expect(await names()).toEqual(['POST /orders', 'OrderService.place']);
    expect(await place.getAttribute('aria-expanded')).toBe('false');
    expect(await place.innerText()).toContain('+2 spans');
    await place.locator('[data-fold]').click();
    expect(await names()).toHaveLength(4);
  });

  it('moves, folds and opens the details by keys', async () => {
    const { page, names, details, rows, selected } = await open(order());
    await page.getByRole('tree').focus();
    await page.keyboard.press('ArrowDown');
    expect(await selected()).toBe('POST /orders');
    await page.keyboard.press('End');
    expect(await selected()).toBe('Bank.charge');
    await page.keyboard.press('ArrowLeft');
    expect(await selected()).toBe('OrderService.place');
    await page.keyboard.press('ArrowLeft');
    expect(await names()).toHaveLength(2);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await selected()).toBe('Stock.reserve');
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await names()).toEqual(['POST /orders', 'OrderService.place']);
    expect(await selected()).toBe('OrderService.place');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await rows.count()).toBe(4);
    await page.keyboard.press('Enter');
    expect(await details.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await details.isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement.id')).toBe('row-list');
  });

  it('shows attributes, events, and exceptions with their stack and causes beside the span', async () => {
    const { row, details } = await open(order());
    await row('Bank.charge').click();
    const text = await details.innerText();
    for (const part of [
      'Bank.charge',
      'card declined',
      '30 ms',
      '30% of the trace',
      'bank',
      'retry',
      'at 10 ms',
      'attempt',
      'DeclinedError: card declined',
    ])
      expect(text).toContain(part);
    expect(await details.getByRole('region', { name: 'Stack' }).locator('.cause').innerText()).toContain(
      '[cause]: TimeoutError',
    );
    await row('OrderService.place').click();
    expect(await details.innerText()).toMatch(/order\.id\s+o-a/);
  });

  it('finds spans by names, attributes, events and errors, and goes from match to match', async () => {
    const { page, search, traces, names } = await open([
      ...order('a'),
      ...order('c'),
      span('quick', { trace: 'b', from: 900 }),
    ]);
    const found = () => page.locator('#found').innerText();
    await page.keyboard.press('/');
    for (const [query, expected] of [
      ['bank.CHARGE', '2 spans in 2 traces'],
      ['order.id=o-c', '1 span in 1 trace'],
      ['attempt=2', '2 spans in 2 traces'],
      ['timeouterror', '2 spans in 2 traces'],
      ['stock reserve', '2 spans in 2 traces'],
      ['error bank', '2 spans in 2 traces'],
      ['nothing like it', 'no match'],
    ] as const) {
      await search.fill(query);
      expect(await found()).toBe(expected);
    }
    await search.fill('bank.charge');
    expect(await traces.count()).toBe(2);
    expect(await page.locator('.row.found').count()).toBe(1);
    await page.keyboard.press('Enter');
    const first = page.url();
    await page.keyboard.press('Enter');
    expect(page.url()).not.toBe(first);
    await page.keyboard.press('Shift+Enter');
    expect(page.url()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await traces.count()).toBe(3);
    expect(await names()).toHaveLength(4);
  });

  it('unfolds what hides a match', async () => {
    const { page, search, names, selected } = await open(order());
    await page.getByRole('button', { name: 'Fold all', exact: true }).click();
    expect(await names()).toHaveLength(2);
    await search.fill('Stock');
    await page.keyboard.press('Enter');
    expect(await names()).toHaveLength(4);
    expect(await selected()).toBe('Stock.reserve');
  });

  it('zooms by keys, buttons and dragging, and says so', async () => {
    const { page, row } = await open(order());
    const ticks = () => page.locator('#axis').innerText();
    const whole = await ticks();
    await row('Stock.reserve').click();
    await page.keyboard.press('+');
    expect(await ticks()).not.toBe(whole);
    expect(await page.locator('#announcement').innerText()).toBe('Showing 5 ms to 55 ms');
    await page.keyboard.press('0');
    expect(await ticks()).toBe(whole);
    const box = (await page.locator('#overview').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.6, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 5);
    await page.mouse.up();
    expect(await ticks()).toMatch(/60 ms|62 ms/);
    expect(await row('Stock.reserve').innerText()).toContain('‹ earlier');
    await page.getByRole('button', { name: 'Whole trace' }).click();
    expect(await ticks()).toBe(whole);
  });

  it('computes self time and the critical path', async () => {
    const spans = order();
    const log = span('Log.write', { trace: 'a', parent: spans[1], from: 20, to: 22 });
    const { row, page } = await open([...spans, log]);
    const label = (name: string) => row(name).textContent();
    expect(await label('POST /orders')).toContain('100 ms, self time 20 ms');
    expect(await label('OrderService.place')).toContain('80 ms, self time 30 ms');
    expect(await label('OrderService.place')).toContain('on the critical path');
    expect(await label('Bank.charge')).toMatch(
      /, error, bank, 30 ms, .*, card declined, on the critical path/,
    );
    expect(await label('Log.write')).not.toContain('critical');
    await expect(row('OrderService.place').locator('.critical').count()).resolves.toBe(3);
    await page.getByRole('checkbox', { name: 'Critical path' }).uncheck();
    await expect(page.locator('.critical').count()).resolves.toBe(0);
  });

  it('follows links to the other trace and back, and names those that are elsewhere', async () => {
    const [, place, stock] = order('a');
    const consumer = span('process Order', {
      trace: 'c',
      from: 500,
      links: [{ context: stock!.spanContext() }, { context: { traceId: 'elsewhere', spanId: 'unknown' } }],
    });
    const { page, row, details, traces, selected } = await open([
      ...order('a').slice(0, 1),
      place!,
      stock!,
      consumer,
    ]);
    await traces.last().click();
    await row('process Order').click();
    expect(await details.innerText()).toContain('span unknown of trace elsewhere, not in this file');
    await details.getByRole('link', { name: /Stock.reserve/ }).click();
    expect(await selected()).toBe('Stock.reserve');
    expect(await details.innerText()).toContain('Linked from');
    await page.goBack();
    expect(await selected()).toBe('process Order');
    await details.getByRole('link', { name: /Stock.reserve/ }).click();
    await details.getByRole('link', { name: /process Order/ }).click();
    expect(await selected()).toBe('process Order');
  });

  it('shows missing and remote parents, spans that never ended, clock skew and cycles as such', async () => {
    const root = span('root', { to: 50 });
    const { row } = await open([
      root,
      span('orphan', { parent: 'gone', from: 5 }),
      span('remote', { parent: 'far', remote: true, from: 6 }),
      span('early', { parent: root, from: -3, to: 4, service: 'other' }),
      span('open', { parent: root, from: 7, ended: false }),
      span('loop', { id: 'x', parent: 'y', from: 8 }),
      span('loop end', { id: 'y', parent: 'x', from: 9 }),
      span('set back', { parent: root, from: 12, to: 11 }),
    ]);
    const label = (name: string) => row(name).textContent();
    expect(await label('orphan')).toContain('parent missing');
    expect(await label('remote')).toContain('remote parent');
    expect(await label('early')).toContain('clock skew');
    expect(await label('open')).toContain('not ended');
    expect(await label('loop')).toContain('own ancestor');
    expect(await row('loop end').getAttribute('aria-level')).toBe('2');
    expect(await label('set back')).toContain('ends before it starts');
    await row('early').click();
  });

  it('opens the span of a deep link, and says if the trace is not in the file', async () => {
    const spans = [...order('a'), ...order('c')];
    const { traceId, spanId } = spans[6]!.spanContext();
    const { page, details } = await open(spans, { hash: `#${traceId}/${spanId}` });
    expect(
      await page
        .getByRole('option', { selected: true })
        .filter({ has: page.locator('.item-name') })
        .count(),
    ).toBe(1);
    expect(await details.innerText()).toContain('Stock.reserve');
    const other = await open(spans, { hash: '#%E0%A4%A/x' });
    expect(other.trouble).toEqual([]);
    const missing = await open(spans, { hash: '#deadbeef/1' });
    expect(await missing.page.locator('#notice').innerText()).toBe(
      'The trace of this link is not in this file.',
    );
  });

  it('says how many spans were left out', async () => {
    const { page } = await open(order(), { maxSpans: 3 });
    expect(await page.locator('#notice').innerText()).toBe(
      '1 span left out: the limit of 3 spans was reached. Raise maxSpans to keep more.',
    );
  });

  it('says that there are no spans', async () => {
    const { page, trouble } = await open([]);
    expect(await page.locator('#empty').innerText()).toMatch(/^No spans yet\./);
    expect(trouble).toEqual([]);
  });

  it('gives each service a color and a shape of its own', async () => {
    const services = Array.from({ length: 20 }, (_, index) =>
      span(`s${index}`, { service: `service ${index}`, from: index }),
    );
    const { page } = await open(services);
    const looks = await page.evaluate(
      "[...document.querySelectorAll('#legend button')].map((one) => one.className)",
    );
    expect(new Set(looks as string[]).size).toBe(20);
  });

  it('colors by scope where there is one service', async () => {
    const { page } = await open([span('a', { scope: 'pg' }), span('b', { scope: 'http' })]);
    expect(await page.locator('#legend').innerText()).toMatch(/pg\s+http/);
  });

  it('draws rows as they come into view', async () => {
    const { page, rows, names } = await open(
      Array.from({ length: 5_000 }, (_, index) => span(`span ${index}`, { from: index })),
    );
    expect(await rows.count()).toBeLessThan(100);
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    expect((await names()).at(-1)).toBe('span 4999');
    expect(await rows.count()).toBeLessThan(100);
    expect(await rows.last().getAttribute('aria-setsize')).toBe('5000');
  });

  it('shows a trace that is deeper than any stack', async () => {
    const spans = [span('level 0', { id: '0', to: 20_000 })];
    for (let level = 1; level < 15_000; level += 1)
      spans.push(
        span(`level ${level}`, {
          id: String(level),
          parent: String(level - 1),
          from: level / 2,
          to: 20_000 - level / 2,
        }),
      );
    const { page, names, trouble } = await open(spans);
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    expect((await names()).at(-1)).toBe('level 14999');
    expect(trouble).toEqual([]);
  });

  it('is readable at 400 px: the list, then the trace, then the details', async () => {
    const { page, traces, rows, row, details } = await open([...order('a'), ...order('c')], {
      viewport: { width: 400, height: 800 },
    });
    expect(await rows.first().isVisible()).toBe(false);
    await traces.first().click();
    expect(await rows.first().isVisible()).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await row('Bank.charge').click();
    expect(await details.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Close the details' }).click();
    await page.getByRole('button', { name: 'Traces' }).click();
    expect(await traces.first().isVisible()).toBe(true);
  });

  it('has a light and a dark look, by the system or by choice', async () => {
    const background = 'getComputedStyle(document.documentElement).backgroundColor';
    const light = await open(order(), { colorScheme: 'light' });
    const dark = await open(order(), { colorScheme: 'dark' });
    const [bright, dim] = [await light.page.evaluate(background), await dark.page.evaluate(background)];
    expect(bright).not.toBe(dim);
    await light.page.getByRole('button', { name: 'Colors: Auto' }).click();
    await light.page.getByRole('button', { name: 'Colors: Light' }).click();
    expect(await light.page.evaluate(background)).toBe(dim);
  });

  it('lists its keys', async () => {
    const { page } = await open(order());
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
  });
});
