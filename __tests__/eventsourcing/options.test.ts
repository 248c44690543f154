import { createTracing, instrument, TracedClass } from 'otel-traced';
import { ATTR_AGGREGATE_ID } from 'otel-traced/attributes';
import {
  aggregateRepository,
  dualWrite,
  eventBus,
  eventStore,
  projection,
  readModel,
} from 'otel-traced/eventsourcing';
import { useTracing } from '../support/tracing';
import { component, withMethods } from './component';

const tracing = useTracing();
const attributes = () => tracing.spans().at(-1)?.attributes;

describe('a convention', () => {
  it('is options for a class decorator', () => {
    @TracedClass(eventStore({ system: 'sqlite' }))
    class Store {
      getEvents(_aggregateId: string) {
        return [1, 2, 3];
      }
    }
    expect(new Store().getEvents('o-1')).toEqual([1, 2, 3]);

    expect(tracing.find('sqlite_event_store.get_events').attributes).toMatchObject({
      [ATTR_AGGREGATE_ID]: 'o-1',
      'eventsource.event.count': 3,
    });
  });

  it('is options for instrument and createTracing', () => {
    class Store {
      append() {}
    }
    const restore = instrument(Store, eventStore({ system: 'sqlite' }));
    new Store().append();
    restore();
    new Store().append();
    const scope = createTracing({ ...eventStore({ system: 'postgresql' }), name: 'stores' });
    scope.instrument(Store);
    new Store().append();

    expect(tracing.names()).toEqual([
      'sqlite_event_store.append_events',
      'postgresql_event_store.append_events',
    ]);
    expect(tracing.spans()[1]?.instrumentationScope.name).toBe('stores');
  });

  it('can be spread under options of the core', () => {
    const store = component(
      { ...eventStore({ system: 'sqlite' }), okStatus: true },
      { append: () => undefined },
    );
    store.append!();

    expect(tracing.spans()[0]?.status.code).toBe(1);
  });
});

describe('the switch', () => {
  it('takes one component out', () => {
    withMethods(eventStore({ system: 'sqlite', enabled: false }), ['append']).append!();

    expect(tracing.names()).toEqual([]);
  });

  it('can be a field of the component', () => {
    const convention = eventStore({
      system: 'sqlite',
      enabled(this: unknown) {
        return (this as { enableTracing: boolean }).enableTracing;
      },
    });
    withMethods(convention, ['append'], { enableTracing: false }).append!();
    expect(tracing.names()).toEqual([]);
    withMethods(convention, ['append'], { enableTracing: true }).append!();
    expect(tracing.names()).toEqual(['sqlite_event_store.append_events']);
  });

  it('is off for projections unless they are asked for', () => {
    withMethods(projection(), ['handle']).handle!();
    expect(tracing.names()).toEqual([]);
    withMethods(projection({ enabled: true }), ['handle']).handle!();
    expect(tracing.names()).toEqual(['eventsource.projection.handle']);
  });

  it('leaves single operations out', () => {
    const store = withMethods(eventStore({ system: 'sqlite', without: ['get_events'] }), [
      'append',
      'getEvents',
    ]);
    store.append!();
    store.getEvents!();

    expect(tracing.names()).toEqual(['sqlite_event_store.append_events']);
  });
});

describe('methods of other names', () => {
  it('are told to the convention', () => {
    const store = withMethods(eventStore({ system: 'sqlite', operations: { commit: 'append_events' } }), [
      'commit',
    ]);
    store.commit!('o-1');

    expect(tracing.find('sqlite_event_store.append_events').attributes).toMatchObject({
      [ATTR_AGGREGATE_ID]: 'o-1',
    });
  });

  it('may be those of another operation', () => {
    const store = withMethods(eventStore({ system: 'sqlite', operations: { append: 'read_all' } }), [
      'append',
    ]);
    store.append!();

    expect(tracing.names()).toEqual(['sqlite_event_store.read_all']);
  });

  it('are the handlers of a declarative projection', () => {
    const summary = withMethods(
      projection({ enabled: true, projectionName: 'OrderSummary', handlers: ['onCreated', 'onPaid'] }),
      ['handle', 'onCreated', 'onPaid'],
    );
    summary.onPaid!({ eventType: 'OrderPaid' });

    expect(tracing.find('eventsource.projection.handler').attributes).toEqual({
      'eventsource.projection.name': 'OrderSummary',
      'eventsource.handler.name': 'onPaid',
      'eventsource.event.type': 'OrderPaid',
    });
  });
});

describe('readers', () => {
  interface Order {
    readonly number: string;
    readonly lines: readonly string[];
  }

  it('read arguments of another shape, fact by fact', () => {
    const store = withMethods(
      eventStore({
        system: 'sqlite',
        read: {
          append_events: (order: Order, lines: string[]) => ({
            aggregateId: order.number,
            eventCount: lines.length,
          }),
        },
      }),
      ['append'],
    );
    store.append!({ number: '7', aggregateType: 'Order' }, ['a', 'b', 'c']);

    expect(attributes()).toMatchObject({
      'eventsource.aggregate.id': '7',
      'eventsource.aggregate.type': 'Order',
      'eventsource.event.count': 3,
    });
  });

  it('leave a fact off the span with null', () => {
    withMethods(eventStore({ system: 'sqlite', read: { append_events: () => ({ aggregateId: null }) } }), [
      'append',
    ]).append!('secret');

    expect(attributes()).toEqual({ 'db.system.name': 'sqlite' });
  });

  it('read results of another shape', () => {
    component(
      aggregateRepository({
        results: {
          load: (order: Order, id: string) => ({ eventsReplayed: order.lines.length, aggregateId: id }),
        },
      }),
      { load: () => ({ lines: ['a', 'b'] }) },
    ).load!('o-1');

    expect(attributes()).toMatchObject({ 'events.replayed': 2, 'eventsource.aggregate.id': 'o-1' });
  });

  it('read events of another shape, one by one or in lists', () => {
    const options = { event: (event: { kind: string }) => ({ eventType: event.kind }) };
    withMethods(eventBus(options), ['publish']).publish!([{ kind: 'paid' }, { kind: 'paid' }]);
    expect(attributes()).toMatchObject({ 'eventsource.event.type': 'paid', 'eventsource.event.count': 2 });
    withMethods(projection({ enabled: true, ...options }), ['handle']).handle!({ kind: 'paid' });
    expect(attributes()).toMatchObject({ 'eventsource.event.type': 'paid' });
  });

  it('C8: that throw cost the call nothing', () => {
    const store = component(
      eventStore({
        system: 'sqlite',
        read: {
          append_events: () => {
            throw new Error('bad reader');
          },
        },
      }),
      { append: () => 'done' },
    );

    expect(store.append!('o-1')).toBe('done');
    expect(tracing.names()).toEqual(['sqlite_event_store.append_events']);
  });
});

describe('semantic conventions', () => {
  const previous = process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
  afterEach(() => {
    if (previous === undefined) delete process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
    else process.env.OTEL_SEMCONV_STABILITY_OPT_IN = previous;
  });

  const database = (semconv?: 'stable' | 'legacy' | 'both') => {
    withMethods(readModel({ system: 'postgresql', database: 'shop', table: 'orders', semconv }), ['get'])
      .get!();
    return keys();
  };
  const messaging = (semconv?: 'stable' | 'legacy' | 'both') => {
    withMethods(eventBus({ system: 'rabbitmq', destination: 'events', semconv }), ['publish']).publish!();
    return keys();
  };
  const keys = () =>
    Object.keys(attributes() ?? {})
      .filter((key) => /^(db|messaging)\./.test(key))
      .sort();

  const stableDatabase = ['db.collection.name', 'db.namespace', 'db.operation.name', 'db.system.name'];
  const seedDatabase = ['db.name', 'db.operation', 'db.system'];
  const stableMessaging = [
    'messaging.destination.name',
    'messaging.operation.name',
    'messaging.operation.type',
    'messaging.system.name',
  ];
  const seedMessaging = ['messaging.destination', 'messaging.operation', 'messaging.system'];

  it('are the current ones by default', () => {
    expect(database()).toEqual(stableDatabase);
    expect(messaging()).toEqual(stableMessaging);
  });

  it('are those that the option says', () => {
    expect(database('legacy')).toEqual(seedDatabase);
    expect(messaging('legacy')).toEqual(seedMessaging);
    expect(database('both')).toEqual([...stableDatabase, ...seedDatabase].sort());
    expect(messaging('both')).toEqual([...stableMessaging, ...seedMessaging].sort());
  });

  it.each([
    ['database/dup', true, false],
    ['messaging/dup', false, true],
    ['database/dup, messaging/dup', true, true],
    ['database', false, false],
    ['rpc/dup', false, false],
  ])('are both by OTEL_SEMCONV_STABILITY_OPT_IN=%s', (optIn, bothDatabase, bothMessaging) => {
    process.env.OTEL_SEMCONV_STABILITY_OPT_IN = optIn;

    expect(database()).toEqual(bothDatabase ? [...stableDatabase, ...seedDatabase].sort() : stableDatabase);
    expect(messaging()).toEqual(
      bothMessaging ? [...stableMessaging, ...seedMessaging].sort() : stableMessaging,
    );
    expect(database('stable')).toEqual(stableDatabase);
  });

  it('say nothing of a database that is none', () => {
    withMethods(eventStore({ system: 'in_memory' }), ['append']).append!();

    expect(attributes()).toEqual({});
  });
});

describe('a mistake in the options', () => {
  it.each<[() => unknown, string]>([
    [
      () => eventStore({ system: 'sqlite', databse: 'x' } as never),
      "eventStore(): unknown option 'databse'. The options are",
    ],
    [
      () => eventStore({ system: 'sqlite', without: ['get'] as never }),
      "eventStore(): the option 'without' names the operation 'get'; there are append_events, get_events",
    ],
    [
      () => eventStore({ system: 'sqlite', operations: { commit: 'appendEvents' as never } }),
      "eventStore(): the option 'operations' names the operation 'appendEvents'",
    ],
    [
      () => eventBus({ read: { publish: 'id' as never } }),
      "eventBus(): 'read.publish' is no function; expected one that gives the facts",
    ],
    [
      () => eventBus({ event: {} as never }),
      "eventBus(): the option 'event' is an object; expected a function",
    ],
    [() => dualWrite(null as never), 'dualWrite(): expected options, an object, got null'],
    [
      () => projection({ handlers: 'onPaid' as never }),
      "projection(): the option 'handlers' is 'onPaid'; expected a list of method names",
    ],
    [
      () => eventBus({ correlation: 'child' as never }),
      "eventBus(): the option 'correlation' is 'child'; expected",
    ],
    [
      () => eventStore({ system: 'sqlite', semconv: 'new' as never }),
      "eventStore(): the option 'semconv' is 'new'; expected",
    ],
    [
      () => eventStore({} as never),
      "eventStore(): the option 'system' is missing; expected a name such as 'postgresql'",
    ],
  ])('is told with the place and the remedy: %#', (mistake, message) => {
    expect(mistake).toThrow(TypeError);
    expect(mistake).toThrow(message);
  });
});
