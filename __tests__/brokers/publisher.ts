import { propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { EventBus } from '../../examples/event-sourcing/buses/event-bus';
import { type BusName, openBus } from '../../examples/event-sourcing/services';
import { DeadLetters } from '../../examples/event-sourcing/stores/dead-letters';
import { SqliteDatabase } from '../../examples/event-sourcing/stores/sqlite';
import { killConsumers } from './consumer-process';

export const BROKERS = ['rabbitmq', 'redis', 'nats', 'kafka'] as const satisfies BusName[];

/** What the spans of a broker are called, as eventsource-py's guide has it; Kafka's have the event's type. */
export function spanNames(bus: BusName, type: string) {
  const typed = bus === 'kafka';
  const prefix = 'eventsource.event_bus';
  return {
    publish: typed ? `${prefix}.publish ${type}` : `${prefix}.publish`,
    consume: typed ? `${prefix}.consume ${type}` : `${prefix}.${bus === 'redis' ? 'process' : 'consume'}`,
    dispatch: `${prefix}.dispatch`,
    handle: (handler: string) => (typed ? `${prefix}.dispatch ${handler}` : `${prefix}.handle`),
  };
}

let count = 0;

/** A bus to publish to, with a channel of its own that is gone after the tests of the block. */
export function usePublisher(name: BusName) {
  const channel = `otel-traced-test-${process.pid}-${++count}`;
  const database = new SqliteDatabase(':memory:');
  let bus: EventBus | undefined;

  beforeEach(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
  beforeAll(async () => {
    bus = await openBus(name, channel, new DeadLetters(database));
  });
  afterAll(async () => {
    killConsumers();
    await bus?.close({ drop: true });
    await database.close();
  });
  return {
    channel,
    get bus(): EventBus {
      if (bus === undefined) throw new Error(`${name} is not there`);
      return bus;
    },
  };
}
