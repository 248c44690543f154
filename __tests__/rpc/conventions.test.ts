import { Metadata } from '@grpc/grpc-js';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { createTracing, instrument, TracedClass } from 'otel-traced';
import { type RpcOptions, rpcClient, rpcServer } from 'otel-traced/rpc';
import { useTracing } from '../support/tracing';

const { find, names, spans } = useTracing();
const OPT_IN = 'OTEL_SEMCONV_STABILITY_OPT_IN';

beforeEach(() => propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
afterEach(() => {
  delete process.env[OPT_IN];
});

const fault = (code: number) => Object.assign(new Error(`code ${code}`), { code });

interface Call {
  readonly metadata: Metadata;
}

/** A service that throws what it is given. */
function service(options: Partial<RpcOptions> = {}) {
  @TracedClass(rpcServer({ service: 'shop.Orders', methods: ['Place'], ...options }))
  class Orders {
    async place(error: unknown, _call?: Call): Promise<string> {
      if (error !== undefined) throw error;
      return 'placed';
    }

    helper(): void {}
  }
  return new Orders();
}

/** A client that writes down the metadata that it sends. */
function client(options: Partial<RpcOptions> = {}) {
  @TracedClass(rpcClient({ service: 'shop.Orders', methods: ['Place'], ...options }))
  class Orders {
    async place(error: unknown, { metadata }: Call): Promise<unknown> {
      if (error !== undefined) throw error;
      return metadata.getMap();
    }
  }
  return new Orders();
}

const outcome = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe('rpcServer', () => {
  it('makes a SERVER span, named by service and method, of the service alone', async () => {
    const orders = service({ address: 'orders.example.com:50051' });
    orders.helper();
    await orders.place(undefined);
    expect(names()).toEqual(['shop.Orders/Place']);
    expect(find('shop.Orders/Place')).toMatchObject({
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'rpc.system.name': 'grpc',
        'rpc.method': 'shop.Orders/Place',
        'rpc.status_code': 'OK',
        'server.address': 'orders.example.com',
        'server.port': 50051,
      },
    });
  });

  it('X4: continues the trace that the metadata carry', async () => {
    const metadata = new Metadata();
    metadata.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await service().place(undefined, { metadata });
    const span = find('shop.Orders/Place');
    expect(span.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(span.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
  });

  it('begins a trace of its own where the metadata carry none', async () => {
    await service().place(undefined, { metadata: new Metadata() });
    await service().place(undefined);
    expect(spans().map((span) => span.parentSpanContext)).toEqual([undefined, undefined]);
  });

  it.each([
    [1, 'CANCELLED'],
    [3, 'INVALID_ARGUMENT'],
    [5, 'NOT_FOUND'],
    [6, 'ALREADY_EXISTS'],
    [7, 'PERMISSION_DENIED'],
    [8, 'RESOURCE_EXHAUSTED'],
    [9, 'FAILED_PRECONDITION'],
    [10, 'ABORTED'],
    [11, 'OUT_OF_RANGE'],
    [16, 'UNAUTHENTICATED'],
  ])('takes the status %d for an answer', async (code, name) => {
    const error = fault(code);
    expect(await outcome(service().place(error))).toBe(error);
    const { status, attributes, events } = find('shop.Orders/Place');
    expect([status.code, attributes['rpc.status_code'], events]).toEqual([SpanStatusCode.UNSET, name, []]);
    expect(attributes).not.toHaveProperty('error.type');
  });

  it.each([
    [2, 'UNKNOWN'],
    [4, 'DEADLINE_EXCEEDED'],
    [12, 'UNIMPLEMENTED'],
    [13, 'INTERNAL'],
    [14, 'UNAVAILABLE'],
    [15, 'DATA_LOSS'],
  ])('takes the status %d for a failure', async (code, name) => {
    await outcome(service().place(fault(code)));
    const { status, attributes, events } = find('shop.Orders/Place');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: `code ${code}` });
    expect(attributes).toMatchObject({ 'rpc.status_code': name, 'error.type': name });
    expect(events.map((event) => event.name)).toEqual(['exception']);
  });

  it.each([new TypeError('bug'), fault(99), 'thrown', null])(
    'answers UNKNOWN to what has no status: %p',
    async (error) => {
      await outcome(service().place(error));
      expect(find('shop.Orders/Place')).toMatchObject({
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'rpc.status_code': 'UNKNOWN', 'error.type': 'UNKNOWN' },
      });
    },
  );
});

describe('rpcClient', () => {
  it('makes a CLIENT span whose context the metadata carry', async () => {
    const sent = await client().place(undefined, { metadata: new Metadata() });
    const span = find('shop.Orders/Place');
    const { traceId, spanId } = span.spanContext();
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(sent).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
  });

  it.each([1, 5, 14])('takes each status but OK for a failure: %d', async (code) => {
    await outcome(client().place(fault(code), { metadata: new Metadata() }));
    const { status, attributes } = find('shop.Orders/Place');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe(attributes['rpc.status_code']);
  });

  it('keeps the class of an error that came before there was a status', async () => {
    await outcome(client().place(new TypeError('no address'), { metadata: new Metadata() }));
    const { attributes } = find('shop.Orders/Place');
    expect(attributes['error.type']).toBe('TypeError');
    expect(attributes).not.toHaveProperty('rpc.status_code');
  });

  it('is a parent of the server, through the metadata', async () => {
    const orders = service();
    @TracedClass(rpcClient({ service: 'shop.Orders', methods: { buy: 'Place' } }))
    class Orders {
      async buy(metadata: Metadata): Promise<string> {
        // Another process would have no active span.
        return context.with(trace.deleteSpan(context.active()), () => orders.place(undefined, { metadata }));
      }
    }
    expect(await new Orders().buy(new Metadata())).toBe('placed');
    const [server, caller] = spans();
    expect(server?.parentSpanContext?.spanId).toBe(caller?.spanContext().spanId);
    expect([server?.kind, caller?.kind]).toEqual([SpanKind.SERVER, SpanKind.CLIENT]);
  });
});

describe('a call with metadata', () => {
  const CONTEXT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const metadata = (entries: Record<string, string> = {}) => {
    const made = new Metadata();
    for (const [key, value] of Object.entries(entries)) made.set(key, value);
    return made;
  };

  /** A client that returns the context that each of its arguments carries, after it has waited. */
  function sender(options: Partial<RpcOptions> = {}) {
    @TracedClass(rpcClient({ service: 'shop.Orders', methods: ['Place', 'Watch'], ...options }))
    class Sender {
      async place(...args: unknown[]): Promise<unknown[]> {
        await new Promise((resolve) => setImmediate(resolve));
        return args;
      }

      async *watch(...args: unknown[]): AsyncGenerator<unknown> {
        yield args;
      }
    }
    return new Sender();
  }
  const contextIn = (carrier: unknown) => (carrier as Metadata).getMap().traceparent;

  it('writes the real Metadata, wherever it stands, and never a plain field of a message', async () => {
    const message = Object.freeze({ id: 'o-1', metadata: Object.freeze({ source: 'web' }) });
    const list = { metadata: [['source', 'web']] };
    const [first, second, sent] = await sender().place(message, list, metadata());
    expect([first, second]).toEqual([message, list]);
    expect(first).toBe(message);
    expect(contextIn(sent)).toContain(find('shop.Orders/Place').spanContext().spanId);
    const [, options] = await sender().place(message, { deadline: 5, metadata: metadata() });
    expect(contextIn((options as Call).metadata)).toContain(spans()[1]?.spanContext().spanId);
    expect(options).toHaveProperty('deadline', 5);
    await sender().place(message);
    expect(message).toEqual({ id: 'o-1', metadata: { source: 'web' } });
  });

  it('a map of a message, with get and set, is not Metadata', async () => {
    const labels = new Map([['source', 'web']]);
    await sender().place({ metadata: labels }, labels);
    expect([...labels]).toEqual([['source', 'web']]);
  });

  it('X4: the server reads the real Metadata beside a message with a field of that name', async () => {
    @TracedClass(rpcServer({ service: 'shop.Orders', methods: ['Place'] }))
    class Orders {
      async place(_message: unknown, _call: Call): Promise<void> {}
    }
    await new Orders().place(
      { metadata: { traceparent: CONTEXT.replace('0af7', '1af7') } },
      { metadata: metadata({ traceparent: CONTEXT }) },
    );
    expect(find('shop.Orders/Place').spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it("C1: the caller's Metadata, and the options that hold it, stay as they are", async () => {
    const shared = metadata({ tenant: 'acme' });
    const options = { metadata: shared, deadline: 5 };
    const [, sent] = await sender().place('o-1', shared);
    const [, held] = await sender().place('o-1', options);
    expect(shared.getMap()).toEqual({ tenant: 'acme' });
    expect(options.metadata).toBe(shared);
    expect((sent as Metadata).getMap()).toMatchObject({ tenant: 'acme', traceparent: expect.any(String) });
    expect((held as Call).metadata.getMap()).toMatchObject({ tenant: 'acme' });
  });

  it('X1: concurrent calls that share Metadata send each their own context', async () => {
    const shared = metadata();
    const client = sender();
    const ids = Array.from({ length: 20 }, (_, id) => id);
    const sent = await Promise.all(ids.map(async (id) => [id, ...(await client.place(id, shared))]));
    const contexts = sent.map(([, , carrier]) => contextIn(carrier));
    expect(new Set(contexts).size).toBe(20);
    const spanIds = spans().map((span) => span.spanContext().spanId);
    expect(contexts.map((text) => String(text).split('-')[2]).sort()).toEqual(spanIds.sort());
    expect(shared.getMap()).toEqual({});
  });

  it('C5: a stream that is written as a generator sends its own context as well', async () => {
    const shared = metadata();
    const client = sender();
    const sent: unknown[] = [];
    for await (const [, carrier] of client.watch('o-1', shared) as AsyncIterable<unknown[]>)
      sent.push(contextIn(carrier));
    expect(sent).toEqual([expect.stringContaining(find('shop.Orders/Watch').spanContext().spanId)]);
    expect(shared.getMap()).toEqual({});
  });

  it('O1: without a provider the method gets the very arguments', async () => {
    trace.disable();
    const options = { metadata: metadata() };
    const [sent] = await sender().place(options);
    expect(sent).toBe(options);
    expect(options.metadata.getMap()).toEqual({});
  });

  it('C8: hostile arguments do not disturb the call', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const throwing = {
      get metadata(): never {
        throw new Error('a getter');
      },
    };
    const [first, second, sent] = await sender().place(proxy, throwing, metadata());
    expect(first).toBe(proxy);
    expect(second).toBe(throwing);
    expect(contextIn(sent)).toContain(find('shop.Orders/Place').spanContext().spanId);
  });
});

describe('the names of attributes', () => {
  const legacy = { 'rpc.system': 'grpc', 'rpc.service': 'shop.Orders', 'rpc.grpc.status_code': 5 };
  const stable = {
    'rpc.system.name': 'grpc',
    'rpc.method': 'shop.Orders/Place',
    'rpc.status_code': 'NOT_FOUND',
  };

  it.each([
    [{ semconv: 'stable' }, undefined, stable],
    [{ semconv: 'legacy' }, undefined, { ...legacy, 'rpc.method': 'Place' }],
    [{ semconv: 'both' }, undefined, { ...legacy, ...stable }],
    [{}, 'rpc', stable],
    [{}, 'rpc/dup', { ...legacy, ...stable }],
    [{ semconv: 'seed' }, 'rpc/dup', { ...legacy, 'rpc.method': 'Place' }],
  ] as const)('with %j and the environment %p', async (options, environment, expected) => {
    if (environment !== undefined) process.env[OPT_IN] = environment;
    await outcome(service(options).place(fault(5)));
    expect(find('shop.Orders/Place').attributes).toEqual(expected);
  });
});

describe('which methods belong to the service', () => {
  const definition = { Place: { path: '/shop.Orders/Place' }, CancelAll: { path: '/shop.Orders/CancelAll' } };

  class Orders {
    place(): void {}
    CancelAll(): void {}
    cancelOne(): void {}
    helper(): void {}
  }

  it('a definition says, in its own spelling and in that of classes', () => {
    const restore = instrument(Orders, rpcServer({ service: definition }));
    const orders = new Orders();
    orders.place();
    orders.CancelAll();
    orders.helper();
    restore();
    expect(names()).toEqual(['shop.Orders/Place', 'shop.Orders/CancelAll']);
  });

  it('a table says, under the names of the class', () => {
    const restore = instrument(
      Orders,
      rpcServer({ service: definition, methods: { cancelOne: 'CancelAll' } }),
    );
    const orders = new Orders();
    orders.place();
    orders.cancelOne();
    restore();
    expect(names()).toEqual(['shop.Orders/CancelAll']);
  });

  it('its spans may come from a tracer of another name', () => {
    const tracing = createTracing({ name: 'shop.rpc', version: '2.0' });
    @tracing.TracedClass(rpcClient({ service: 'shop.Orders', methods: ['Place'] }))
    class Remote {
      place(_metadata: Metadata): void {}
    }
    new Remote().place(new Metadata());
    expect(find('shop.Orders/Place').instrumentationScope).toMatchObject({
      name: 'shop.rpc',
      version: '2.0',
    });
  });

  it.each([
    [{ service: '' }, "rpcServer(): expected the service, its full name or its definition, got ''"],
    [{ service: 'shop.Orders' }, "rpcServer(): the service 'shop.Orders' needs its methods"],
    [{ service: { Place: {} } }, "rpcServer(): expected a service's definition, methods with a path"],
    [{ service: definition, methods: ['Plaec'] }, "rpcServer(): the service has no method 'Plaec'"],
    [{ service: definition, semconv: 'old' }, "rpcServer(): the option 'semconv' is 'old'"],
  ])('T1: refuses %j', (options, message) => {
    expect(() => rpcServer(options as RpcOptions)).toThrow(message);
  });
});

describe('options for what is not gRPC', () => {
  it('the system, the place of the metadata, the statuses and the failures among them', async () => {
    const headers: Record<string, string> = {};
    @TracedClass(
      rpcClient({
        service: 'calculator',
        methods: ['add'],
        system: 'jsonrpc',
        metadata: (_params: number[], sent: Record<string, string>) => sent,
        statusOf: (error) => String((error as { rpcCode: number }).rpcCode),
        isFailure: (status) => status !== '-32001',
      }),
    )
    class Calculator {
      add(params: number[], _headers: Record<string, string>): number {
        if (params.length === 0) throw Object.assign(new Error('nothing to add'), { rpcCode: -32001 });
        return params.reduce((sum, value) => sum + value, 0);
      }
    }
    expect(new Calculator().add([1, 2], headers)).toBe(3);
    expect(headers.traceparent).toContain(find('calculator/add').spanContext().spanId);
    expect(() => new Calculator().add([], headers)).toThrow('nothing to add');
    const [, failed] = spans();
    expect(failed?.status.code).toBe(SpanStatusCode.UNSET);
    expect(failed?.attributes).toMatchObject({ 'rpc.system.name': 'jsonrpc', 'rpc.status_code': '-32001' });
  });

  it.each([
    ['127.0.0.1:50051', '127.0.0.1', 50051],
    ['[::1]:50051', '::1', 50051],
    ['orders.example.com', 'orders.example.com', undefined],
    ['unix:/run/orders.sock', 'unix:/run/orders.sock', undefined],
  ])('the address %s', async (address, host, port) => {
    await service({ address }).place(undefined);
    const { attributes } = find('shop.Orders/Place');
    expect([attributes['server.address'], attributes['server.port']]).toEqual([host, port]);
  });
});
