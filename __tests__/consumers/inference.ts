// Compiled, never run. A line below `@ts-expect-error` must not compile; everything else must.
import type { Span } from '@opentelemetry/api';
import { defineConvention, instrument, Traced, TracedClass, traced, withSpan } from 'otel-traced';
import { callMetrics, Measured } from 'otel-traced/metrics';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_Condition extends true>(): void => {};

interface Order {
  readonly id: string;
}

export class Repository {
  readonly table = 'orders';

  @Traced({
    name: (order, quantity) => {
      holds<Same<typeof order, Order>>();
      holds<Same<typeof quantity, number | undefined>>();
      return 'save';
    },
    attributes(order, quantity) {
      holds<Same<typeof order, Order>>();
      holds<Same<typeof quantity, number | undefined>>();
      holds<Same<typeof this, Repository>>();
      return { table: this.table, quantity };
    },
    args: ['order', null],
    resultAttributes: (saved) => {
      holds<Same<typeof saved, boolean>>();
      return { saved };
    },
    errorAttributes: (error, order) => {
      holds<Same<typeof error, unknown>>();
      holds<Same<typeof order, Order>>();
      return {};
    },
    enabled: (order) => order.id !== '',
  })
  async save(order: Order, quantity?: number): Promise<boolean> {
    return order.id.length > (quantity ?? 0);
  }

  @Traced({
    metrics: {
      metricAttributes: (order, full) => {
        holds<Same<typeof order, Order>>();
        holds<Same<typeof full, boolean>>();
        return { full };
      },
      metricResultAttributes: (count, order) => {
        holds<Same<typeof count, number>>();
        holds<Same<typeof order, Order>>();
        return { count };
      },
    },
  })
  async count(order: Order, full: boolean): Promise<number> {
    return full ? order.id.length : 0;
  }

  @Measured('orders', {
    metricAttributes: (order) => {
      holds<Same<typeof order, Order>>();
      return {};
    },
    isError: (error) => error instanceof RangeError,
  })
  measured(order: Order): string {
    return order.id;
  }

  @Measured
  bare(order: Order): string {
    return order.id;
  }

  @Measured(callMetrics({ name: 'orders' }))
  byValue(order: Order): string {
    return order.id;
  }

  // @ts-expect-error the method takes no number
  @Measured({ metricAttributes: (order: number) => ({ order }) })
  mismatched(order: Order): string {
    return order.id;
  }

  @Traced({ attributes: () => ({ fewer: 'parameters than the method' }) })
  rename(order: Order, name: string): Order {
    return { ...order, id: name };
  }

  @Traced({
    attributes: (...orders) => {
      holds<Same<typeof orders, Order[]>>();
      return { count: orders.length };
    },
  })
  saveAll(...orders: Order[]): void {
    for (const order of orders) this.remove(order.id);
  }

  @Traced({
    resultAttributes: (total) => {
      holds<Same<typeof total, number>>();
      return { total };
    },
  })
  *replay(): Generator<Order, number, undefined> {
    yield { id: '1' };
    return 1;
  }

  @Traced('remove', { attributes: (id) => ({ length: id.length }) })
  protected remove(id: string): string {
    return id;
  }

  @Traced({ name: (kind) => `find ${kind.toFixed()}` })
  static find(kind: number): number {
    return kind;
  }

  @Traced({ attributes: (item) => ({ id: item.id }) })
  first<Item extends Order>(item: Item, ...others: Item[]): Item {
    return others[0] ?? item;
  }

  // @ts-expect-error: the method takes an Order
  @Traced({ attributes: (order: number) => ({ order }) })
  wrongArgument(order: Order): Order {
    return order;
  }

  // @ts-expect-error: there is no such option
  @Traced({ atributes: () => ({}) })
  wrongOption(): void {}

  // @ts-expect-error: a name is a string
  @Traced({ name: () => 1 })
  wrongName(): void {}

  // @ts-expect-error: more keys than parameters
  @Traced({ args: ['first', 'second'] })
  wrongArgs(first: string): string {
    return first;
  }

  // @ts-expect-error: a field is no method
  @Traced()
  field = 1;

  // @ts-expect-error: an accessor is no method
  @Traced()
  get accessor(): number {
    return 1;
  }
}

// @ts-expect-error: a class is no method
@Traced()
export class WrongPlace {}

@TracedClass({
  exclude: ['rename'],
  methods: {
    save: {
      attributes: (order, quantity) => {
        holds<Same<typeof order, Order>>();
        holds<Same<typeof quantity, number>>();
        return {};
      },
    },
    rename: false,
  },
})
export class Service {
  save(order: Order, quantity: number): Order {
    return quantity > 0 ? order : this.rename(order);
  }
  rename(order: Order): Order {
    return order;
  }
}

// @ts-expect-error: the class has no such method
@TracedClass({ exclude: ['missing'] })
export class WrongMethod {
  present(): void {}
}

const convention = defineConvention({
  prefix: 'store',
  methods: { append: { okStatus: true }, absent: false },
});

@TracedClass(convention)
export class Conventional {
  append(): void {}
}

instrument(Conventional, convention);

export class WrongClassPlace {
  // @ts-expect-error: a method is no class
  @TracedClass()
  method(): void {}
}

export async function functions(): Promise<void> {
  const inSpan = withSpan('work', { kind: 1 }, (span) => {
    holds<Same<typeof span, Span>>();
    return 'done';
  });
  holds<Same<typeof inSpan, string>>();

  const later = withSpan('work', async () => 1);
  holds<Same<typeof later, Promise<number>>>();

  const add = (a: number, b: number) => a + b;
  const tracedAdd = traced('add', { attributes: (a, b) => ({ sum: a + b }) }, add);
  holds<Same<typeof tracedAdd, typeof add>>();
  // @ts-expect-error: the function takes numbers
  tracedAdd('1', 2);

  const restore = instrument(Service, { methods: { save: { attributes: (order) => ({ id: order.id }) } } });
  holds<Same<typeof restore, () => void>>();
  // @ts-expect-error: there is nothing to instrument
  instrument(undefined);
}
