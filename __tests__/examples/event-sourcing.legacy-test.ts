import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import '../support/long-running';

const root = resolve(__dirname, '../..');
const run = promisify(execFile);

async function demo(args: string[] = [], env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run('npm', ['run', '--silent', 'demo', '--', ...args], {
    cwd: root,
    maxBuffer: 1 << 26,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
  });
  return stdout.replace(/\d+(\.\d+)?ms/g, '…ms').replace(/"[0-9a-f-]{36}"/g, '"…"');
}

/** The first tree of a scene. */
function treeOf(output: string, scene: string): string {
  const text = output.split(/^=== /m).find((part) => part.startsWith(scene)) ?? '';
  return text.split(/^(?=\[)/m)[1]?.trimEnd() ?? '';
}

/** The spans of a tree, without their attributes. */
function spansOf(tree: string): string {
  return tree
    .split('\n')
    .filter((line) => /^ *\[/.test(line))
    .join('\n');
}

describe('the demo on the embedded defaults', () => {
  let output: string;
  beforeAll(async () => {
    output = await demo();
  });

  it("prints the guide's trace of an aggregate loaded with a snapshot", () => {
    expect(treeOf(output, 'An order of 115 events')).toBe(`[eventsource.repository.load] …ms
    eventsource.aggregate.id: "order-2"
    eventsource.version: 115
    eventsource.aggregate.type: "Order"
    snapshot.used: true
    events.replayed: 15
  [eventsource.snapshot.get] …ms
      db.system.name: "sqlite"
      eventsource.aggregate.id: "order-2"
      eventsource.aggregate.type: "Order"
      eventsource.version: 100
  [sqlite_event_store.get_events] …ms
      db.system.name: "sqlite"
      eventsource.aggregate.id: "order-2"
      eventsource.from_version: 100
      eventsource.event.count: 15`);
  });

  it('prints the trace of a command, down to its read model', () => {
    expect(
      spansOf(treeOf(output, 'An order is placed')).split('    [eventsource.event_bus.dispatch]')[0],
    ).toBe(
      `[order_service.createOrder] …ms
  [eventsource.repository.save] …ms
    [sqlite_event_store.append_events] …ms
      [eventsource.outbox.add] …ms
`,
    );
    expect(spansOf(treeOf(output, 'An order is placed'))).toContain(`[eventsource.event_bus.handle] …ms
        [eventsource.live_runner.process_event] …ms
          [eventsource.projection.handle] …ms
            [eventsource.readmodel.get] …ms
            [eventsource.projection.handler] …ms
            [eventsource.readmodel.save] …ms
          [eventsource.checkpoint.save_position] …ms`);
  });

  it('prints how a subscription catches up and goes live', () => {
    const tree = treeOf(output, 'A subscription catches up');

    expect(spansOf(tree)).toBe(`[eventsource.subscription_manager.subscribe] …ms
  [eventsource.checkpoint.get_position] …ms
  [eventsource.transition_coordinator.execute] …ms
    [eventsource.catchup_runner.run_until_position] …ms
      [sqlite_event_store.read_all] …ms
${`      [eventsource.catchup_runner.deliver_event] …ms
        [eventsource.projection.handle] …ms
          [eventsource.readmodel.get] …ms
          [eventsource.projection.handler] …ms
          [eventsource.readmodel.save] …ms
        [eventsource.checkpoint.save_position] …ms
`.repeat(2)}    [eventsource.live_runner.process_buffer] …ms
    [eventsource.live_runner.start] …ms`);
    expect(tree).toContain('eventsource.subscription.state: "live"');
    expect(tree.match(/link: trace/g)).toHaveLength(2);
  });

  it('prints a failed handler and its dead letter', () => {
    const tree = treeOf(output, 'A handler fails');

    expect(tree).toContain('[eventsource.event_bus.handle] …ms ERROR the customer has no e-mail address');
    expect(tree).toContain('exception: RangeError: the customer has no e-mail address');
    expect(tree).toMatch(/\[eventsource\.dlq\.add\][^[]*eventsource\.retry\.count: 1/);
  });

  it('prints what the relay publishes in the trace that wrote it', () => {
    expect(output).toContain(
      '[outbox_relay.relay_event] …ms (remote child of [sqlite_event_store.append_events])',
    );
  });

  it('ends with every order in the read model', () => {
    expect(output.trimEnd().split('\n').at(-1)).toBe('5 orders, 124 events; the read model shows 5 orders');
  });
});

it('the demo tells what it can do', async () => {
  expect(await demo(['--help'])).toContain('--bus <name>     in-process, rabbitmq, redis, nats, kafka');
});

it.each([
  [['--bus', 'rabbitmq'], 'AMQP_URL', 'amqp://127.0.0.1:1', 'RabbitMQ', 'rabbitmq'],
  [['--bus', 'redis'], 'REDIS_URL', 'redis://127.0.0.1:1', 'Redis', 'redis'],
  [['--bus', 'nats'], 'NATS_URL', 'nats://127.0.0.1:1', 'NATS JetStream', 'nats'],
  [['--store', 'postgres'], 'DATABASE_URL', 'postgres://127.0.0.1:1/shop', 'PostgreSQL', 'postgres'],
  [['--bus', 'kafka'], 'KAFKA_BROKERS', '127.0.0.1:1', 'Kafka', 'kafka'],
])(
  'the demo says in one line that a server is missing, and how to start it (%j)',
  async (args, variable, address, service, script) => {
    const failure = await demo(args, { [variable]: address }).catch((error: unknown) => error);

    const { code, stderr } = failure as { code: number; stderr: string };
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${service} does not answer at ${address} \\(.+\\)\\. Start it: scripts/start-services\\.sh ${script}$`,
        ),
      ),
    ]);
  },
);
