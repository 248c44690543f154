import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { BUSES, STORES } from '../../examples/event-sourcing/services';
import { spanNames } from './publisher';

const run = promisify(execFile);

const combinations = STORES.flatMap((store) => BUSES.map((bus) => [store, bus] as const)).filter(
  ([store, bus]) => store !== 'sqlite' || bus !== 'in-process', // That one runs in the ordinary suite.
);

describe.each(combinations)('the demo on %s and %s', (store, bus) => {
  it('prints the traces of both processes and ends with every order in the read model', async () => {
    const args = ['run', '--silent', 'demo', '--', '--store', store, '--bus', bus, '--orders', '20'];
    const { stdout } = await run('npm', args, { cwd: resolve(__dirname, '../..'), maxBuffer: 1 << 26 });
    const [publisher, consumer] = stdout.split('=== The consumer process') as [string, string?];

    expect(publisher).toContain(
      `[${store === 'sqlite' ? 'sqlite' : 'postgresql'}_event_store.append_events]`,
    );
    expect(publisher).toContain('20 orders placed in');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('25 orders, 184 events; the read model shows 25 orders');
    if (bus === 'in-process') return;

    const names = spanNames(bus, 'OrderPaid');
    expect(publisher).toContain(`[${names.publish}]`);
    const trees = consumer?.split(/^(?=\[)/m) ?? [];
    const paid = trees.find((tree) => tree.includes('eventsource.event.type: "OrderPaid"')) ?? '';
    expect(paid.replace(/\d+(\.\d+)?ms/g, '…ms')).toMatch(
      /^\[.*\] …ms CONSUMER \(remote parent [0-9a-f]{8}…\)/,
    );
    const spans = paid.split('\n').filter((line) => /^ *\[/.test(line));
    expect(spans.map((line) => /\[(.*)\]/.exec(line)?.[1])).toEqual(
      expect.arrayContaining([
        names.consume,
        names.dispatch,
        names.handle('NotificationService'),
        'notification_service.send_email',
        names.handle('OrderSummary'),
        'eventsource.live_runner.process_event',
        'eventsource.projection.handle',
        'eventsource.readmodel.save',
        'eventsource.dlq.add',
      ]),
    );
  });
});
