import { metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { eventBusMetrics, subscriptionMetrics } from 'otel-traced/metrics';
import { unregisterAll } from './recorded-metrics';

// Prometheus collects with cumulative temporality: a series that is no longer observed keeps its last value.
let exporter: PrometheusExporter;

beforeEach(() => {
  unregisterAll();
  exporter = new PrometheusExporter({ preventServerStart: true });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
});
afterEach(unregisterAll);

/** The samples of a gauge, as Prometheus scrapes them: labels and value. */
async function scrape(name: string): Promise<string[]> {
  const { resourceMetrics, errors } = await exporter.collect();
  expect(errors).toEqual([]);
  const text = new PrometheusSerializer(undefined, false, undefined, true, true).serialize(resourceMetrics);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines.map((line) => line.replace(/,?otel_scope_\w+="[^"]*"/g, '')).sort();
}

describe('a Prometheus scrape after a change', () => {
  it('shows one state of a subscription', async () => {
    const subscription = subscriptionMetrics('Changing');
    for (const [state, number] of [
      ['starting', 1],
      ['catching_up', 2],
      ['live', 3],
    ] as const) {
      subscription.setState(state);
      expect(await scrape('subscription_state')).toEqual([
        `subscription_state{subscription="Changing"} ${number}`,
      ]);
    }
    subscription.close();
  });

  it('shows no lag and no state of a closed subscription, and those of its successor', async () => {
    const subscription = subscriptionMetrics('Closing');
    subscription.setLag(40);
    subscription.setState('live');
    expect(await scrape('subscription_lag')).toContain('subscription_lag{subscription="Closing"} 40');
    subscription.close();
    expect(await scrape('subscription_lag')).toContain('subscription_lag{subscription="Closing"} 0');
    expect(await scrape('subscription_state')).toContain('subscription_state{subscription="Closing"} 0');
    subscriptionMetrics('Closing').setLag(2);
    subscription.close();
    expect(await scrape('subscription_lag')).toContain('subscription_lag{subscription="Closing"} 2');
    subscriptionMetrics('Closing').close();
  });

  it('shows no lag of a closed event bus', async () => {
    const bus = eventBusMetrics({ prefix: 'closing.eventbus' });
    bus.setConsumerLag(7, { destination: 'orders', partition: 0 });
    expect(await scrape('closing_eventbus_consumer_lag')).toEqual([expect.stringMatching(/ 7$/)]);
    bus.close();
    expect(await scrape('closing_eventbus_consumer_lag')).toEqual([expect.stringMatching(/ 0$/)]);
  });
});
