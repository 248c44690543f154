import assert from 'node:assert/strict';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { isTracingEnabled, Traced, TracedClass, Untraced, withSpan } from 'otel-traced';
import {
  ATTR_AGGREGATE_ID,
  ATTR_EVENT_COUNT,
  ATTR_AGGREGATE_ID as sameConstant,
} from 'otel-traced/attributes';
import { TraceTreeExporter } from 'otel-traced/console';

interface Order {
  readonly id: string;
  readonly items: readonly string[];
}

@TracedClass('order_repository')
class OrderRepository {
  readonly saved: Order[] = [];

  async save(order: Order): Promise<number> {
    await Promise.resolve();
    this.saved.push(order);
    return this.saved.length;
  }

  @Untraced()
  count(): number {
    return this.saved.length;
  }
}

class OrderService {
  constructor(private readonly repository: OrderRepository) {}

  @Traced({
    kind: SpanKind.SERVER,
    attributes: (order) => ({ [ATTR_AGGREGATE_ID]: order.id }),
    resultAttributes: (position) => ({ position: position.toFixed(0) }),
  })
  async place(order: Order): Promise<number> {
    if (order.items.length === 0) throw new RangeError('an order needs items');
    return this.repository.save(order);
  }

  @Traced('count orders')
  static count(...orders: readonly Order[]): number {
    return orders.length;
  }

  @Traced
  *items(order: Order): Generator<string, void, undefined> {
    yield* order.items;
  }
}

const finished: ReadableSpan[] = [];
const done = () => Promise.resolve();
const provider = new TracerProvider({
  spanProcessors: [
    { onStart() {}, onEnd: (span) => void finished.push(span), forceFlush: done, shutdown: done },
  ],
});

async function run(): Promise<void> {
  const repository = new OrderRepository();
  const service = new OrderService(repository);
  const order: Order = { id: 'order-1', items: ['tea', 'milk'] };

  assert.equal(isTracingEnabled(), false);
  assert.equal(await service.place(order), 1);
  assert.equal(finished.length, 0);

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  assert.equal(isTracingEnabled(), true);

  const positions = await withSpan('checkout', async (span) => {
    span.setAttribute(ATTR_EVENT_COUNT, 1);
    return [await service.place(order)];
  });
  assert.deepEqual(positions, [2]);
  assert.equal(repository.count(), 2);
  assert.equal(OrderService.count(order, order), 2);
  assert.deepEqual([...service.items(order)], order.items);

  const tree = finished.map((span) => [span.name, nameOf(span.parentSpanContext?.spanId)]);
  assert.deepEqual(tree, [
    ['order_repository.save', 'OrderService.place'],
    ['OrderService.place', 'checkout'],
    ['checkout', undefined],
    ['count orders', undefined],
    ['OrderService.items', undefined],
  ]);
  const place = finished[1];
  assert.equal(place?.kind, SpanKind.SERVER);
  assert.deepEqual(place?.attributes, { [sameConstant]: 'order-1', position: '2' });

  finished.length = 0;
  const failure = new RangeError();
  await assert.rejects(service.place({ id: 'order-2', items: [] }), RangeError);
  assert.equal(finished[0]?.status.code, SpanStatusCode.ERROR);
  assert.equal(finished[0]?.attributes['error.type'], failure.name);
  assert.equal(finished[0]?.events.length, 1);
  assert.equal(finished.length, 1);

  assert.equal(typeof new TraceTreeExporter().export, 'function');
}

function nameOf(spanId: string | undefined): string | undefined {
  return finished.find((span) => span.spanContext().spanId === spanId)?.name;
}

run().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
