import { metrics } from '@opentelemetry/api';
import { Traced } from 'otel-traced';
import { SUBSCRIPTION_STATES, type SubscriptionState, subscriptionMetrics } from 'otel-traced/metrics';
import { Metering, unregisterAll } from './recorded-metrics';

const NAME = 'OrderProjection';
const ATTRIBUTES = '{"subscription":"OrderProjection"}';

beforeEach(unregisterAll);
afterEach(() => {
  subscriptionMetrics(NAME).close();
  unregisterAll();
});

describe('subscriptionMetrics', () => {
  it('has exactly the five instruments, by their names, kinds and units', async () => {
    const metering = new Metering();
    const subscription = subscriptionMetrics(NAME);
    subscription.eventProcessed(12);
    subscription.eventFailed(new RangeError('bad event'), 3);
    subscription.setLag(40);
    subscription.setState('live');

    const found = (await metering.collect()).map(({ name, unit, kind }) => [name, unit, kind]);
    expect(found.sort()).toEqual([
      ['subscription.events.failed', '{event}', 'counter'],
      ['subscription.events.processed', '{event}', 'counter'],
      ['subscription.lag', '{event}', 'gauge'],
      ['subscription.processing.duration', 'ms', 'histogram'],
      ['subscription.state', '', 'gauge'],
    ]);
    expect(await metering.values('subscription.events.processed')).toEqual({ [ATTRIBUTES]: 1 });
    expect(await metering.values('subscription.events.failed')).toEqual({
      '{"subscription":"OrderProjection","error.type":"RangeError"}': 1,
    });
    expect(await metering.values('subscription.lag')).toEqual({ [ATTRIBUTES]: 40 });
  });

  it('records how long it took in milliseconds', async () => {
    const metering = new Metering();
    subscriptionMetrics(NAME).eventProcessed(12.5);
    const { sum, buckets } = await metering.histogram('subscription.processing.duration');
    expect(sum).toBe(12.5);
    expect(buckets.boundaries[0]).toBe(5);
  });

  it.each([
    ['starting', 1],
    ['catching_up', 2],
    ['live', 3],
    ['paused', 4],
    ['stopped', 5],
    ['error', 6],
  ] as const)('shows the state %s as %d', async (state, number) => {
    const metering = new Metering();
    subscriptionMetrics(NAME).setState(state);
    expect(SUBSCRIPTION_STATES[state]).toBe(number);
    expect(await metering.values('subscription.state')).toEqual({
      [ATTRIBUTES]: number,
    });
  });

  it('refuses a state that there is not', () => {
    expect(() => subscriptionMetrics(NAME).setState('lively' as SubscriptionState)).toThrow(
      "setState(): expected one of starting, catching_up, live, paused, stopped, error, got 'lively'.",
    );
    expect(() => subscriptionMetrics('')).toThrow(
      'subscriptionMetrics(): expected a non-empty string, got .',
    );
  });

  it('shows the lag and the state that were set last, whenever metrics are collected', async () => {
    const metering = new Metering();
    const subscription = subscriptionMetrics(NAME);
    subscription.setLag(10);
    subscription.setLag(7);
    expect(await metering.values('subscription.lag')).toEqual({ [ATTRIBUTES]: 7 });
    expect(await metering.values('subscription.lag')).toEqual({ [ATTRIBUTES]: 7 });
    subscription.setState('catching_up');
    subscription.setState('live');
    expect(Object.values(await metering.values('subscription.state'))).toEqual([3]);
  });

  it('gives a snapshot, also where no meter provider is registered', () => {
    const subscription = subscriptionMetrics(NAME);
    expect(subscription.getSnapshot()).toEqual({
      subscription: NAME,
      eventsProcessed: 0,
      eventsFailed: 0,
      currentLag: undefined,
      currentState: undefined,
    });
    subscription.eventProcessed(1);
    subscription.eventProcessed(1);
    subscription.eventFailed(new Error('bad event'), 1);
    subscription.setLag(5);
    subscription.setState('paused');
    expect(subscription.getSnapshot()).toEqual({
      subscription: NAME,
      eventsProcessed: 2,
      eventsFailed: 1,
      currentLag: 5,
      currentState: 'paused',
    });
  });

  it('is the same for the same name, until it is closed', async () => {
    const metering = new Metering();
    const subscription = subscriptionMetrics(NAME);
    expect(subscriptionMetrics(NAME)).toBe(subscription);
    subscription.setLag(5);
    subscription.close();
    expect(await metering.values('subscription.lag')).toEqual({ [ATTRIBUTES]: 0 });
    expect(subscriptionMetrics(NAME)).not.toBe(subscription);
  });

  it('O2: moves to a meter provider that replaces another', async () => {
    const first = new Metering();
    const subscription = subscriptionMetrics(NAME);
    subscription.setLag(5);
    metrics.disable();
    const second = new Metering();
    subscription.setLag(6);
    expect(await first.values('subscription.lag')).toEqual({});
    expect(await second.values('subscription.lag')).toEqual({ [ATTRIBUTES]: 6 });
  });

  it('counts each event of a batch, with one duration', async () => {
    class OrderProjection {
      @Traced({ metrics: subscriptionMetrics(NAME).forBatches((events: string[]) => events.length) })
      async handleBatch(events: string[]): Promise<void> {
        if (events.includes('bad')) throw new RangeError('bad event');
      }
    }
    const metering = new Metering();
    const projection = new OrderProjection();
    await projection.handleBatch(['one', 'two', 'three']);
    await projection.handleBatch([]);
    await expect(projection.handleBatch(['bad', 'four'])).rejects.toThrow('bad event');
    subscriptionMetrics(NAME).eventProcessed(10, 4);
    const failed = '{"subscription":"OrderProjection","error.type":"RangeError"}';
    expect(await metering.values('subscription.events.processed')).toEqual({ [ATTRIBUTES]: 7 });
    expect(await metering.values('subscription.events.failed')).toEqual({ [failed]: 2 });
    expect(await metering.values('subscription.processing.duration')).toEqual({
      [ATTRIBUTES]: 3,
      [failed]: 1,
    });
    expect(subscriptionMetrics(NAME).getSnapshot()).toMatchObject({ eventsProcessed: 7, eventsFailed: 2 });
  });

  it('counts and times the calls of the method that handles events', async () => {
    class Duplicate extends Error {}
    class OrderProjection {
      @Traced({ metrics: subscriptionMetrics(NAME), isError: (error) => !(error instanceof Duplicate) })
      async handle(event: string): Promise<void> {
        if (event === 'bad') throw new RangeError('bad event');
        if (event === 'twice') throw new Duplicate('seen before');
      }
    }
    const metering = new Metering();
    const projection = new OrderProjection();
    await projection.handle('good');
    await expect(projection.handle('bad')).rejects.toThrow('bad event');
    await expect(projection.handle('twice')).rejects.toThrow('seen before');
    expect(await metering.values('subscription.events.processed')).toEqual({ [ATTRIBUTES]: 2 });
    expect(await metering.values('subscription.events.failed')).toEqual({
      '{"subscription":"OrderProjection","error.type":"RangeError"}': 1,
    });
    expect(subscriptionMetrics(NAME).getSnapshot()).toMatchObject({ eventsProcessed: 2, eventsFailed: 1 });
  });
});
