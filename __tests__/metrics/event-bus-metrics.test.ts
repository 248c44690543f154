import { configureTracing, Traced, traced } from 'otel-traced';
import { eventBusMetrics } from 'otel-traced/metrics';
import { Metering, unregisterAll } from './recorded-metrics';

beforeEach(unregisterAll);
afterEach(unregisterAll);

interface Event {
  readonly type: string;
}

describe('eventBusMetrics', () => {
  it('has exactly the four instruments, by their names, kinds, units and attributes', async () => {
    const metering = new Metering();
    const bus = eventBusMetrics();
    bus.published({ destination: 'orders', partition: 3, eventType: 'OrderPlaced' });
    bus.consumed({ destination: 'orders', partition: 0, eventType: 'OrderPlaced' });
    bus.handled({ handler: 'OrderProjection', eventType: 'OrderPlaced' }, 12);
    bus.handled({ handler: 'OrderProjection', eventType: 'OrderPlaced' }, 8, new RangeError('bad event'));
    bus.setConsumerLag(40, { destination: 'orders', partition: 0 });
    bus.setConsumerLag(2, { destination: 'orders', partition: 1 });

    const found = (await metering.collect()).map(({ name, unit, kind }) => [name, unit, kind]);
    expect(found.sort()).toEqual([
      ['kafka.eventbus.consumer.lag', '{message}', 'gauge'],
      ['kafka.eventbus.handler.duration', 'ms', 'histogram'],
      ['kafka.eventbus.messages.consumed', '{message}', 'counter'],
      ['kafka.eventbus.messages.published', '{message}', 'counter'],
    ]);
    const message = '"messaging.system":"kafka","messaging.destination":"orders"';
    expect(await metering.values('kafka.eventbus.messages.published')).toEqual({
      [`{${message},"event.type":"OrderPlaced"}`]: 1,
    });
    expect(await metering.values('kafka.eventbus.messages.consumed')).toEqual({
      [`{${message},"messaging.kafka.partition":0,"event.type":"OrderPlaced"}`]: 1,
    });
    expect(await metering.values('kafka.eventbus.handler.duration')).toEqual({
      '{"handler.name":"OrderProjection","event.type":"OrderPlaced"}': 1,
      '{"handler.name":"OrderProjection","event.type":"OrderPlaced","error.type":"RangeError"}': 1,
    });
    expect(await metering.values('kafka.eventbus.consumer.lag')).toEqual({
      [`{${message},"messaging.kafka.partition":0}`]: 40,
      [`{${message},"messaging.kafka.partition":1}`]: 2,
    });
  });

  it('gives a snapshot, also where no meter provider is registered', () => {
    const bus = eventBusMetrics();
    bus.published();
    bus.consumed();
    bus.handled({ handler: 'one' }, 1);
    bus.handled({ handler: 'one' }, 1, undefined);
    bus.setConsumerLag(4, { destination: 'orders', partition: 0 });
    expect(bus.getSnapshot()).toEqual({
      messagesPublished: 1,
      messagesConsumed: 1,
      handlerCalls: 2,
      handlerErrors: 1,
      consumerLag: { 'orders/0': 4 },
    });
    bus.close();
    expect(bus.getSnapshot().consumerLag).toEqual({});
  });

  it('counts each message of a batch, with its own attributes', async () => {
    const metrics = eventBusMetrics();
    const describe = (events: Event[]) => events.map(({ type }) => ({ eventType: type }));
    class Bus {
      @Traced({ metrics: metrics.publishing(describe) })
      publishBatch(_events: Event[]): void {}

      @Traced({ metrics: metrics.consuming((events: Event[]) => ({ count: events.length })) })
      consumeBatch(_events: Event[]): void {}
    }
    const metering = new Metering();
    const bus = new Bus();
    bus.publishBatch([{ type: 'Placed' }, { type: 'Paid' }, { type: 'Placed' }]);
    bus.consumeBatch([{ type: 'Placed' }, { type: 'Paid' }]);
    metrics.published({ eventType: 'Paid', count: 4 });
    expect(await metering.values('kafka.eventbus.messages.published')).toEqual({
      '{"messaging.system":"kafka","event.type":"Placed"}': 2,
      '{"messaging.system":"kafka","event.type":"Paid"}': 5,
    });
    expect(await metering.values('kafka.eventbus.messages.consumed')).toEqual({
      '{"messaging.system":"kafka"}': 2,
    });
    expect(metrics.getSnapshot()).toMatchObject({ messagesPublished: 7, messagesConsumed: 2 });
  });

  it('C8: counts without attributes if the description throws, which is reported once', async () => {
    const reports: string[] = [];
    configureTracing({ onInternalError: (error, { method }) => reports.push(`${method}: ${error}`) });
    const metrics = eventBusMetrics();
    const publish = traced(
      'publish',
      { metrics: metrics.publishing((event: Event) => ({ eventType: event.type })) },
      (_event?: Event) => {},
    );
    const metering = new Metering();
    publish();
    publish();
    expect(await metering.values('kafka.eventbus.messages.published')).toEqual({
      '{"messaging.system":"kafka"}': 2,
    });
    expect(reports).toEqual([expect.stringMatching(/^publish: TypeError: /)]);
  });

  it('shows no lag of a closed bus, and keeps that of another bus', async () => {
    const metering = new Metering();
    const [closed, open] = [eventBusMetrics(), eventBusMetrics()];
    closed.setConsumerLag(40, { destination: 'orders', partition: 0 });
    closed.setConsumerLag(8, { destination: 'orders', partition: 1 });
    open.setConsumerLag(3, { destination: 'orders', partition: 1 });
    closed.close();
    const message = '"messaging.system":"kafka","messaging.destination":"orders"';
    expect(await metering.values('kafka.eventbus.consumer.lag')).toEqual({
      [`{${message},"messaging.kafka.partition":0}`]: 0,
      [`{${message},"messaging.kafka.partition":1}`]: 3,
    });
  });

  it('takes the name of another system', async () => {
    const metering = new Metering();
    eventBusMetrics({ prefix: 'rabbitmq.eventbus', system: 'rabbitmq' }).published({ destination: 'events' });
    expect(await metering.values('rabbitmq.eventbus.messages.published')).toEqual({
      '{"messaging.system":"rabbitmq","messaging.destination":"events"}': 1,
    });
  });

  it('records what traced methods do: publish, consume, handle', async () => {
    const metrics = eventBusMetrics();
    class Bus {
      @Traced({
        metrics: metrics.publishing((topic: string, event: Event) => ({
          destination: topic,
          eventType: event.type,
        })),
      })
      async publish(_topic: string, event: Event): Promise<void> {
        if (event.type === 'Lost') throw new Error('no broker');
      }

      @Traced({
        metrics: metrics.consuming((event: Event) => ({ destination: 'orders', eventType: event.type })),
      })
      async consume(event: Event): Promise<void> {
        await this.handle(event);
      }

      @Traced({
        metrics: metrics.handling((event: Event) => ({ handler: 'Bus.handle', eventType: event.type })),
      })
      async handle(event: Event): Promise<void> {
        if (event.type === 'Bad') throw new RangeError('bad event');
      }
    }
    const metering = new Metering();
    const bus = new Bus();
    await bus.publish('orders', { type: 'OrderPlaced' });
    await expect(bus.publish('orders', { type: 'Lost' })).rejects.toThrow('no broker');
    await bus.consume({ type: 'OrderPlaced' });
    await expect(bus.consume({ type: 'Bad' })).rejects.toThrow('bad event');

    const message = '"messaging.system":"kafka","messaging.destination":"orders"';
    expect(await metering.values('kafka.eventbus.messages.published')).toEqual({
      [`{${message},"event.type":"OrderPlaced"}`]: 1,
    });
    expect(await metering.values('kafka.eventbus.messages.consumed')).toEqual({
      [`{${message},"event.type":"OrderPlaced"}`]: 1,
      [`{${message},"event.type":"Bad"}`]: 1,
    });
    expect(await metering.values('kafka.eventbus.handler.duration')).toEqual({
      '{"handler.name":"Bus.handle","event.type":"OrderPlaced"}': 1,
      '{"handler.name":"Bus.handle","event.type":"Bad","error.type":"RangeError"}': 1,
    });
    expect(metrics.getSnapshot()).toMatchObject({
      messagesPublished: 1,
      messagesConsumed: 2,
      handlerCalls: 2,
      handlerErrors: 1,
    });
  });
});
