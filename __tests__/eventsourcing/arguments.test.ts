import {
  aggregateRepository,
  catchUpRunner,
  checkpointRepository,
  dlqRepository,
  eventBus,
  eventStore,
  lock,
  outboxRepository,
  projection,
  readModel,
  snapshotStore,
  subscriptionManager,
} from 'otel-traced/eventsourcing';
import { useTracing } from '../support/tracing';
import { component, withMethods } from './component';

const tracing = useTracing();

class OrderCreated {
  constructor(
    readonly eventId: string,
    readonly aggregateId = 'o-1',
  ) {}
  readonly aggregateType = 'Order';
}

const attributes = () => tracing.spans().at(-1)?.attributes;

describe('an event store', () => {
  const store = () => withMethods(eventStore({ system: 'sqlite' }), ['appendEvents', 'getEvents']);
  const appended = {
    'db.system.name': 'sqlite',
    'eventsource.aggregate.id': 'o-1',
    'eventsource.aggregate.type': 'Order',
    'eventsource.event.count': 2,
    'eventsource.event.type': 'OrderCreated',
    'eventsource.expected_version': 4,
  };

  it('reads its arguments by position', () => {
    store().appendEvents!('o-1', 'Order', [new OrderCreated('e-1'), new OrderCreated('e-2')], 4);

    expect(attributes()).toEqual(appended);
  });

  it.each([
    { aggregateId: 'o-1', aggregateType: 'Order', expectedVersion: 4 },
    { aggregate_id: 'o-1', aggregate_type: 'Order', expected_version: 4 },
  ])('reads them from one object: %j', (command) => {
    store().appendEvents!({ ...command, events: [new OrderCreated('e-1'), new OrderCreated('e-2')] });

    expect(attributes()).toEqual(appended);
  });

  it('reads them where those that are optional are left out', () => {
    store().getEvents!('o-1', 7);

    expect(attributes()).toEqual({
      'db.system.name': 'sqlite',
      'eventsource.aggregate.id': 'o-1',
      'eventsource.from_version': 7,
    });
  });

  it('reads options that stand behind', () => {
    store().getEvents!('o-1', undefined, { fromVersion: 7 });

    expect(attributes()).toMatchObject({ 'eventsource.from_version': 7 });
  });

  it('says of mixed events only what they have in common', () => {
    store().appendEvents!('o-1', 'Order', [
      new OrderCreated('e-1'),
      { eventType: 'OrderPaid', eventId: 'e-2' },
    ]);

    expect(attributes()).toMatchObject({ 'eventsource.event.count': 2 });
    expect(attributes()).not.toHaveProperty(['eventsource.event.type']);
    expect(attributes()).not.toHaveProperty(['eventsource.event.id']);
  });

  it('takes ids that are objects with a text, and large positions', () => {
    class OrderId {
      toString() {
        return 'order-7';
      }
    }
    component(eventStore({ system: 'sqlite' }), {
      append: () => ({ position: 9007199254740993n, version: 3n }),
    }).append!(new OrderId());

    expect(attributes()).toMatchObject({
      'eventsource.aggregate.id': 'order-7',
      'eventsource.position': '9007199254740993',
      'eventsource.version': 3,
    });
  });

  it('A2: records nothing of what is in arguments of another shape', () => {
    store().appendEvents!({ password: 'secret' }, ['secret'], { card: 'secret' });

    expect(JSON.stringify(attributes())).not.toContain('secret');
  });
});

describe('an event', () => {
  const handle = (event: unknown) => {
    withMethods(projection({ enabled: true, projectionName: 'p' }), ['handle']).handle!(event);
    return attributes();
  };
  const read = { 'eventsource.event.id': 'e-1', 'eventsource.event.type': 'OrderCreated' };

  it.each<[string, unknown]>([
    ['camel case', { eventId: 'e-1', eventType: 'OrderCreated' }],
    ['snake case', { event_id: 'e-1', event_type: 'OrderCreated' }],
    ['the short names', { id: 'e-1', type: 'OrderCreated' }],
    ['its class for its type', new OrderCreated('e-1')],
    ['an envelope', { event: new OrderCreated('e-1'), position: 3 }],
  ])('is read by %s', (_, event) => {
    expect(handle(event)).toMatchObject(read);
  });

  it('has its tenant in itself or in its metadata; its actor only when asked for', () => {
    const event = {
      ...new OrderCreated('e-1'),
      eventType: 'x',
      metadata: { tenant_id: 't-1', actor_id: 'someone' },
    };

    expect(handle(event)).toMatchObject({ 'eventsource.tenant.id': 't-1' });
    expect(handle(event)).not.toHaveProperty(['eventsource.actor.id']);
    withMethods(projection({ enabled: true, actor: true }), ['handle']).handle!(event);
    expect(attributes()).toMatchObject({ 'eventsource.actor.id': 'someone' });
  });
});

describe('an aggregate repository', () => {
  class Order {
    readonly id = 'o-1';
    version = 1;
    uncommittedEvents = [new OrderCreated('e-1'), new OrderCreated('e-2')];
  }

  it('counts the events before they are saved and has the version from after', () => {
    component(aggregateRepository(), {
      save: async (order: Order) => {
        order.version += order.uncommittedEvents.length;
        order.uncommittedEvents = [];
      },
    }).save!(new Order());

    return Promise.resolve().then(() =>
      expect(attributes()).toEqual({
        'eventsource.aggregate.id': 'o-1',
        'eventsource.aggregate.type': 'Order',
        'eventsource.event.count': 2,
        'eventsource.version': 3,
      }),
    );
  });

  it.each<[string, unknown, object]>([
    [
      'the aggregate, with the version of its snapshot',
      { version: 115, snapshotVersion: 100 },
      { 'snapshot.used': true, 'events.replayed': 15, 'eventsource.version': 115 },
    ],
    [
      'the aggregate, loaded without one',
      { version: 115, snapshotVersion: undefined },
      { 'snapshot.used': false, 'events.replayed': 115, 'eventsource.version': 115 },
    ],
    [
      'the aggregate and what it was loaded from',
      { aggregate: { version: 5 }, snapshotUsed: true, eventsReplayed: 2 },
      { 'snapshot.used': true, 'events.replayed': 2, 'eventsource.version': 5 },
    ],
  ])('reads from what load gives: %s', (_, result, expected) => {
    component(aggregateRepository({ aggregateType: 'Order' }), { load: () => result }).load!('o-1');

    expect(attributes()).toEqual({
      'eventsource.aggregate.id': 'o-1',
      'eventsource.aggregate.type': 'Order',
      ...expected,
    });
  });
});

it('reads the other components by their documented parameters', () => {
  const cases: [Record<string, (...args: unknown[]) => unknown>, string, unknown[], object][] = [
    [
      withMethods(checkpointRepository(), ['savePosition']),
      'savePosition',
      ['OrderSummary', 42, 'e-1', 'OrderCreated'],
      {
        'eventsource.projection.name': 'OrderSummary',
        'eventsource.position': 42,
        'eventsource.event.id': 'e-1',
        'eventsource.event.type': 'OrderCreated',
      },
    ],
    [
      withMethods(dlqRepository({ system: 'sqlite' }), ['add']),
      'add',
      [
        {
          eventId: 'e-1',
          eventType: 'OrderCreated',
          projectionName: 'OrderSummary',
          error: new RangeError(),
          retryCount: 3,
        },
      ],
      {
        'db.system.name': 'sqlite',
        'eventsource.event.id': 'e-1',
        'eventsource.event.type': 'OrderCreated',
        'eventsource.projection.name': 'OrderSummary',
        'eventsource.error.type': 'RangeError',
        'eventsource.retry.count': 3,
      },
    ],
    [
      component(outboxRepository(), { getPending: () => [1, 2] }),
      'getPending',
      [50],
      { 'eventsource.query.limit': 50, 'eventsource.event.count': 2 },
    ],
    [
      withMethods(snapshotStore(), ['save']),
      'save',
      [{ aggregateId: 'o-1', aggregateType: 'Order', version: 100, state: { secret: true } }],
      {
        'eventsource.aggregate.id': 'o-1',
        'eventsource.aggregate.type': 'Order',
        'eventsource.version': 100,
      },
    ],
    [
      component(subscriptionManager(), { subscribe: () => ({ state: 'live' }) }),
      'subscribe',
      [{ name: 'OrderSummary' }],
      { 'eventsource.subscription.name': 'OrderSummary', 'eventsource.subscription.state': 'live' },
    ],
    [
      component(
        catchUpRunner(),
        { runUntilPosition: () => 1000 },
        { subscription: { name: 'OrderSummary' } },
      ),
      'runUntilPosition',
      [1000, 0],
      {
        'eventsource.to_position': 1000,
        'eventsource.from_position': 0,
        'eventsource.subscription.name': 'OrderSummary',
        'eventsource.events.processed': 1000,
      },
    ],
    [
      withMethods(readModel(), ['saveWithVersionCheck'], { readModelType: 'OrderSummary' }),
      'saveWithVersionCheck',
      [{ id: 'o-1', total: 12 }, 4],
      {
        'eventsource.readmodel.id': 'o-1',
        'eventsource.readmodel.type': 'OrderSummary',
        'eventsource.readmodel.operation': 'save_with_version_check',
        'eventsource.expected_version': 4,
      },
    ],
    [
      component(lock(), { acquire: () => null }),
      'acquire',
      ['migration:t-1', 5],
      {
        'eventsource.lock.key': 'migration:t-1',
        'eventsource.lock.timeout': 5,
        'eventsource.lock.acquired': false,
      },
    ],
  ];
  for (const [traced, method, args, expected] of cases) {
    traced[method]!(...args);
    expect(attributes()).toEqual(expected);
  }
});

describe('a bus', () => {
  it('names handlers by their function, name or class and says whether they succeeded', () => {
    class Mailer {
      handle() {}
    }
    const handlers: [unknown, string][] = [
      [function sendMail() {}, 'sendMail'],
      [{ name: 'OrderSummary', handle() {} }, 'OrderSummary'],
      [new Mailer(), 'Mailer'],
    ];
    for (const [handler, name] of handlers) {
      withMethods(eventBus(), ['handle']).handle!(handler, new OrderCreated('e-1'));
      expect(attributes()).toMatchObject({
        'eventsource.handler.name': name,
        'eventsource.handler.success': true,
        'eventsource.event.type': 'OrderCreated',
      });
    }
    const failing = component(eventBus(), {
      handle: () => {
        throw new Error('no mail');
      },
    });
    expect(() => failing.handle!(new OrderCreated('e-1'), new Mailer())).toThrow('no mail');
    expect(attributes()).toMatchObject({
      'eventsource.handler.name': 'Mailer',
      'eventsource.handler.success': false,
    });
  });

  it('counts the handlers that it is given, or those that it says it called', () => {
    withMethods(eventBus(), ['dispatch']).dispatch!(new OrderCreated('e-1'), [() => 0, () => 1]);
    expect(attributes()).toMatchObject({ 'eventsource.handler.count': 2 });
    component(eventBus(), { dispatch: () => 3 }).dispatch!(new OrderCreated('e-1'));
    expect(attributes()).toMatchObject({ 'eventsource.handler.count': 3 });
  });
});
