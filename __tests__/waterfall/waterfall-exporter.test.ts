import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { WaterfallExporter, type WaterfallExportResult, type WaterfallSpan } from 'otel-traced/waterfall';
import { span } from './made-spans';
import { leftOut, linesOf, spanCount } from './written-page';

const folder = mkdtempSync(join(tmpdir(), 'otel-traced-waterfall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = () => join(folder, `${++files}.html`);
const read = (file: string) => readFileSync(file, 'utf8');

function exported(exporter: WaterfallExporter, ...spans: WaterfallSpan[]): WaterfallExportResult {
  let result: WaterfallExportResult | undefined;
  exporter.export(spans, (given) => {
    result = given;
  });
  return result as WaterfallExportResult;
}

describe('WaterfallExporter', () => {
  it("writes the spans of the SDK's processor, and the file is a whole page after each", async () => {
    const file = newFile();
    const exporter = new WaterfallExporter({ file });
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const tracer = provider.getTracer('test');
    const parent = tracer.startSpan('parent');
    tracer.startSpan('child', {}, trace.setSpan(context.active(), parent)).end();
    await provider.forceFlush();
    expect(spanCount(read(file))).toBe(1);
    parent.end();
    await provider.forceFlush();
    expect(spanCount(read(file))).toBe(2);
    await provider.shutdown();
    expect(spanCount(read(file))).toBe(2);
  });

  it('leaves the same page for one export as for many, but for where lines begin', () => {
    const spans = [span('a', { attributes: { k: 1 } }), span('b', { attributes: { k: 2 } }), span('a')];
    const [one, many] = [newFile(), newFile()];
    exported(new WaterfallExporter({ file: one }), ...spans);
    const exporter = new WaterfallExporter({ file: many });
    for (const each of spans) exported(exporter, each);
    const joined = (file: string) =>
      (linesOf(read(file)) as unknown[][][]).reduce((sum, line) =>
        sum.map((part, i) => part.concat(line[i] ?? [])),
      );
    expect(joined(many)).toEqual(joined(one));
  });

  it('creates folders and replaces a file that is there', () => {
    const file = join(folder, 'deep', 'er', 'traces.html');
    expect(exported(new WaterfallExporter({ file }), span('a'))).toEqual({ code: 0 });
    const old = newFile();
    writeFileSync(old, 'x'.repeat(200_000));
    exported(new WaterfallExporter({ file: old }), span('a'));
    expect(spanCount(read(old))).toBe(1);
  });

  it('leaves an empty page at shutdown if no span was exported', async () => {
    const file = newFile();
    await new WaterfallExporter({ file, title: 'Nothing' }).shutdown();
    expect(spanCount(read(file))).toBe(0);
    expect(read(file)).toContain('<title>Nothing</title>');
  });

  it('counts spans beyond the limits, and writes how many they are', () => {
    const file = newFile();
    const exporter = new WaterfallExporter({ file, maxSpans: 2 });
    for (const name of ['a', 'b', 'c', 'd']) expect(exported(exporter, span(name)).code).toBe(0);
    expect(spanCount(read(file))).toBe(2);
    expect(leftOut(read(file))).toEqual({ leftOut: 2, option: 'maxSpans', limit: 2 });
    exported(exporter, ...Array.from({ length: 9 }, () => span('more')));
    expect(leftOut(read(file))).toMatchObject({ leftOut: 11 });
  });

  it('gives a failed result if the file cannot be written, and does not throw', async () => {
    const exporter = new WaterfallExporter({ file: join(folder, 'x.html', 'y.html') });
    writeFileSync(join(folder, 'x.html'), '');
    const result = exported(exporter, span('a'));
    expect(result.code).toBe(1);
    expect(result.error?.message).toMatch(
      /^WaterfallExporter: .*y\.html cannot be written: (EEXIST|ENOTDIR)/,
    );
    await expect(exporter.shutdown()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it('gives a failed result for a span that cannot be read, and writes the others', () => {
    const file = newFile();
    const broken = {
      ...span('broken'),
      spanContext: () => {
        throw new Error('no context');
      },
    };
    const result = exported(new WaterfallExporter({ file }), span('a'), broken, span('b'));
    expect(result.code).toBe(1);
    expect(result.error?.message).toBe('WaterfallExporter: a span cannot be read: no context.');
    expect(spanCount(read(file))).toBe(2);
  });

  it('gives a failed result after shutdown, which may be called twice', async () => {
    const exporter = new WaterfallExporter({ file: newFile() });
    exported(exporter, span('a'));
    await exporter.shutdown();
    await exporter.shutdown();
    expect(exported(exporter, span('late'))).toMatchObject({
      code: 1,
      error: { message: 'WaterfallExporter: a span was exported after shutdown.' },
    });
  });

  it.each([[undefined], [{}], [{ file: '' }], [{ file: 3 }]])('refuses the options %j', (options) => {
    expect(() => new WaterfallExporter(options as never)).toThrow(
      /^WaterfallExporter: expected `file` to be a non-empty string, got .+ Pass \{ file: 'traces.html' \}\.$/,
    );
  });
});
