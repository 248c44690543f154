import { createServer } from 'node:net';
import { Controller, Inject, Injectable } from '@nestjs/common';
import {
  type ClientProxy,
  ClientProxyFactory,
  ClientsModule,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  NatsContext,
  Payload,
  Server,
  Transport,
} from '@nestjs/microservices';
import { propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { withSpan } from 'otel-traced';
import { firstValueFrom, type Observable, of, throwError } from 'rxjs';
import { useTracing } from '../support/tracing';
import { startApplication } from './application';

const { find, names, spans, tree, waitFor } = useTracing();
beforeEach(() => propagation.setGlobalPropagator(new W3CTraceContextPropagator()));

@Controller()
class Stock {
  @MessagePattern('stock.reserve')
  reserve(@Payload() { sku }: { sku: string }): Observable<string> {
    return sku === '' ? throwError(() => new Error('no sku')) : of(`${sku} reserved`);
  }

  @MessagePattern({ cmd: 'count' })
  count(@Payload() sku: string): number {
    return sku.length;
  }

  @EventPattern('order.placed')
  first(): void {}

  @EventPattern('order.placed')
  second(): void {}
}

@Injectable()
class Orders {
  constructor(@Inject('STOCK') private readonly stock: ClientProxy) {}

  reserve(sku: string): Promise<string> {
    return firstValueFrom(this.stock.send('stock.reserve', { sku }));
  }

  count(sku: string): Promise<number> {
    return firstValueFrom(this.stock.send({ cmd: 'count' }, sku));
  }

  place(): void {
    this.stock.emit('order.placed', { id: 1 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function shop(options = {}) {
  const tcp = { transport: Transport.TCP as const, options: { host: '127.0.0.1', port: await freePort() } };
  const { app } = await startApplication(
    {
      imports: [ClientsModule.register([{ name: 'STOCK', ...tcp }])],
      controllers: [Stock],
      providers: [Orders],
    },
    options,
    async (application) => {
      application.connectMicroservice<MicroserviceOptions>(tcp);
      await application.startAllMicroservices();
    },
  );
  return app.get(Orders);
}

describe('a microservice', () => {
  it('continues the caller’s trace: request, reply and handler are one trace', async () => {
    const orders = await shop();
    expect(await orders.reserve('pen')).toBe('pen reserved');
    expect(tree({ attributes: false })).toBe(`Orders.reserve
└─ send stock.reserve CLIENT
   └─ process stock.reserve SERVER
      └─ Stock.reserve`);
    expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(find('process stock.reserve')).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: {
        'messaging.system': 'tcp',
        'messaging.destination.name': 'stock.reserve',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
      },
    });
  });

  it('continues the trace for payloads that are not objects', async () => {
    const orders = await shop();
    expect(await orders.count('pen')).toBe(3);
    expect(find('Stock.count').parentSpanContext?.spanId).toBe(
      find('process {"cmd":"count"}').spanContext().spanId,
    );
    expect(find('process {"cmd":"count"}').parentSpanContext?.spanId).toBe(
      find('send {"cmd":"count"}').spanContext().spanId,
    );
  });

  it('continues the trace of an event in all of its handlers', async () => {
    const orders = await shop();

    withSpan('place', () => orders.place());
    const event = await waitFor('process order.placed');
    expect(event).toMatchObject({ kind: SpanKind.CONSUMER });
    expect(event.parentSpanContext?.spanId).toBe(find('send order.placed').spanContext().spanId);
    expect(find('send order.placed').kind).toBe(SpanKind.PRODUCER);
    for (const handler of ['Stock.first', 'Stock.second']) {
      expect(find(handler).parentSpanContext?.spanId).toBe(event.spanContext().spanId);
    }
  });

  it('keeps concurrent messages apart', async () => {
    const orders = await shop();
    const skus = Array.from({ length: 20 }, (_, index) => 'x'.repeat(index + 1));
    expect(await Promise.all(skus.map((sku) => orders.count(sku)))).toEqual(skus.map(({ length }) => length));
    const handlers = spans().filter(({ name }) => name === 'Stock.count');
    expect(new Set(handlers.map((span) => span.spanContext().traceId)).size).toBe(20);
  });

  it('fails both spans where the handler fails', async () => {
    const orders = await shop();
    await expect(orders.reserve('')).rejects.toMatchObject({ status: 'error' });
    expect(find('process stock.reserve').status.code).toBe(SpanStatusCode.ERROR);
    expect(find('send stock.reserve').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is left alone with microservices: false', async () => {
    const { send } = ClientProxyFactory.create({ transport: Transport.TCP }).constructor.prototype;
    const orders = await shop({ microservices: false });
    expect(ClientProxyFactory.create({ transport: Transport.TCP }).send).toBe(send);
    await orders.reserve('pen');
    expect(names().sort()).toEqual(['Orders.reserve', 'Stock.reserve']);
  });
});

/** A transport of the application's own, with messages as foreign programs send them. */
class TestServer extends Server {
  constructor() {
    super();
    this.initializeSerializer({});
    this.initializeDeserializer({});
  }
  listen(callback: () => void): void {
    callback();
  }
  close(): void {}
  on(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }
  async receive(data: unknown, headers: unknown): Promise<void> {
    const packet = await this.deserializer.deserialize({ pattern: 'order.placed', data }, {});
    await this.handleEvent('order.placed', packet as never, new NatsContext(['order.placed', headers]));
  }
}

describe('a message of another program', () => {
  it('has its trace continued from its headers', async () => {
    const strategy = new TestServer();
    await startApplication({ controllers: [Stock] }, {}, async (application) => {
      application.connectMicroservice<MicroserviceOptions>({ strategy });
      await application.startAllMicroservices();
    });

    await strategy.receive(
      { id: 1 },
      { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    );
    expect(await waitFor('process order.placed')).toMatchObject({
      parentSpanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
    });
  });

  it('stays in the trace that an instrumentation of the broker continued', async () => {
    const strategy = new TestServer();
    await startApplication({ controllers: [Stock] }, {}, async (application) => {
      application.connectMicroservice<MicroserviceOptions>({ strategy });
      await application.startAllMicroservices();
    });

    await withSpan('consumer', async (span) => {
      const { traceId } = span.spanContext();
      await strategy.receive({}, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    });
    expect((await waitFor('process order.placed')).parentSpanContext?.spanId).toBe(
      find('consumer').spanContext().spanId,
    );
  });
});
