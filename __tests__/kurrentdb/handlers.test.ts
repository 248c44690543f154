import { runInThisContext } from 'node:vm';
import type { AllStreamSubscription, ResolvedEvent, StreamSubscription } from '@kurrent/kurrentdb-client';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { withConsumerSpan } from 'otel-traced/kurrentdb';
import { eventually } from '../support/slow-machines';
import { endedSpans, spanNamed, spanNames } from './recorded-spans';
import { orderPlaced, storeEvent, withServer } from './with-server';

const bench = withServer();

async function subscribed(events = 1): Promise<StreamSubscription> {
  bench.instrument();
  await bench.client.appendToStream(
    'order-1',
    Array.from({ length: events }, () => orderPlaced()),
  );
  return bench.client.subscribeToStream('order-1');
}

// Jest gives tests a copy of `process`; rejections are told to the real one.
const realProcess: NodeJS.Process = runInThisContext('process');

/** What the process is told of rejections that nobody handles, while `during` runs. */
async function unhandledRejections(during: () => Promise<unknown>): Promise<unknown[]> {
  const told: unknown[] = [];
  const listeners = realProcess.rawListeners('unhandledRejection') as ((reason: unknown) => void)[];
  realProcess.removeAllListeners('unhandledRejection');
  realProcess.on('unhandledRejection', (reason) => told.push(reason));
  try {
    await during();
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    realProcess.removeAllListeners('unhandledRejection');
    for (const listener of listeners) realProcess.on('unhandledRejection', listener);
  }
  return told;
}

describe('a `data` listener', () => {
  test('that throws makes an error span, and its error takes the way that it would take', async () => {
    const subscription = await subscribed();
    const failure = new RangeError('no such order');
    subscription.on('data', () => {
      throw failure;
    });
    // What a listener throws ends up in the stream's own `write`, which makes it an unhandled rejection.
    expect(await unhandledRejections(async () => eventually(() => spanNamed('streams.subscribe')))).toEqual([
      failure,
    ]);
    const span = spanNamed('streams.subscribe');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'RangeError: no such order' });
    expect(span.attributes['error.type']).toBe('RangeError');
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  });

  test('C3: that rejects makes an error span, and the process is told once', async () => {
    const subscription = await subscribed();
    const failure = new RangeError('no such order');
    subscription.on('data', async () => {
      await null;
      throw failure;
    });
    expect(await unhandledRejections(async () => eventually(() => spanNamed('streams.subscribe')))).toEqual([
      failure,
    ]);
    expect(spanNamed('streams.subscribe').status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'RangeError: no such order',
    });
  });

  test('that is asynchronous is waited for with `once` too', async () => {
    const subscription = await subscribed();
    let done = false;
    subscription.once('data', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(spanNames()).toEqual(['streams.append']);
      done = true;
    });
    await eventually(() => expect(spanNames()).toEqual(['streams.append', 'streams.subscribe']));
    expect(done).toBe(true);
  });

  test('shares one span with the others; each rejection of theirs is told', async () => {
    const subscription = await subscribed();
    const active: unknown[] = [];
    const failures = [new Error('first'), new Error('second')];
    for (const failure of failures) {
      subscription.on('data', async () => {
        active.push(trace.getActiveSpan());
        await null;
        throw failure;
      });
    }
    subscription.once('data', () => active.push(trace.getActiveSpan()));
    const told = await unhandledRejections(async () => eventually(() => spanNamed('streams.subscribe')));
    expect(told).toEqual(failures);
    expect(new Set(active).size).toBe(1);
    expect(active).toHaveLength(3);
    expect(spanNamed('streams.subscribe').status.message).toBe('Error: first');
  });

  test('whose promise is handled elsewhere is left alone: the process is told nothing', async () => {
    const subscription = await subscribed();
    const handled: unknown[] = [];
    subscription.on('data', () => {
      const work = Promise.reject(new Error('handled'));
      work.catch((error) => handled.push(error));
      return work;
    });
    expect(await unhandledRejections(async () => eventually(() => expect(handled).toHaveLength(1)))).toEqual(
      [],
    );
    expect(spanNamed('streams.subscribe').status.code).toBe(SpanStatusCode.OK);
  });

  test('is called with the subscription as `this`, once with `once`, and can be taken off', async () => {
    const subscription = await subscribed(2);
    const calls: string[] = [];
    const removed = () => calls.push('removed');
    subscription.on('data', removed);
    subscription.once('data', () => calls.push('once'));
    subscription.on('data', function (this: unknown) {
      calls.push(this === subscription ? 'this' : 'another');
    });
    expect(subscription.listeners('data')).toContain(removed);
    subscription.removeListener('data', removed);
    await eventually(() => expect(calls).toEqual(['once', 'this', 'this']));
    expect(spanNames()).toEqual(['streams.append', 'streams.subscribe', 'streams.subscribe']);
  });

  test('of a subscription with captureRejections fails as Node wants it', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    const options = { captureRejections: true } as object;
    const subscription = bench.client.subscribeToStream('order-1', {}, options);
    const failure = new Error('captured');
    const error = new Promise((resolve) => subscription.once('error', resolve));
    subscription.on('data', async () => {
      throw failure;
    });
    expect(await error).toBe(failure);
    expect(spanNamed('streams.subscribe').parentSpanContext?.spanId).toBe(
      spanNamed('streams.append').spanContext().spanId,
    );
  });

  test('that somebody overrides `emit` for is still called through it', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    const prototype = Object.getPrototypeOf(bench.client.subscribeToStream('order-1'));
    const seen: unknown[] = [];
    const inherited = prototype.emit;
    prototype.emit = function (name: string, ...args: unknown[]) {
      if (name === 'data') seen.push(args[0]);
      return inherited.call(this, name, ...args);
    };
    try {
      const subscription: AllStreamSubscription = bench.client.subscribeToAll();
      const active = new Promise((resolve) =>
        subscription.once('data', () => resolve(trace.getActiveSpan())),
      );
      expect(await active).toBeDefined();
      expect(seen).toHaveLength(1);
    } finally {
      delete prototype.emit;
    }
  });
});

describe('a `for await` over a subscription', () => {
  test('withConsumerSpan runs a part of its body in the span of the event', async () => {
    const subscription = await subscribed(2);
    const spans: (string | undefined)[] = [];
    for await (const event of subscription) {
      const answer = await withConsumerSpan(event, async () => {
        await null;
        spans.push(trace.getActiveSpan()?.spanContext().spanId);
        return event.event?.revision;
      });
      expect(answer).toBe(event.event?.revision);
      if (answer === 1n) break;
    }
    await eventually(() => expect(endedSpans()).toHaveLength(3));
    const consumers = endedSpans().filter(({ name }) => name === 'streams.subscribe');
    expect(consumers.map((span) => span.spanContext().spanId)).toEqual(spans);
  });

  test('a failure inside withConsumerSpan is the span`s, whether the loop goes on or is left', async () => {
    const subscription = await subscribed(2);
    const failures = [new RangeError('skipped'), new RangeError('fatal')];
    const loop = async () => {
      for await (const event of subscription) {
        try {
          await withConsumerSpan(event, async () => {
            throw failures[Number(event.event?.revision)];
          });
        } catch (error) {
          if (error === failures[1]) throw error;
        }
      }
    };
    await expect(loop()).rejects.toBe(failures[1]);
    await eventually(() => expect(endedSpans()).toHaveLength(3));
    const consumers = endedSpans().filter(({ name }) => name === 'streams.subscribe');
    expect(consumers.map((span) => span.status)).toEqual([
      { code: SpanStatusCode.ERROR, message: 'RangeError: skipped' },
      { code: SpanStatusCode.ERROR, message: 'RangeError: fatal' },
    ]);
    for (const { events, attributes } of consumers) {
      expect(events.map(({ name }) => name)).toEqual(['exception']);
      expect(attributes['error.type']).toBe('RangeError');
    }
  });

  test('withConsumerSpan of an event without a span, or after it, just runs the function', async () => {
    bench.instrument();
    storeEvent(bench, 'order-1', undefined);
    await bench.client.appendToStream('order-1', orderPlaced());
    const events: ResolvedEvent[] = [];
    for await (const event of bench.client.subscribeToStream('order-1')) {
      events.push(event);
      expect(withConsumerSpan(event, () => trace.getActiveSpan() === undefined)).toBe(events.length === 1);
      if (events.length === 2) break;
    }
    expect(withConsumerSpan(events[1] as ResolvedEvent, () => trace.getActiveSpan())).toBeUndefined();
    expect(withConsumerSpan({}, () => 7)).toBe(7);
  });

  test('E5: one that is dropped without a word has its span ended when the subscription closes', async () => {
    const subscription = await subscribed();
    const iterator = subscription[Symbol.asyncIterator]();
    await iterator.next();
    expect(spanNames()).toEqual(['streams.append']);
    subscription.destroy();
    await eventually(() => expect(spanNames()).toEqual(['streams.append', 'streams.subscribe']));
    await iterator.return?.();
    expect(spanNames()).toEqual(['streams.append', 'streams.subscribe']);
  });

  test('events that are asked for at the same time have a span each', async () => {
    const subscription = await subscribed(2);
    const iterator = subscription[Symbol.asyncIterator]();
    await Promise.all([iterator.next(), iterator.next()]);
    await iterator.return?.();
    await eventually(() =>
      expect(spanNames()).toEqual(['streams.append', 'streams.subscribe', 'streams.subscribe']),
    );
  });

  test('an error of the subscription reaches the loop', async () => {
    const subscription = await subscribed();
    const failure = new Error('dropped');
    const loop = async () => {
      for await (const _event of subscription) subscription.destroy(failure);
    };
    await expect(loop()).rejects.toBe(failure);
    await eventually(() => expect(spanNames()).toEqual(['streams.append', 'streams.subscribe']));
  });
});
