import { diag, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { headers as natsHeaders } from 'nats';
import { extractTraceContext, injectTraceContext, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

useTracing();
beforeEach(() => {
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
});

const OLD: readonly (readonly [string, string])[] = [
  ['traceparent', '00-11111111111111111111111111111111-2222222222222222-01'],
  ['Tracestate', 'vendor=old'],
  ['baggage', 'tenant=old'],
  ['kept', 'yes'],
];

function nats() {
  const headers = natsHeaders();
  for (const [key, value] of OLD) headers.set(key, value);
  return headers;
}

describe.each<[string, () => object]>([
  ['an object', () => Object.fromEntries(OLD)],
  ['a Map', () => new Map(OLD)],
  ['Headers', () => new Headers(OLD.map(([key, value]) => [key, value]))],
  ['NATS headers', nats],
  ['pairs', () => OLD.map((pair) => [...pair])],
  ['entries', () => OLD.map(([key, value]) => ({ key, value }))],
  ['a flat list', () => OLD.flat()],
])('X2: writing into %s that was used in another trace', (_, make) => {
  it('replaces all that the propagator had written, and nothing else', () => {
    const carrier = make();
    const spanId = withSpan('now', (span) => {
      injectTraceContext(carrier);
      return span.spanContext().spanId;
    });
    const read = extractTraceContext(carrier, { context: ROOT_CONTEXT });

    expect(trace.getSpanContext(read)).toMatchObject({ spanId });
    expect(trace.getSpanContext(read)?.traceState).toBeUndefined();
    expect(propagation.getBaggage(read)).toBeUndefined();
    expect(JSON.stringify([...entriesOf(carrier)])).toContain('kept');
  });

  it('leaves it alone where there is no span to write', () => {
    const carrier = make();
    injectTraceContext(carrier);

    const read = extractTraceContext(carrier, { context: ROOT_CONTEXT });
    expect(trace.getSpanContext(read)?.spanId).toBe('2222222222222222');
    expect(propagation.getBaggage(read)?.getEntry('tenant')?.value).toBe('old');
  });
});

function entriesOf(carrier: object): Iterable<unknown> {
  return Symbol.iterator in carrier ? (carrier as Iterable<unknown>) : Object.entries(carrier);
}

describe('the attributes of SQS and SNS messages', () => {
  const traceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

  it.each<[string, object, 'message-attributes' | undefined]>([
    ['by the format', {}, 'message-attributes'],
    ['where there are some', { tenant: { DataType: 'String', StringValue: 't-1' } }, undefined],
  ])('are written as objects, %s', (_, attributes, format) => {
    withSpan('send', () => injectTraceContext(attributes, format && { format }));

    expect(attributes).toMatchObject({
      traceparent: { DataType: 'String', StringValue: expect.stringMatching(traceparent) },
    });
  });

  it.each([
    ['a received message', { DataType: 'String', StringValue: OLD[0]?.[1] }],
    ['a Lambda record', { dataType: 'String', stringValue: OLD[0]?.[1] }],
    ['a notification', { Type: 'String', Value: OLD[0]?.[1] }],
  ])('are read from %s', (_, attribute) => {
    const read = extractTraceContext({ traceparent: attribute }, { context: ROOT_CONTEXT });

    expect(trace.getSpanContext(read)?.spanId).toBe('2222222222222222');
  });

  it('stop at ten, with one warning', () => {
    const warn = jest.fn();
    diag.setLogger({ error() {}, warn, info() {}, debug() {}, verbose() {} });
    const filled = () =>
      Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`a${index}`, { DataType: 'Number', StringValue: '1' }]),
      );
    const [first, second] = [filled(), filled()];
    withSpan('send', () => {
      injectTraceContext(first);
      injectTraceContext(second);
    });
    diag.disable();

    expect([first, second]).toEqual([filled(), filled()]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(String(warn.mock.calls[0]?.[1])).toContain('fewer than 10 attributes');
  });
});
