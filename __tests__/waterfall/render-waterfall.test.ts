import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { recordTraces } from 'otel-traced/testing';
import { renderWaterfall, type WaterfallSpan } from 'otel-traced/waterfall';
import {
  BasicTracerProvider,
  InMemorySpanExporter as OldExporter,
  SimpleSpanProcessor as OldProcessor,
} from 'sdk-trace-base-1.30';
import { span } from './made-spans';
import { leftOut, linesOf, spanCount } from './written-page';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '\u2028\u2029',
  '\u202egnp.exe',
  '\ud800 alone',
  '\0',
  '\'"&<>`',
];

describe('renderWaterfall', () => {
  it('gives a page without references to anything outside of it', () => {
    const html = renderWaterfall([span('a')]);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//i);
    expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/);
  });

  it('needs at most 60 kB without spans', () => {
    expect(Buffer.byteLength(renderWaterfall([]))).toBeLessThanOrEqual(60_000);
  });

  it('accepts what recordTraces() returns, open spans included', () => {
    const traces = recordTraces({ isolated: true });
    const html = traces.run(() => {
      const tracer = require('@opentelemetry/api').trace.getTracer('test');
      tracer.startSpan('ended').end();
      const open = tracer.startSpan('open');
      const page = renderWaterfall(traces);
      open.end();
      return page;
    });
    traces.dispose();
    expect(spanCount(html)).toBe(2);
  });

  it("accepts the SDK's in-memory exporter and its spans", () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    provider.getTracer('test').startSpan('a').end();
    expect(spanCount(renderWaterfall(exporter as { getFinishedSpans(): WaterfallSpan[] }))).toBe(1);
    expect(spanCount(renderWaterfall(exporter.getFinishedSpans()))).toBe(1);
  });

  it('accepts spans of SDK 1', () => {
    const exporter = new OldExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new OldProcessor(exporter)] });
    provider.getTracer('old-scope', '1.2.3').startSpan('a').end();
    const [line] = linesOf(renderWaterfall(exporter.getFinishedSpans()));
    expect(JSON.stringify(line)).toContain('["old-scope","1.2.3"]');
  });

  it.each([null, undefined, 1, {}, { spans: 1 }])('refuses %p with a TypeError', (source) => {
    expect(() => renderWaterfall(source as never)).toThrow(/^renderWaterfall\(\): expected spans/);
  });

  it.each([
    [{ maxSpans: -1 }, '`maxSpans` to be a number, 0 or more, got -1'],
    [{ maxBytes: Number.NaN }, '`maxBytes` to be a number, 0 or more, got NaN'],
    [{ maxTextLength: '5' }, '`maxTextLength` to be a number, 0 or more, got 5'],
    [{ title: 7 }, '`title` to be a string, got number'],
  ])('refuses the options %j', (options, message) => {
    expect(() => renderWaterfall([], options as never)).toThrow(`renderWaterfall(): expected ${message}.`);
  });

  it.each(HOSTILE)('keeps %j inside its script element, in names, keys, values, messages and ids', (text) => {
    const html = renderWaterfall(
      [
        span(text, {
          trace: text,
          id: text,
          service: text,
          scope: text,
          error: text,
          attributes: { [text]: text, list: [text], nested: { [text]: { deep: text } } },
          events: [{ name: text, at: 1, attributes: { [text]: text } }],
          links: [{ context: { traceId: text, spanId: text }, attributes: { [text]: text } }],
        }),
      ],
      { title: text },
    );
    expect(html.match(/<script/g)).toHaveLength(2);
    const data = html.slice(html.indexOf('id="spans"'));
    expect(data).not.toMatch(/[\u2028\u2029\ud800\0]/);
    expect(JSON.stringify(linesOf(html))).toContain(JSON.stringify(text));
    expect(html).toContain(
      `<title>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/\0/g, '\ufffd')}</title>`,
    );
  });

  it('writes values that JSON does not know as text', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const attributes = {
      nan: Number.NaN,
      big: 12n,
      bytes: new Uint8Array(3),
      nothing: undefined,
      symbol: Symbol('s'),
      cycle,
      get broken(): never {
        throw new Error('unreadable');
      },
      __proto__: null,
    };
    const [line] = linesOf(renderWaterfall([span('a', { attributes })])) as [unknown[]];
    const text = JSON.stringify(line);
    for (const part of ['"NaN"', '"12"', '"<3 bytes>"', 'null', '"Symbol(s)"', '"<unreadable>"', '"…"']) {
      expect(text).toContain(part);
    }
  });

  it('cuts texts at maxTextLength and gives their length', () => {
    const html = renderWaterfall([span('n'.repeat(50), { attributes: { key: 'v'.repeat(60) } })], {
      maxTextLength: 10,
    });
    expect(html).toContain(`"${'n'.repeat(10)}… (50 characters)"`);
    expect(html).toContain(`"${'v'.repeat(10)}… (60 characters)"`);
  });

  it('holds maxSpans spans, and the number of those that are left out', () => {
    const html = renderWaterfall([span('a'), span('b'), span('c')], { maxSpans: 2 });
    expect(spanCount(html)).toBe(2);
    expect(leftOut(html)).toEqual({ leftOut: 1, option: 'maxSpans', limit: 2 });
    expect(leftOut(renderWaterfall([span('a'), span('b')], { maxSpans: 2 }))).toBeUndefined();
  });

  it('holds maxBytes bytes of spans, and the number of those that are left out', () => {
    const spans = Array.from({ length: 20 }, (_, index) =>
      span(`s${index}`, { attributes: { text: 'x'.repeat(1_000) } }),
    );
    const html = renderWaterfall(spans, { maxBytes: 5_000 });
    expect(spanCount(html)).toBe(4);
    expect(leftOut(html)).toEqual({ leftOut: 16, option: 'maxBytes', limit: 5_000 });
  });
});
