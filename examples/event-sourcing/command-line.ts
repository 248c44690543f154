import { parseArgs } from 'node:util';
import type { DemoOptions } from './demo.js';
import { BUSES, STORES } from './services.js';

export const HELP = `npm run demo -- [options]

An event-sourced shop that prints a trace of everything it does.

  --store <name>   ${STORES.join(', ')}                          (default sqlite, embedded)
  --bus <name>     ${BUSES.join(', ')}   (default in-process)
  --orders <n>     place n more orders, without traces, and count them in the read model
  --all-attributes print every attribute, also those that stand on most spans
  --help           this text

With a broker, publisher and consumer are two processes. Servers are looked for on this machine's usual ports, or at
DATABASE_URL, AMQP_URL, REDIS_URL, NATS_URL, KAFKA_BROKERS; scripts/start-services.sh starts them.`;

/** What was asked for on the command line. */
export function readCommandLine(args: readonly string[]): DemoOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string', default: 'sqlite' },
      bus: { type: 'string', default: 'in-process' },
      orders: { type: 'string', default: '0' },
      'all-attributes': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const orders = Number(values.orders);
  if (!Number.isSafeInteger(orders) || orders < 0)
    throw new TypeError(`--orders is '${values.orders}'; expected a number from 0 up`);
  return {
    store: oneOf('--store', values.store, STORES),
    bus: oneOf('--bus', values.bus, BUSES),
    orders,
    allAttributes: values['all-attributes'],
  };
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new TypeError(`${option} is '${value}'; expected ${names.join(', ')}`);
  return found;
}
