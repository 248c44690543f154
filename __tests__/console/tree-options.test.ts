import { SpanStatusCode } from '@opentelemetry/api';
import { TraceTreeExporter, type TraceTreeExporterOptions } from 'otel-traced/console';
import { at, remoteParent, tracePrinter } from './printed-spans';

function printed(options: TraceTreeExporterOptions): string {
  const { start, written } = tracePrinter(options);
  const span = start('work', {
    attributes: { 'user.id': 'u-1', 'order.id': 'o-1' },
    links: [{ context: remoteParent, attributes: { 'link.position': 7 } }],
  });
  span.addEvent('retried', { 'event.attempt': 2 }, at(1));
  span.recordException(errorWithStack(), at(2));
  span.end(at(3));
  return written.join('');
}

function errorWithStack(): Error {
  const error = new Error('broken\nin two');
  error.stack =
    'Error: broken\nin two\n    at inner (a.ts:1:2)\n    at outer (b.ts:3:4)\n    at main (c.ts:5:6)';
  return error;
}

describe('the options of TraceTreeExporter', () => {
  it('show attributes, events, links and times, and no stack or trace id, by default', () => {
    expect(printed({})).toBe(
      [
        '[work] 3ms',
        '    user.id: "u-1"',
        '    order.id: "o-1"',
        '    event: retried (+1ms)',
        '      event.attempt: 2',
        '    exception: Error: broken\\nin two',
        '    link: trace 4bf92f35… span 00f067aa…',
        '      link.position: 7',
        '',
      ].join('\n'),
    );
  });

  it('attributes: false leaves out those of spans, events and links, not what an exception is', () => {
    expect(printed({ attributes: false })).toBe(
      [
        '[work] 3ms',
        '    event: retried (+1ms)',
        '    exception: Error: broken\\nin two',
        '    link: trace 4bf92f35… span 00f067aa…',
        '',
      ].join('\n'),
    );
  });

  it('attributes: a function shows those whose key passes', () => {
    const text = printed({ attributes: (key) => key === 'order.id' || key === 'event.attempt' });

    expect(text).toContain('    order.id: "o-1"\n');
    expect(text).toContain('      event.attempt: 2\n');
    expect(text).not.toMatch(/user\.id|link\.position/);
  });

  it('events: false leaves out events and exceptions', () => {
    const text = printed({ events: false });

    expect(text).not.toMatch(/retried|exception|attempt/);
    expect(text).toContain('order.id');
    expect(text).toContain('link: ');
  });

  it('links: false leaves out links', () => {
    const text = printed({ links: false });

    expect(text).not.toContain('link');
    expect(text).toContain('exception');
  });

  it('times: false leaves out durations and the times of events', () => {
    const text = printed({ times: false });

    expect(text).not.toContain('ms');
    expect(text).toMatch(/^\[work\]\n/);
    expect(text).toContain('    event: retried\n');
  });

  it('stackFrames prints so many frames, never a line of the message', () => {
    expect(printed({ stackFrames: 2 })).toContain(
      '    exception: Error: broken\\nin two\n      at inner (a.ts:1:2)\n      at outer (b.ts:3:4)\n    link',
    );
  });

  it('traceIds prints the whole trace id below each root, and there alone', () => {
    const { start, written } = tracePrinter({ traceIds: true, times: false });
    const root = start('root', { attributes: { key: 1 } });
    start('child', { parent: root }).end();
    root.end();

    expect(written).toEqual([`[root]\n    trace: ${root.spanContext().traceId}\n    key: 1\n  [child]\n`]);
  });

  it('colors: true prints failed spans and exceptions in red, and nothing else', () => {
    const { start, written } = tracePrinter({ colors: true, times: false });
    const root = start('root', { attributes: { key: 1 } });
    const child = start('child', { parent: root, attributes: { key: 2 } });
    child.addEvent('exception', { 'exception.type': 'TypeError' });
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'wrong' }).end();
    root.end();

    expect(written).toEqual([
      [
        '[root]',
        '    key: 1',
        '  \u001b[31m[child] ERROR wrong\u001b[39m',
        '      key: 2',
        '      \u001b[31mexception: TypeError\u001b[39m',
        '',
      ].join('\n'),
    ]);
  });

  it.each([
    [{ write: 'stdout' }],
    [{ write: null }],
    [{ maxHeldSpans: -1 }],
    [{ maxHeldSpans: Number.NaN }],
    [{ maxHeldSpans: '9' }],
  ])('refuses %j with a TypeError that names the option', (options) => {
    const construct = () => new TraceTreeExporter(options as unknown as TraceTreeExporterOptions);

    expect(construct).toThrow(TypeError);
    expect(construct).toThrow(`TraceTreeExporter: \`${Object.keys(options)[0]}\` must be`);
  });
});
