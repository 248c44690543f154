import { type Context, context, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { configureTracing } from 'otel-traced';
import { withConsumerSpan } from 'otel-traced/kurrentdb';
import { eventually } from '../support/slow-machines';
import { endedSpans } from './recorded-spans';
import { orderPlaced, storedMetadata, withServer } from './with-server';

const bench = withServer();
let reports: unknown[];

beforeEach(() => {
  reports = [];
  configureTracing({ onInternalError: (error) => reports.push(error) });
});
afterEach(() => {
  jest.restoreAllMocks();
  configureTracing({ onInternalError: undefined });
});

/** Lets a method of each new span throw from its call number `from` on. */
function failingSpans(method: 'isRecording' | 'spanContext', from: number): void {
  const provider = trace.getTracerProvider();
  const { getTracer } = provider;
  jest.spyOn(provider, 'getTracer').mockImplementation((...scope) => {
    const tracer = Reflect.apply(getTracer, provider, scope);
    const { startSpan } = tracer;
    tracer.startSpan = (...args) => {
      const span: Span = Reflect.apply(startSpan, tracer, args);
      const original = span[method];
      let calls = 0;
      Object.defineProperty(span, method, {
        value: () => {
          calls++;
          if (calls >= from) throw new Error(`${method} failed`);
          return Reflect.apply(original, span, []);
        },
      });
      return span;
    };
    return tracer;
  });
}

describe.each(['isRecording', 'spanContext'] as const)('C8: a span whose %s() throws', (method) => {
  test.each([1, 2, 3, 4])(
    'from its call number %d on: an append is made once, with its own result',
    async (from) => {
      failingSpans(method, from);
      bench.instrument();
      const result = await bench.client.appendToStream('order-1', orderPlaced({ tenant: 'acme' }));
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 0n });
      expect(storedMetadata(bench, 'order-1')).toEqual([expect.objectContaining({ tenant: 'acme' })]);
      await bench.client.multiStreamAppend([
        { streamName: 'a', events: [orderPlaced()], expectedState: 'any' },
      ]);
      expect(bench.server.log.read('a')).toHaveLength(1);
    },
  );

  test('the handlers of a subscription run once per event', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced(), orderPlaced()]);
    failingSpans(method, 1);
    const received: unknown[] = [];
    const subscription = bench.client.subscribeToStream('order-1');
    subscription.on('data', ({ event }) => received.push(event?.revision));
    await eventually(() => expect(received).toEqual([0n, 1n]));
    subscription.destroy();
  });
});

test('C8: options whose credentials cannot be read: an append ends as it does untraced', async () => {
  const options = {
    get credentials(): never {
      throw new Error('hidden');
    },
  };
  const outcome = () =>
    bench.client.appendToStream('order-1', orderPlaced(), options).catch((error: Error) => error.message);
  const untraced = await outcome();
  bench.instrument();
  expect(await outcome()).toEqual(untraced);
});

/** Runs each function twice. */
class TwiceContextManager extends AsyncLocalStorageContextManager {
  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    target: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    super.with(target, fn, thisArg, ...args);
    return super.with(target, fn, thisArg, ...args);
  }
}

describe('C8: with a context manager that calls back twice', () => {
  beforeEach(async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced(), orderPlaced()]);
    context.disable();
    context.setGlobalContextManager(new TwiceContextManager().enable());
  });

  test("a subscription's handler runs once per event", async () => {
    const received: unknown[] = [];
    const subscription = bench.client.subscribeToStream('order-1');
    subscription.on('data', ({ event }) => received.push(event?.revision));
    // The processor exports in a context as well, and so twice.
    const spanIds = () => new Set(endedSpans().map((span) => span.spanContext().spanId));
    await eventually(() => expect(spanIds().size).toBe(3));
    expect(received).toEqual([0n, 1n]);
    subscription.destroy();
  });

  test('withConsumerSpan runs its function once', async () => {
    const handled: unknown[] = [];
    for await (const event of bench.client.subscribeToStream('order-1')) {
      expect(withConsumerSpan(event, () => handled.push(event.event?.revision))).toBe(handled.length);
      if (handled.length > 1) break;
    }
    expect(handled).toEqual([0n, 1n]);
  });
});
