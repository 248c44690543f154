import { propagation, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3Propagator } from '@opentelemetry/propagator-b3';
import { extractTraceContext, injectTraceContext, Traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names } = useTracing();

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

function read(metadata: object): SpanContext | undefined {
  return trace.getSpanContext(extractTraceContext(metadata, { context: ROOT_CONTEXT }));
}

const unsampled = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags: 0 });

describe('the metadata of an event', () => {
  it('X3: is written with bare lower-case ids, beside what the propagator writes', () => {
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const metadata: Record<string, unknown> = { userId: 'u-1' };
    withSpan('append', () => injectTraceContext(metadata, { format: 'event-metadata' }));
    const { traceId, spanId } = find('append').spanContext();
    expect(metadata).toEqual({
      userId: 'u-1',
      traceparent: `00-${traceId}-${spanId}-01`,
      $traceId: traceId,
      $spanId: spanId,
    });
    expect(metadata.$traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(metadata.$spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(names()).toEqual(['append']);
  });

  it('X3: is written and read where no propagator is registered', () => {
    const metadata = {};
    withSpan('append', () => injectTraceContext(metadata, { format: 'event-metadata' }));
    const { traceId, spanId } = find('append').spanContext();
    expect(metadata).toEqual({ $traceId: traceId, $spanId: spanId });
    expect(read(metadata)).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
    expect(names()).toEqual(['append']);
  });

  it('X3: survives JSON', () => {
    const metadata = {};
    withSpan('append', () => injectTraceContext(metadata, { format: 'event-metadata' }));
    expect(read(JSON.parse(JSON.stringify(metadata)))?.spanId).toBe(find('append').spanContext().spanId);
    expect(names()).toEqual(['append']);
  });

  it.each([
    ['W3C', new W3CTraceContextPropagator()],
    ['B3', new B3Propagator()],
  ])('X3: keeps the sampled flag by %s', (_, propagator) => {
    propagation.setGlobalPropagator(propagator);
    const metadata = {};
    injectTraceContext(metadata, { context: unsampled, format: 'event-metadata' });
    expect(read(metadata)).toMatchObject({ traceId: TRACE, spanId: SPAN, traceFlags: 0 });
    expect(names()).toEqual([]);
  });

  it('X3: keeps the context that an event was created in, unless it is to be overwritten', () => {
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const kurrent = { $traceId: TRACE, $spanId: SPAN };
    const w3c = { traceparent: `00-${TRACE}-${SPAN}-01` };
    withSpan('republish', () => {
      injectTraceContext(kurrent, { format: 'event-metadata' });
      injectTraceContext(w3c, { format: 'event-metadata' });
    });
    expect(kurrent).toEqual({ $traceId: TRACE, $spanId: SPAN });
    expect(w3c).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });

    withSpan('overwrite', () => injectTraceContext(kurrent, { format: 'event-metadata', overwrite: true }));
    expect(read(kurrent)?.spanId).toBe(find('overwrite').spanContext().spanId);
    expect(kurrent.$spanId).toBe(find('overwrite').spanContext().spanId);
    expect(names()).toEqual(['republish', 'overwrite']);
  });

  it("X3: is read by the propagator's format first", () => {
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const other = '1'.repeat(16);
    expect(read({ traceparent: `00-${TRACE}-${SPAN}-00`, $traceId: TRACE, $spanId: other })).toMatchObject({
      spanId: SPAN,
      traceFlags: 0,
    });
    expect(read({ traceparent: 'broken', $traceId: TRACE, $spanId: other })?.spanId).toBe(other);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown, unknown, string, string]>([
    ['bare', TRACE, SPAN, TRACE, SPAN],
    ['with 0x', `0x${TRACE}`, `0x${SPAN}`, TRACE, SPAN],
    ['with 0X', `0X${TRACE}`, `0X${SPAN}`, TRACE, SPAN],
    ['in upper case', TRACE.toUpperCase(), SPAN.toUpperCase(), TRACE, SPAN],
    ['short', '1a', '0x2B', '1a'.padStart(32, '0'), '2b'.padStart(16, '0')],
    ['with spaces around', ` ${TRACE} `, `${SPAN}\n`, TRACE, SPAN],
    ['as Buffers', Buffer.from(TRACE), Buffer.from(SPAN), TRACE, SPAN],
    ['as lists of one', [TRACE], [SPAN], TRACE, SPAN],
  ])('X3: is read with ids %s', (_, $traceId, $spanId, traceId, spanId) => {
    expect(read({ $traceId, $spanId })).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
    expect(read(new Map(Object.entries({ $traceId, $spanId })))?.traceId).toBe(traceId);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ['missing', undefined, SPAN],
    ['null', null, null],
    ['empty', '', ''],
    ['zeros', '0'.repeat(32), SPAN],
    ['zeros, short', TRACE, '0'],
    ['too long', `${TRACE}0`, SPAN],
    ['too long for a span', TRACE, `${SPAN}0`],
    ['no hex', 'xyz', SPAN],
    ['only a prefix', '0x', SPAN],
    ['a prefix twice', `0x0x${TRACE.slice(4)}`, SPAN],
    ['negative', `-${TRACE.slice(1)}`, SPAN],
    ['a UUID', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736', SPAN],
    ['hex with a line break inside', `${TRACE.slice(0, 16)}\n${TRACE.slice(17)}`, SPAN],
    ['numbers, which have lost digits', 12345678901234567000, 42],
    ['booleans', true, true],
    ['objects', { toString: () => TRACE }, SPAN],
    ['several', [TRACE, TRACE], SPAN],
    ['digits of another script', '１'.repeat(32), SPAN],
    ['very long', 'a'.repeat(1_000_000), SPAN],
  ])('X3: is not read with ids that are %s', (_, $traceId, $spanId) => {
    expect(read({ $traceId, $spanId })).toBeUndefined();
    expect(names()).toEqual([]);
  });

  it('X4: is where the parent of an event handler comes from', () => {
    const metadata = {};
    withSpan('append', () => injectTraceContext(metadata, { format: 'event-metadata' }));
    class Projection {
      @Traced({ parent: (event) => event.metadata })
      when(_event: { metadata: object }): void {}

      @Traced({ links: (events) => events.map((event) => event.metadata) })
      catchUp(_events: { metadata: object }[]): void {}
    }
    const projection = new Projection();
    projection.when({ metadata });
    projection.catchUp([{ metadata }, { metadata: {} }, { metadata: { $traceId: 'x', $spanId: 'y' } }]);
    const { traceId, spanId } = find('append').spanContext();
    expect(find('Projection.when').parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
    expect(find('Projection.catchUp').links.map((link) => link.context.spanId)).toEqual([spanId]);
    expect(names()).toEqual(['append', 'Projection.when', 'Projection.catchUp']);
  });
});
