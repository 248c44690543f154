import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import '../support/long-running';

const root = resolve(__dirname, '../..');
const run = promisify(execFile);

/** What an example prints, durations and random ids taken out. */
async function example(name: string): Promise<string> {
  const { stdout } = await run('npm', ['run', '--silent', `example:${name}`], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return stdout.replace(/\d+(\.\d+)?ms/g, '…ms').replace(/"[0-9a-f-]{36}"/g, '"…"');
}

/** The tree of the trace whose root has this line among its attributes. */
function treeWith(output: string, attribute: string): string {
  const trees = output.split(/^(?=\[)/m);
  return trees.find((tree) => tree.includes(attribute))?.trimEnd() ?? '';
}

test.each(['orders', 'orders-standard'])(
  'the order service (example:%s) prints a tree for each order',
  async (name) => {
    const output = await example(name);
    expect(treeWith(output, 'order.id: "o-1001"')).toBe(`[OrderService.place] …ms
    order.id: "o-1001"
    order.lines: 2
    order.total: 18
    payment.authorisation: "auth-4242-18"
  [Stock.reserve] …ms
  [Payments.charge] …ms CLIENT
      payment.amount: 18
  [order_repository.save] …ms
      db.system.name: "in_memory"`);
    // A declined payment fails both spans; the exception stands on the inner one alone.
    expect(
      treeWith(output, 'order.id: "o-1002"'),
    ).toBe(`[OrderService.place] …ms ERROR card declined: insufficient funds
    order.id: "o-1002"
    order.lines: 1
    order.total: 39
    error.type: "CardDeclinedError"
  [Stock.reserve] …ms
  [Payments.charge] …ms CLIENT ERROR card declined: insufficient funds
      payment.amount: 39
      error.type: "CardDeclinedError"
      payment.declined: "insufficient funds"
      exception: CardDeclinedError: card declined: insufficient funds
  [Stock.release] …ms`);
    // Out of stock is an expected outcome: no error anywhere.
    expect(treeWith(output, 'order.id: "o-1003"')).toBe(`[OrderService.place] …ms
    order.id: "o-1003"
    order.lines: 1
  [Stock.reserve] …ms
      stock.short: "kettle"`);
    expect(output.split('\n').slice(-5)).toEqual([
      'o-1001: placed',
      'o-1002: CardDeclinedError: card declined: insufficient funds',
      'o-1003: OutOfStockError: kettle is out of stock',
      'o-1004: placed',
      '',
    ]);
  },
);

test('the cart service traces by hand, and not where a component is switched off', async () => {
  const [traced, quiet] = (await example('cart')).split('with tracing of the repository switched off:\n') as [
    string,
    string,
  ];
  expect(
    traced.slice(0, traced.indexOf('[cart_service.add_to_cart]', 1)).trimEnd(),
  ).toBe(`[cart_service.add_to_cart] …ms
    eventsource.aggregate.id: "…"
    product.name: "Laptop"
    product.quantity: 1
    eventsource.event.count: 1
  [eventsource.repository.load] …ms
      eventsource.aggregate.type: "Cart"
      eventsource.aggregate.id: "…"
  [eventsource.repository.save] …ms
      eventsource.aggregate.id: "…"
      eventsource.aggregate.type: "Cart"
      eventsource.event.count: 1`);
  expect(traced).toContain('cart: 1 Laptop');
  expect(quiet.trimEnd()).toBe(`[cart_service.add_to_cart] …ms
    eventsource.aggregate.id: "…"
    product.name: "Keyboard"
    product.quantity: 1
    eventsource.event.count: 1`);
});

test('the task service works without a provider, and its instances are traced from the moment that one is there', async () => {
  const output = await example('tasks');
  const [before, after] = output.split('tracing is on, for the same instances:\n') as [string, string];
  expect(before).toBe('tracing is off: the service works all the same\n');
  expect(treeWith(after, 'task.title')).toBe(`[task_service.create_task] …ms
    task.title: "Trace the task service"
    eventsource.aggregate.id: "…"
    eventsource.aggregate.type: "Task"
    eventsource.event.count: 1
  [eventsource.repository.save] …ms
      eventsource.aggregate.id: "…"
      eventsource.aggregate.type: "Task"
      eventsource.event.count: 1
      eventsource.version: 1
    [in_memory_event_store.append_events] …ms
        eventsource.aggregate.id: "…"
        eventsource.aggregate.type: "Task"
        eventsource.event.type: "TaskCreated"
        eventsource.event.count: 1
        eventsource.expected_version: 0
        eventsource.version: 1`);
  expect(treeWith(after, 'channel: "email"')).toMatch(
    /^\[task_service.complete_task\].*\[eventsource.repository.load\].*\[eventsource.repository.save\]/s,
  );
  // The repository loads it well; the refusal is the task's, and stands on the service's span alone.
  expect(treeWith(after, 'is completed already')).toMatch(
    /^\[task_service.complete_task\] …ms ERROR task .* is completed already/,
  );
  expect(treeWith(after, 'channel: "sms"')).toContain(
    '[notification_service.send_sms] …ms\n    channel: "sms"',
  );
  expect(after).toContain('Trace the task service: completed, version 2\n');
});
