import { SpanKind } from '@opentelemetry/api';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { TraceTreeExporter } from 'otel-traced/console';
import { at, finishedSpans, lostParent, remoteParent, spanStarter, tracePrinter } from './printed-spans';

const layoutOnly = { times: false };

describe('when a trace is printed', () => {
  it('prints nothing before the root has ended, then everything in one piece', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const root = start('root');
    const child = start('child', { parent: root });
    start('grandchild', { parent: child }).end();
    child.end();
    expect(written).toEqual([]);

    root.end();
    expect(written).toEqual(['[root]\n  [child]\n    [grandchild]\n']);
  });

  it('keeps traces apart that run at the same time', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const roots = ['a', 'b', 'c'].map((name) => start(name));
    for (const root of roots) start('first', { parent: root }).end();
    for (const root of roots) start('second', { parent: root }).end();
    for (const root of roots.reverse()) root.end();

    expect(written).toEqual(['c', 'b', 'a'].map((name) => `[${name}]\n  [first]\n  [second]\n`));
  });

  it('prints a child that ends after its root on its own, and says whose child it is', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const root = start('Orders.place');
    const child = start('Mail.send', { parent: root });
    root.end();
    child.end();

    expect(written).toEqual(['[Orders.place]\n', '[Mail.send] (late, child of [Orders.place])\n']);
  });

  it('prints a late child together with what is below it', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const root = start('root');
    const child = start('child', { parent: root });
    const late = start('late', { parent: child });
    child.end();
    root.end();
    start('below', { parent: late }).end();
    expect(written).toHaveLength(1);

    late.end();
    expect(written).toEqual(['[root]\n  [child]\n', '[late] (late, child of [child])\n  [below]\n']);
  });

  it('keeps what is below a late child for it when the root is printed in between', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const root = start('root');
    const late = start('late', { parent: root });
    start('below', { parent: late }).end();
    root.end();
    expect(written).toEqual(['[root]\n']);

    late.end();
    expect(written[1]).toBe('[late] (late, child of [root])\n  [below]\n');
  });

  it('prints a span with a remote parent as a root of its own, siblings each apart', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const [one, two] = ['one', 'two'].map((name) =>
      start(name, { parent: remoteParent, kind: SpanKind.CONSUMER }),
    );
    start('below one', { parent: one }).end();
    start('below two', { parent: two }).end();
    two?.end();
    expect(written).toEqual(['[two] CONSUMER (remote parent 00f067aa…)\n  [below two]\n']);

    one?.end();
    expect(written[1]).toBe('[one] CONSUMER (remote parent 00f067aa…)\n  [below one]\n');
  });

  it('puts a consumer below its producer where both run in this process', () => {
    const { start, written } = tracePrinter(layoutOnly);
    const root = start('root');
    const producer = start('publish', { parent: root, kind: SpanKind.PRODUCER });
    producer.end();
    start('consume', { parent: { ...remoteParent, ...producer.spanContext(), isRemote: true } }).end();
    root.end();
    start('consume again', { parent: { ...remoteParent, ...producer.spanContext(), isRemote: true } }).end();

    expect(written).toEqual([
      '[root]\n  [publish] PRODUCER\n    [consume]\n',
      '[consume again] (remote child of [publish])\n',
    ]);
  });

  it('holds a span whose parent does not come, and prints it at a flush as a root that says so', async () => {
    const { start, written, provider } = tracePrinter(layoutOnly);
    const orphan = start('orphan', { parent: lostParent });
    start('below', { parent: orphan }).end();
    orphan.end();
    expect(written).toEqual([]);

    await provider.forceFlush();
    await provider.forceFlush();
    expect(written).toEqual(['[orphan] (parent deadbeef… not seen)\n  [below]\n']);
  });

  it('prints held spans by their start', async () => {
    const { start, written, provider } = tracePrinter(layoutOnly);
    for (const [name, time] of Object.entries({ second: 2, third: 3, first: 1 })) {
      start(name, { parent: lostParent, startTime: at(time) }).end();
    }
    await provider.forceFlush();

    expect(written.map((text) => text.split(' ')[0])).toEqual(['[first]', '[second]', '[third]']);
  });

  it('prints at shutdown what is held, and fails what is exported afterwards', async () => {
    const { start, written, exporter } = tracePrinter(layoutOnly);
    const root = start('root');
    start('child', { parent: root }).end();
    await exporter.shutdown();
    await exporter.shutdown();
    expect(written).toEqual([expect.stringMatching(/^\[child\] \(parent [0-9a-f]{8}… not seen\)\n$/)]);

    const results: unknown[] = [];
    exporter.export([], (result) => results.push(result));
    exporter.export(
      finishedSpans((make) => make('afterwards').end()),
      (result) => results.push(result),
    );
    expect(results).toEqual(
      Array(2).fill({
        code: 1,
        error: expect.objectContaining({ message: expect.stringContaining('after shutdown') }),
      }),
    );
    expect(written).toHaveLength(1);
  });

  it('works behind a BatchSpanProcessor: children after their parents, several traces in one batch', async () => {
    const written: string[] = [];
    const exporter = new TraceTreeExporter({ write: (text) => written.push(text), ...layoutOnly });
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const start = spanStarter(provider.getTracer('batch'));
    const [a, b] = [start('a'), start('b')];
    const aChild = start('a child', { parent: a });
    const bChild = start('b child', { parent: b });
    const open = start('b open', { parent: b });
    start('below b open', { parent: open }).end();
    b.end();
    a.end();
    bChild.end();
    aChild.end();
    await provider.forceFlush();
    expect(written).toEqual(['[b]\n  [b child]\n', '[a]\n  [a child]\n']);

    await provider.shutdown();
    expect(written[2]).toMatch(/^\[below b open\] \(parent [0-9a-f]{8}… not seen\)\n$/);
  });

  it('reads SDK 1 spans: parentSpanId, where the parents of servers and consumers are taken to be remote', () => {
    const written: string[] = [];
    const exporter = new TraceTreeExporter({ write: (text) => written.push(text), ...layoutOnly });
    // A fake of SDK 1's ReadableSpan: that version cannot be installed beside the one of these tests.
    const sdk1 = (name: string, spanId: string, parentSpanId?: string, kind = SpanKind.INTERNAL) => ({
      name,
      kind,
      spanContext: () => ({ traceId: 't1', spanId }),
      parentSpanId,
      startTime: at(0),
      duration: at(0),
      status: { code: 0 },
      attributes: {},
      events: [],
      links: [],
    });
    const codes: number[] = [];
    for (const span of [
      sdk1('child', '2', '1'),
      sdk1('served', '3', '2', SpanKind.SERVER),
      sdk1('root', '1'),
    ]) {
      exporter.export([span], ({ code }) => codes.push(code));
    }
    const remote = [
      sdk1('consume', '5', 'elsewhere', SpanKind.CONSUMER),
      sdk1('serve', '6', 'elsewhere', SpanKind.SERVER),
    ];
    exporter.export([...remote, sdk1('inner', '7', 'elsewhere')], ({ code }) => codes.push(code));

    expect(written).toEqual([
      '[root]\n  [child]\n    [served] SERVER\n',
      '[consume] CONSUMER (remote parent elsewher…)\n',
      '[serve] SERVER (remote parent elsewher…)\n',
    ]);
    expect(codes).toEqual([0, 0, 0, 0]);
  });
});
