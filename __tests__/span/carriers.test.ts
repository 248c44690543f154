import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { extractTraceContext, injectTraceContext, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names } = useTracing();

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

const propagators = {
  W3C: () =>
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  'B3 in one header': () => new B3Propagator(),
  'B3 in many headers': () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};

/** As gRPC has it: several values under lower-case keys, no `keys`. */
class GrpcMetadata {
  private readonly values = new Map<string, string[]>();
  set(key: string, value: string): void {
    this.values.set(key.toLowerCase(), [value]);
  }
  get(key: string): string[] {
    return this.values.get(key.toLowerCase()) ?? [];
  }
  getMap(): Record<string, string> {
    return Object.fromEntries([...this.values].map(([key, [value]]) => [key, value as string]));
  }
}

/** As NATS has it: keys in the case that they were written in, an empty text where there is none. */
class NatsHeaders {
  private readonly values = new Map<string, string>();
  set(key: string, value: string): void {
    this.values.set(key, value);
  }
  get(key: string): string {
    return this.values.get(key) ?? '';
  }
  keys(): string[] {
    return [...this.values.keys()];
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** How each kind of carrier looks with these headers in it. */
const carriers: Record<string, (headers: [string, string][]) => object> = {
  'a plain object': (headers) => Object.fromEntries(headers),
  'an object without prototype': (headers) => Object.assign(Object.create(null), Object.fromEntries(headers)),
  'an object of lists': (headers) => Object.fromEntries(headers.map(([key, value]) => [key, [value]])),
  'an object of Buffers': (headers) =>
    Object.fromEntries(headers.map(([key, value]) => [key, Buffer.from(value)])),
  'an object of bytes': (headers) => Object.fromEntries(headers.map(([key, value]) => [key, bytes(value)])),
  'an object of lists of Buffers': (headers) =>
    Object.fromEntries(headers.map(([key, value]) => [key, [Buffer.from(value)]])),
  'upper-case keys': (headers) =>
    Object.fromEntries(headers.map(([key, value]) => [key.toUpperCase(), value])),
  'a Map': (headers) => new Map(headers),
  'a Map of Buffers': (headers) => new Map(headers.map(([key, value]) => [key, Buffer.from(value)])),
  'a Map with upper-case keys': (headers) =>
    new Map(headers.map(([key, value]) => [key.toUpperCase(), value])),
  Headers: (headers) => new Headers(headers),
  pairs: (headers) => [['other', 'kept'], ...headers],
  'pairs of bytes': (headers) => headers.map(([key, value]) => [bytes(key), bytes(value)]),
  'a list of { key, value }': (headers) => headers.map(([key, value]) => ({ key, value })),
  'a list of { key, value } of Buffers': (headers) =>
    headers.map(([key, value]) => ({ key, value: Buffer.from(value) })),
  'a flat list': (headers) => ['other', 'kept', ...headers.flat()],
  'a flat list of Buffers': (headers) => headers.flat().map((text) => Buffer.from(text)),
  'NATS headers': (headers) => filled(new NatsHeaders(), headers),
  'gRPC metadata': (headers) => filled(new GrpcMetadata(), headers),
};

function filled<C extends { set(key: string, value: string): void }>(
  carrier: C,
  headers: [string, string][],
): C {
  for (const [key, value] of headers) carrier.set(key, value);
  return carrier;
}

/** What the propagator writes into a plain object for a known span. */
function writtenHeaders(): [string, string][] {
  const plain: Record<string, string> = {};
  propagation.inject(trace.setSpanContext(ROOT_CONTEXT, known), plain);
  return Object.entries(plain);
}

const known = { traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true };
const idsIn = (carrier: object) => {
  const found = trace.getSpanContext(extractTraceContext(carrier, { context: ROOT_CONTEXT }));
  return found && [found.traceId, found.spanId, found.traceFlags];
};

describe.each(Object.entries(propagators))('a carrier with %s', (_format, propagator) => {
  beforeEach(() => {
    propagation.setGlobalPropagator(propagator());
  });

  it.each(Object.entries(carriers))('X3: may be %s, to be read', (_kind, carrier) => {
    expect(idsIn(carrier(writtenHeaders()))).toEqual([TRACE, SPAN, 1]);
    expect(names()).toEqual([]);
  });

  it.each(Object.entries(carriers))('X3: may be %s, to be written', (_kind, carrier) => {
    const written = carrier([]);
    withSpan('producer', () => injectTraceContext(written));
    const { traceId, spanId } = find('producer').spanContext();
    expect(idsIn(written)).toEqual([traceId, spanId, 1]);
    expect(names()).toEqual(['producer']);
  });

  it.each(Object.entries(carriers))('X3: may be %s, written over what it held', (_kind, carrier) => {
    const written = carrier(writtenHeaders());
    const before = sizeOf(written);
    withSpan('producer', () => injectTraceContext(written));
    const { traceId, spanId } = find('producer').spanContext();
    expect(idsIn(written)).toEqual([traceId, spanId, 1]);
    expect(sizeOf(written)).toBe(before);
    expect(names()).toEqual(['producer']);
  });
});

function sizeOf(carrier: object): number {
  if (carrier instanceof Map) return carrier.size;
  if (carrier instanceof NatsHeaders || carrier instanceof Headers) return [...carrier.keys()].length;
  return Object.keys(carrier instanceof GrpcMetadata ? carrier.getMap() : carrier).length;
}

describe('reading a carrier', () => {
  beforeEach(() => {
    propagation.setGlobalPropagator(propagators.W3C());
  });

  const traceparent = `00-${TRACE}-${SPAN}-01`;

  it('X3: takes the first of several values', () => {
    expect(idsIn({ traceparent: [traceparent, `00-${TRACE}-1111111111111111-01`] })).toEqual([
      TRACE,
      SPAN,
      1,
    ]);
    expect(
      idsIn([
        ['traceparent', traceparent],
        ['traceparent', 'second'],
      ]),
    ).toEqual([TRACE, SPAN, 1]);
    expect(names()).toEqual([]);
  });

  it('X3: takes what is spelt exactly before what is spelt otherwise', () => {
    expect(idsIn({ Traceparent: 'broken', traceparent })).toEqual([TRACE, SPAN, 1]);
    expect(idsIn({ traceparent: undefined, Traceparent: traceparent })).toEqual([TRACE, SPAN, 1]);
    expect(
      idsIn(
        new Map([
          ['Traceparent', 'broken'],
          ['traceparent', traceparent],
        ]),
      ),
    ).toEqual([TRACE, SPAN, 1]);
    expect(names()).toEqual([]);
  });

  it('X3: brings tracestate and baggage with it', () => {
    const carrier = [
      { key: 'traceparent', value: Buffer.from(traceparent) },
      { key: 'tracestate', value: Buffer.from('vendor=value') },
      { key: 'baggage', value: Buffer.from('tenant=t-1') },
    ];
    const extracted = extractTraceContext(carrier);
    expect(trace.getSpanContext(extracted)?.traceState?.get('vendor')).toBe('value');
    expect(propagation.getBaggage(extracted)?.getEntry('tenant')?.value).toBe('t-1');
    expect(names()).toEqual([]);
  });

  it('X3: keeps the flag of a trace that is not sampled', () => {
    expect(idsIn({ traceparent: `00-${TRACE}-${SPAN}-00` })).toEqual([TRACE, SPAN, 0]);
    expect(names()).toEqual([]);
  });

  it('X3: does not take properties that are inherited', () => {
    expect(idsIn(Object.create({ traceparent }))).toBeUndefined();
    expect(names()).toEqual([]);
  });

  it('X3: passes over entries of a list that are none', () => {
    const odd = [null, undefined, 7, [], ['only a key'], { key: Object.create(null) }, { value: 'x' }];
    expect(idsIn([['other', 'kept'], ...odd, ['traceparent', traceparent]])).toEqual([TRACE, SPAN, 1]);
    expect(names()).toEqual([]);
  });

  const hostile: [string, unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['text', 'traceparent'],
    ['a number', 7],
    ['a symbol', Symbol('carrier')],
    ['a function', () => traceparent],
    ['an empty list', []],
    ['a list of nothing', [null, undefined]],
    ['a flat list of odd length', ['traceparent']],
    ['bytes', new Uint8Array(8)],
    ['a date', new Date(0)],
    ['a promise', Promise.resolve()],
    ['broken contexts', { traceparent: 'ff-0-0-0' }],
    ['values of other kinds', { traceparent: { toString: () => traceparent }, tracestate: Symbol('s') }],
    ['a value that cannot be text', { traceparent: Object.create(null) }],
    ['a very long value', { traceparent: traceparent.repeat(10_000) }],
    ['a getter that throws', Object.defineProperty({}, 'traceparent', { enumerable: true, get: fail })],
    ['a `get` that throws', { get: fail, set: fail, keys: fail }],
    ['a `keys` that gives no list', { get: () => undefined, set: () => undefined, keys: () => 7 }],
    ['a revoked proxy', revoked()],
    ['a proxy that refuses everything', new Proxy({}, { get: fail, has: fail, ownKeys: fail })],
  ];

  it.each(hostile)('X2: of %s gives the context that it was given', (_, carrier) => {
    const given = trace.setSpanContext(ROOT_CONTEXT, known);
    const extracted = extractTraceContext(carrier as object, { context: given });
    expect(trace.getSpanContext(extracted)).toEqual(known);
    context.with(given, () => {
      expect(trace.getSpanContext(extractTraceContext(carrier as object))).toEqual(known);
    });
    expect(names()).toEqual([]);
  });

  it.each([
    ...hostile,
    ['a frozen object', Object.freeze({ kept: 1 })],
    ['a sealed object', Object.seal({ kept: 1 })],
    ['a frozen list', Object.freeze([['kept', 'yes']])],
    ['a frozen flat list', Object.freeze(['kept', 'yes'])],
    ['Headers that are guarded', Response.error().headers],
    ['a setter that throws', Object.defineProperty({}, 'traceparent', { set: fail })],
    ['a proxy that refuses to be written', new Proxy({}, { defineProperty: () => false })],
    ['a constant property', Object.defineProperty({}, 'traceparent', { value: 'constant' })],
  ] as [string, unknown][])('X2: writing %s throws nothing', (_, carrier) => {
    const ran = withSpan('producer', () => {
      injectTraceContext(carrier as object);
      injectTraceContext(carrier as object, { format: 'event-metadata' });
      injectTraceContext(carrier as object, { overwrite: false });
      return true;
    });
    expect(ran).toBe(true);
    expect(names()).toEqual(['producer']);
  });

  it('X2: leaves bytes as they are', () => {
    const payload = Buffer.from('{}');
    withSpan('producer', () => injectTraceContext(payload, { format: 'event-metadata' }));
    expect(Object.keys(payload)).toEqual(['0', '1']);
    expect(names()).toEqual(['producer']);
  });
});

describe('writing a carrier', () => {
  beforeEach(() => {
    propagation.setGlobalPropagator(propagators.W3C());
  });

  const withBaggage = () =>
    propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ tenant: { value: 't-1' } }));

  it('X2: writes nothing where there is no valid context, no baggage either', () => {
    const carrier = {};
    injectTraceContext(carrier);
    context.with(withBaggage(), () => injectTraceContext(carrier));
    injectTraceContext(carrier, { context: withBaggage() });
    injectTraceContext(carrier, {
      context: trace.setSpanContext(withBaggage(), { traceId: '0'.repeat(32), spanId: SPAN, traceFlags: 1 }),
      format: 'event-metadata',
    });
    expect(carrier).toEqual({});
    expect(names()).toEqual([]);
  });

  it('X2: writes baggage beside a valid context', () => {
    const carrier: Record<string, string> = {};
    injectTraceContext(carrier, { context: trace.setSpanContext(withBaggage(), known) });
    expect(carrier).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01`, baggage: 'tenant=t-1' });
    expect(names()).toEqual([]);
  });

  it('X2: writes the span of a context that is named', () => {
    const carrier: Record<string, string> = {};
    withSpan('active', () =>
      injectTraceContext(carrier, { context: trace.setSpanContext(ROOT_CONTEXT, known) }),
    );
    expect(carrier.traceparent).toContain(SPAN);
    expect(names()).toEqual(['active']);
  });

  it('X2: keeps what is there where it is not to overwrite', () => {
    const carrier = { traceparent: `00-${TRACE}-${SPAN}-01` };
    const broken = { traceparent: 'broken' };
    withSpan('producer', () => {
      injectTraceContext(carrier, { overwrite: false });
      injectTraceContext(broken, { overwrite: false });
    });
    expect(carrier).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
    expect(broken.traceparent).toContain(find('producer').spanContext().spanId);
    expect(names()).toEqual(['producer']);
  });

  it('X2: throws nothing where the context is none', () => {
    const carrier = {};
    withSpan('producer', () => injectTraceContext(carrier, { context: {} as never }));
    expect(extractTraceContext({}, { context: {} as never })).toEqual({});
    expect(carrier).toEqual({});
    expect(names()).toEqual(['producer']);
  });

  it('X2: throws nothing where the propagator does', () => {
    propagation.disable();
    propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: () => [] });
    const carrier: Record<string, string> = {};
    withSpan('producer', () => injectTraceContext(carrier, { format: 'event-metadata' }));
    expect(idsIn(carrier)?.[1]).toBe(find('producer').spanContext().spanId);
    expect(names()).toEqual(['producer']);
  });

  it('X3: writes keys of the prototype as keys', () => {
    propagation.disable();
    propagation.setGlobalPropagator({
      inject: (_context, carrier, setter) => setter.set(carrier, '__proto__', 'value'),
      extract: (given) => given,
      fields: () => [],
    });
    const carrier = {};
    withSpan('producer', () => injectTraceContext(carrier));
    expect(Object.getOwnPropertyDescriptor(carrier, '__proto__')?.value).toBe('value');
    expect(Object.getPrototypeOf(carrier)).toBe(Object.prototype);
    expect(names()).toEqual(['producer']);
  });

  it('X3: keeps what else a list entry says', () => {
    const carrier = [{ key: 'traceparent', value: 'old', schema: 7 }];
    withSpan('producer', () => injectTraceContext(carrier));
    expect(carrier).toEqual([{ key: 'traceparent', value: expect.stringMatching(/^00-/), schema: 7 }]);
    expect(names()).toEqual(['producer']);
  });
});

function fail(): never {
  throw new Error('hands off');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
