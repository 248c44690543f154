import { SpanStatusCode } from '@opentelemetry/api';
import { type FinishedSpan, formatSpanTree, TraceTreeExporter } from 'otel-traced/console';
import { at, finishedSpans, tracePrinter } from './printed-spans';

const HOSTILE = 'a\nb\r\tc\u001b[2Jd\u0000\u007f\u009b31m\u2028\u2029\u202ee\ud800f';
const SHOWN = 'a\\nb\\r\\tc\\u001b[2Jd\\u0000\\u007f\\u009b31m\\u2028\\u2029\\u202ee\\ud800f';

/** A fake span where the SDK would refuse to make such a one. */
function fakeSpan(
  spanId: string,
  parentSpanId: string | undefined,
  over: Partial<FinishedSpan> = {},
): FinishedSpan {
  return {
    name: spanId,
    kind: 0,
    spanContext: () => ({ traceId: 'trace', spanId }),
    parentSpanId,
    startTime: at(0),
    duration: [0, 0],
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    ...over,
  };
}

describe('hostile texts', () => {
  it('are escaped wherever they stand, one line each', () => {
    const { start, written } = tracePrinter({ times: false, stackFrames: 1 });
    const span = start(HOSTILE, { attributes: { [HOSTILE]: HOSTILE, list: [HOSTILE] } });
    span.addEvent(HOSTILE, { [HOSTILE]: 1 });
    span.addEvent('exception', {
      'exception.type': HOSTILE,
      'exception.message': HOSTILE,
      'exception.stacktrace': 'E\n    at \u001b[2J (x.ts)',
    });
    span.setStatus({ code: SpanStatusCode.ERROR, message: HOSTILE });
    const late = start('late', { parent: span });
    span.end();
    late.end();

    expect(written).toEqual([
      [
        `[${SHOWN}] ERROR ${SHOWN}`,
        `    ${SHOWN}: "${SHOWN}"`,
        `    list: ["${SHOWN}"]`,
        `    event: ${SHOWN}`,
        `      ${SHOWN}: 1`,
        `    exception: ${SHOWN}: ${SHOWN}`,
        '      at \\u001b[2J (x.ts)',
        '',
      ].join('\n'),
      `[late] (late, child of [${SHOWN}])\n`,
    ]);
  });

  it('are shown as they are when they are only foreign or pictures', () => {
    const { start, written } = tracePrinter({ times: false });
    start('注文 👩‍👩‍👧', { attributes: { größe: 'größer 🛒' } }).end();

    expect(written).toEqual(['[注文 👩‍👩‍👧]\n    größe: "größer 🛒"\n']);
  });

  it('are cut at 1,024 characters, and their length given', () => {
    const { start, written } = tracePrinter({ times: false });
    const huge = 'x'.repeat(2_000_000);
    start(huge, { attributes: { fits: 'y'.repeat(1024), huge } }).end();

    expect(written[0]).toBe(
      [
        `[${'x'.repeat(1024)}… (2000000 characters)]`,
        `    fits: "${'y'.repeat(1024)}"`,
        `    huge: "${'x'.repeat(1024)}…" (2000000 characters)`,
        '',
      ].join('\n'),
    );
  });

  it('are not cut in the middle of a surrogate pair', () => {
    const { start, written } = tracePrinter({ times: false });
    start(`${'x'.repeat(1023)}🛒`).end();

    expect(written).toEqual([`[${'x'.repeat(1023)}… (1025 characters)]\n`]);
  });
});

describe('hostile values', () => {
  it('of many items are cut, and their number given', () => {
    const { start, written } = tracePrinter({ times: false });
    start('work', { attributes: { many: Array(100_000).fill(7) } }).end();

    expect(written[0]).toMatch(/^\[work\]\n {4}many: \[7, (7, )+… \(100000 in all\)\]\n$/);
    expect(written[0]?.length).toBeLessThan(1200);
  });

  it('such as SDK 3 lets through are printed: null, objects, mixed and cyclic ones, bytes', () => {
    const cycle: { [key: string]: unknown } = { name: 'c' };
    cycle.self = cycle;
    const attributes = {
      none: null,
      mixed: [1, 'x', null, [true]],
      map: { k: { n: 1 } },
      bytes: new Uint8Array(5),
      cycle,
    };

    expect(formatSpanTree([fakeSpan('s', undefined, { attributes })], { times: false }).split('\n')).toEqual([
      '[s]',
      '    none: null',
      '    mixed: [1, "x", null, [true]]',
      '    map: {"k": {"n": 1}}',
      '    bytes: <5 bytes>',
      '    cycle: {"name": "c", "self": {"name": "c", "self": {"name": "c", "self": {"name": "c", "self": …}}}}',
    ]);
  });
});

describe('hostile shapes', () => {
  it('spans that claim to be their own ancestors are printed, each once', async () => {
    const written: string[] = [];
    const exporter = new TraceTreeExporter({ write: (text) => written.push(text), times: false });
    const spans = [
      fakeSpan('self', 'self'),
      fakeSpan('a', 'b'),
      fakeSpan('b', 'a'),
      fakeSpan('below a', 'a'),
    ];
    exporter.export(spans, () => undefined);
    await exporter.forceFlush();

    const names = written.join('').match(/(?<=^ *\[).*(?=\])/gm);
    expect(names?.sort()).toEqual(['a', 'b', 'below a', 'self']);
  });

  it('spans with the same id are all printed', () => {
    expect(
      formatSpanTree([fakeSpan('x', undefined), fakeSpan('x', undefined), fakeSpan('y', 'x')], {
        times: false,
      }),
    ).toBe('[x]\n  [y]\n[x]');
  });

  it('a trace deeper than the stack is printed, indented to 50 levels, then with its depth', () => {
    const depth = 20_000;
    const spans = Array.from({ length: depth }, (_, i) =>
      fakeSpan(`s${i}`, i === 0 ? undefined : `s${i - 1}`),
    );
    const lines = formatSpanTree(spans, { times: false }).split('\n');

    expect(lines).toHaveLength(depth);
    expect(lines[50]).toBe(`${'  '.repeat(50)}[s50]`);
    expect(lines[depth - 1]).toBe(`${'  '.repeat(50)}[s19999] (depth 19999)`);
  });
});

describe('a failure while printing', () => {
  const spans = () =>
    finishedSpans((start) => {
      for (const name of ['one', 'two', 'three']) start(name).end();
    });

  it('of `write` is given to the processor as a failed result, and the other trees are printed', () => {
    const written: string[] = [];
    const full = new Error('disk full');
    const exporter = new TraceTreeExporter({
      times: false,
      write: (text) => {
        if (text.includes('two')) throw full;
        written.push(text);
      },
    });
    const results: unknown[] = [];
    exporter.export(spans(), (result) => results.push(result));

    expect(results).toEqual([{ code: 1, error: full }]);
    expect(written).toEqual(['[one]\n', '[three]\n']);
  });

  it('that is no Error stands as the cause of one', () => {
    const exporter = new TraceTreeExporter({
      write: () => {
        throw 'text';
      },
    });
    const results: { error?: Error }[] = [];
    exporter.export(spans(), (result) => results.push(result));

    expect(results[0]?.error).toBeInstanceOf(Error);
    expect(results[0]?.error?.cause).toBe('text');
  });

  it('of the attributes filter, or of a span that cannot be read, fails that tree alone', () => {
    const written: string[] = [];
    const exporter = new TraceTreeExporter({
      times: false,
      write: (text) => written.push(text),
      attributes: () => {
        throw new Error('filter');
      },
    });
    const unreadable = fakeSpan('unreadable', undefined, {
      spanContext: () => {
        throw new Error('unreadable');
      },
    });
    const results: unknown[] = [];
    exporter.export(
      [unreadable, fakeSpan('filtered', undefined, { attributes: { a: 1 } }), fakeSpan('good', undefined)],
      (result) => results.push(result),
    );

    expect(results).toEqual([{ code: 1, error: expect.objectContaining({ message: 'unreadable' }) }]);
    expect(written).toEqual(['[good]\n']);
  });

  it('rejects forceFlush and shutdown, which still print the rest', async () => {
    const written: string[] = [];
    const exporter = new TraceTreeExporter({
      times: false,
      write: (text) => {
        if (text.includes('bad')) throw new Error('disk full');
        written.push(text);
      },
    });
    exporter.export([fakeSpan('bad', 'p'), fakeSpan('good', 'q')], () => undefined);
    await expect(exporter.forceFlush()).rejects.toThrow('disk full');
    expect(written).toEqual(['[good] (parent q… not seen)\n']);

    exporter.export([fakeSpan('bad', 'p')], () => undefined);
    await expect(exporter.shutdown()).rejects.toThrow('disk full');
  });
});
