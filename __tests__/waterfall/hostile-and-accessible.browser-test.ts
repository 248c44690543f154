import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useBrowser } from './browser';
import { span } from './made-spans';

const { open } = useBrowser();

const HOSTILE = [
  '</script><script>window.ran = 1</script>',
  '<!--<script>window.ran = 1',
  '<img src=x onerror="window.ran = 1">',
  '<svg onload="window.ran = 1"><style>@import "//evil.example/x.css"</style>',
  '"><iframe src="javascript:window.ran=1">',
  'javascript:window.ran=1',
  'https://evil.example/pixel.png',
  '\u2028\u2029',
  'evil\u202egnp.exe',
  '\ud800 alone \udc00',
  'zero\0 bell\u0007 escape\u001b[31m',
  '%TITLE% $& $1 {{x}}',
  '__proto__',
  'constructor',
  '#/../..',
];

/** A span with `text` wherever a text can be. */
const everywhere = (text: string, index: number) =>
  span(text, {
    trace: `${text} ${index}`,
    id: text,
    from: index * 1_000,
    service: text,
    scope: text,
    error: text,
    attributes: { [text]: text, list: [text, { [text]: text }] },
    events: [
      { name: text, at: index * 1_000 + 1, attributes: { [text]: text } },
      {
        name: 'exception',
        at: index * 1_000 + 2,
        attributes: {
          'exception.type': text,
          'exception.message': text,
          'exception.stacktrace': `${text}\n at ${text}`,
          [text]: text,
        },
      },
    ],
    links: [
      {
        context: { traceId: `${text} ${index}`.padStart(32, '0'), spanId: text },
        attributes: { [text]: text },
      },
    ],
  });

describe('hostile spans', () => {
  it('stay text wherever they are shown: nothing runs, nothing is fetched', async () => {
    const { page, traces, rows, details, search, trouble } = await open(HOSTILE.map(everywhere), {
      title: HOSTILE.join(' '),
    });
    expect(await traces.count()).toBe(HOSTILE.length);
    for (let index = 0; index < HOSTILE.length; index += 1) {
      await traces.nth(index).click();
      await rows.first().click();
      await details.getByText('Resource').click();
      await details.getByRole('link').first().click();
    }
    await search.fill('<script>');
    expect(await page.locator('#found').innerText()).toBe('2 spans in 2 traces');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(await page.locator('img, iframe, object, embed, svg, base, link').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(trouble).toEqual([]);
  });

  it('are shown with what cannot be seen as escapes', async () => {
    const { row, rows, details } = await open([
      span('evil\u202egnp.exe', { attributes: { key: 'a\0b\ud800c\u2028d' } }),
    ]);
    expect(await row('evil\\u202egnp.exe').count()).toBe(1);
    await rows.first().click();
    expect(await details.innerText()).toContain('a\\u0000b\\ud800c\\u2028d');
  });

  it('find a policy that refuses other scripts, styles and the network', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { page, trouble } = await open([span('a')]);
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.ran = 1';
      document.head.append(script);
      document.body.insertAdjacentHTML('beforeend', '<b style="color: red">');
    }`);
    expect(await page.evaluate(`fetch('${url}/fetched').then(() => 'fetched', () => 'refused')`)).toBe(
      'refused',
    );
    const image = `new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('loaded');
      image.onerror = () => resolve('refused');
      image.src = '${url}/a.png';
    })`;
    expect(await page.evaluate(image)).toBe('refused');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(trouble.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(4);
    expect(requests).toBe(0);
    server.close();
  });
});

describe('the page for assistive technology', () => {
  const spans = () => {
    const root = span('GET /', { to: 100 });
    const child = span('Repository.load', { parent: root, from: 10, to: 60, error: 'lost' });
    return [
      root,
      child,
      span('query', { parent: child, from: 20, to: 50, service: 'db' }),
      span('other', { trace: 'b', from: 500 }),
    ];
  };

  it('has a tree with levels, states and a sentence for each span', async () => {
    const { page } = await open(spans());
    await page.getByRole('tree').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('tree', { name: 'Spans' }).ariaSnapshot()).toMatch(
      new RegExp(
        [
          'treeitem "GET / ?, shop ?, 100 ms ?, self time 50 ms, starts at 0 ns, on the critical path" \\[expanded\\] \\[level=1\\]',
          '.*treeitem "Repository.load ?, error ?, shop ?, 50 ms ?, self time 20 ms, starts at 10 ms, lost, on the critical path" \\[expanded\\] \\[level=2\\] \\[selected\\]',
          '.*treeitem "query ?, db ?, 30 ms ?, starts at 20 ms, on the critical path" \\[level=3\\]',
        ].join(''),
        's',
      ),
    );
    const active = await page.getByRole('tree').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
  });

  it('announces what a search found', async () => {
    const { page, search } = await open(spans());
    await search.fill('query');
    expect(await page.getByRole('status').filter({ hasText: '1 span in 1 trace' }).count()).toBe(1);
  });

  it.each([
    ['light', 1400],
    ['dark', 1400],
    ['light', 400],
    ['dark', 400],
  ] as const)('has no violations that axe finds: %s, %d px', async (colorScheme, width) => {
    const { page, traces, row, trouble } = await open(spans(), {
      colorScheme,
      viewport: { width, height: 800 },
    });
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    const violations = async () => {
      await page.evaluate(axe);
      return page.evaluate(
        'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary])))',
      );
    };
    expect(await violations()).toEqual([]);
    await traces.first().click();
    await row('Repository.load').click();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('?');
    expect(await violations()).toEqual([]);
    expect(trouble).toEqual([]);
  });

  it('can be used by keys alone', async () => {
    const { page, selected, details } = await open(spans());
    const focus = () => page.evaluate('document.activeElement.id || document.activeElement.textContent');
    const visited: unknown[] = [];
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Tab');
      visited.push(await focus());
    }
    for (const id of [
      'query',
      'theme',
      'sort',
      'trace-list',
      'fold-all',
      'zoom-in',
      'critical',
      'row-list',
      'splitter',
    ])
      expect(visited).toContain(id);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    expect(page.url()).toMatch(/#0*b$/);
    await page.keyboard.press('[');
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    expect(await selected()).toBe('query');
    expect(await details.isVisible()).toBe(true);
    expect(await focus()).toBe('details');
    const before = await page.getByRole('separator').getAttribute('aria-valuenow');
    await page.getByRole('separator').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('separator').getAttribute('aria-valuenow')).toBe(String(Number(before) + 2));
  });
});
