import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROCESS_LIMIT } from '../support/long-running';
import { freePort, start, startExample, stopAll } from '../support/processes';
import { eventually } from '../support/slow-machines';

/** Whether Prometheus is on this machine: scripts/install-prometheus.sh installs it. */
const isInstalled = (() => {
  try {
    execFileSync('prometheus', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('Prometheus is missing: scripts/install-prometheus.sh installs it. Its test is skipped.');
    return false;
  }
})();

const folder = mkdtempSync(join(tmpdir(), 'otel-traced-prometheus-'));

afterAll(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

interface Series {
  readonly metric: Record<string, string>;
  readonly value: [time: number, value: string];
}

/** Asks Prometheus until there is an answer that is not empty. */
function ask(port: number, query: string): Promise<Series[]> {
  return eventually(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await answer.json()) as { data: { result: Series[] } };
    expect(data.result).not.toEqual([]);
    return data.result;
  }, PROCESS_LIMIT);
}

(isInstalled ? test : test.skip)('a real Prometheus scrapes what the running example measures', async () => {
  const [target, port] = [await freePort(), await freePort()];
  await startExample('metrics/main.ts', { PORT: String(target) }).printed('metrics at');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    `global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: example\n    static_configs:\n      - targets: ['127.0.0.1:${target}']\n`,
  );
  await start('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]).printed('Server is ready');

  const counts = await ask(port, 'orders_calls_total');
  const labels = counts.map(({ metric, value }) => [metric.order_channel, metric.error_type, value[1]]);
  expect(labels.sort()).toEqual([
    ['phone', undefined, '1'],
    ['web', undefined, '2'],
    ['web', 'OutOfStockError', '1'],
  ]);
  expect(counts[0]?.metric).toMatchObject({ code_function_name: 'OrderService.place', job: 'example' });

  const [durations] = await ask(port, 'sum(orders_duration_bucket{le="10"})');
  expect(durations?.value[1]).toBe('4');
  const [active] = await ask(port, 'sum(orders_active)');
  expect(active?.value[1]).toBe('0');
  const [processed] = await ask(port, 'subscription_events_processed_total{subscription="OrderProjection"}');
  expect(processed?.value[1]).toBe('3');
  const [state] = await ask(port, 'subscription_state');
  expect([state?.metric.subscription, state?.value[1]]).toEqual(['OrderProjection', '3']);
  // Of OpenTelemetry's host-metrics, not of this package.
  const [memory] = await ask(port, '{__name__=~"process_memory_usage.*"}');
  expect(Number(memory?.value[1])).toBeGreaterThan(1_000_000);
});
