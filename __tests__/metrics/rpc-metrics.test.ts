import { metrics as otelMetrics } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { configureTracing, traced } from 'otel-traced';
import { type RpcMetricsOptions, rpcMetrics } from 'otel-traced/metrics';
import { Metering, unregisterAll } from './recorded-metrics';

beforeEach(unregisterAll);
afterEach(() => {
  delete process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
  unregisterAll();
});

const METHOD = 'shop.Orders/Place';
const NOT_FOUND = Object.assign(new Error('no such order'), { code: 5 });
const STABLE = '"rpc.system.name":"grpc","rpc.method":"shop.Orders/Place"';

function calls(
  side: 'server' | 'client',
  ...options: Parameters<typeof rpcMetrics> extends [unknown, ...infer Rest] ? Rest : never
) {
  const metrics = rpcMetrics(side, ...options);
  const place = traced('place', { metrics: metrics.forMethod(METHOD) }, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  const call = (error?: unknown) => {
    try {
      place(error);
    } catch {}
  };
  return { metrics, call };
}

describe('rpcMetrics', () => {
  it.each(['server', 'client'] as const)(
    'records the duration of a %s in seconds, by the conventions',
    async (side) => {
      const metering = new Metering();
      const { call } = calls(side);
      call();
      call(NOT_FOUND);
      call(new TypeError('no status'));
      const found = await metering.collect();
      expect(found.map(({ name, unit }) => [name, unit])).toEqual([[`rpc.${side}.call.duration`, 's']]);
      expect(await metering.values(`rpc.${side}.call.duration`)).toEqual({
        [`{${STABLE},"rpc.status_code":"OK"}`]: 1,
        [`{${STABLE},"rpc.status_code":"NOT_FOUND","error.type":"NOT_FOUND"}`]: 1,
        // What has no status reaches the client as UNKNOWN.
        [side === 'server'
          ? `{${STABLE},"rpc.status_code":"UNKNOWN","error.type":"UNKNOWN"}`
          : `{${STABLE},"error.type":"TypeError"}`]: 1,
      });
    },
  );

  it("has the older names with semconv 'legacy', in milliseconds", async () => {
    const metering = new Metering();
    const { metrics, call } = calls('server', { semconv: 'legacy' });
    call();
    call(new RangeError('failed'));
    metrics.connectionOpened();
    metrics.connectionOpened();
    metrics.connectionClosed();
    const found = (await metering.collect()).map(({ name, unit }) => [name, unit]);
    expect(found.sort()).toEqual([
      ['rpc.connections.active', ''],
      ['rpc.errors', ''],
      ['rpc.latency', 'ms'],
      ['rpc.request.duration', 'ms'],
      ['rpc.requests.total', ''],
      ['rpc.throughput', ''],
    ]);
    const method = `"method":"${METHOD}"`;
    expect(await metering.values('rpc.requests.total')).toEqual({ [`{${method}}`]: 2 });
    expect(await metering.values('rpc.throughput')).toEqual({ [`{${method}}`]: 2 });
    expect(await metering.values('rpc.errors')).toEqual({ [`{${method}}`]: 1 });
    expect(await metering.values('rpc.request.duration')).toEqual({
      [`{${method},"status":"success"}`]: 1,
      [`{${method},"status":"error","error_type":"RangeError"}`]: 1,
    });
    expect(await metering.values('rpc.latency')).toEqual({
      [`{${method},"success":"true"}`]: 1,
      [`{${method},"success":"false"}`]: 1,
    });
    expect(await metering.values('rpc.connections.active')).toEqual({ '{}': 1 });
  });

  it.each([
    ['rpc/dup', ['rpc.request.duration', 'rpc.server.call.duration']],
    ['http, rpc/dup , rpc', ['rpc.request.duration', 'rpc.server.call.duration']],
    ['rpc', ['rpc.server.call.duration']],
    ['messaging/dup', ['rpc.server.call.duration']],
  ])('follows OTEL_SEMCONV_STABILITY_OPT_IN=%s', async (value, expected) => {
    process.env.OTEL_SEMCONV_STABILITY_OPT_IN = value;
    const metering = new Metering();
    calls('server').call();
    const names = (await metering.collect()).map(({ name }) => name);
    expect(names.filter((name) => name.endsWith('.duration')).sort()).toEqual(expected);
  });

  it("records both with semconv 'both', whatever the environment says", async () => {
    process.env.OTEL_SEMCONV_STABILITY_OPT_IN = 'rpc';
    const metering = new Metering();
    calls('client', { semconv: 'both' }).call();
    const names = (await metering.collect()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['rpc.client.call.duration', 'rpc.request.duration']));
  });

  it("takes the deprecated name 'seed' of 'legacy'", async () => {
    const metering = new Metering();
    calls('server', { semconv: 'seed' }).call();
    expect(await metering.values('rpc.throughput')).toEqual({ [`{"method":"${METHOD}"}`]: 1 });
    expect(await metering.values('rpc.server.call.duration')).toEqual({});
  });

  describe("the attribute client of 'rpc.requests.total'", () => {
    const requests = async (options: RpcMetricsOptions, ...args: unknown[]) => {
      otelMetrics.disable();
      const metering = new Metering();
      const metrics = rpcMetrics('server', { semconv: 'legacy', ...options });
      traced('place', { metrics: metrics.forMethod(METHOD) }, (..._args: unknown[]) => {})(...args);
      return metering.values('rpc.requests.total');
    };

    it.each(['10.0.0.7:53211', 'ipv4:10.0.0.7:53211', '10.0.0.7'])(
      'is the host of the peer %s, whose ports have no bound',
      async (peer) => {
        expect(await requests({}, { id: 'o-1' }, { getPeer: () => peer })).toEqual({
          [`{"method":"${METHOD}","client":"10.0.0.7"}`]: 1,
        });
      },
    );

    it('is an IPv6 address without its brackets', async () => {
      expect(await requests({}, { getPeer: () => '[::1]:53211' })).toEqual({
        [`{"method":"${METHOD}","client":"::1"}`]: 1,
      });
    });

    it('is what the option clientOf returns', async () => {
      const clientOf = ({ tier }: { tier: string }) => tier;
      expect(await requests({ clientOf }, { tier: 'gold', getPeer: () => '10.0.0.7' })).toEqual({
        [`{"method":"${METHOD}","client":"gold"}`]: 1,
      });
      expect(await requests({ clientOf: () => undefined }, { getPeer: () => '10.0.0.7' })).toEqual({
        [`{"method":"${METHOD}"}`]: 1,
      });
    });

    it('C8: is left out if clientOf throws, which is reported', async () => {
      const reports: unknown[] = [];
      configureTracing({ onInternalError: (error) => reports.push(error) });
      const failure = new Error('no client');
      const clientOf = () => {
        throw failure;
      };
      expect(await requests({ clientOf })).toEqual({ [`{"method":"${METHOD}"}`]: 1 });
      expect(reports).toEqual([failure]);
    });
  });

  it('records requests that are not traced calls', async () => {
    const metering = new Metering();
    const metrics = rpcMetrics('server', { semconv: 'both' });
    metrics.recordRequest(METHOD, 0.25, true);
    metrics.recordRequest(METHOD, 0.5, false);
    expect(await metering.values('rpc.server.call.duration')).toEqual({
      [`{${STABLE},"rpc.status_code":"OK"}`]: 1,
      [`{${STABLE},"error.type":"_OTHER"}`]: 1,
    });
    expect(await metering.values('rpc.requests.total')).toEqual({ [`{"method":"${METHOD}"}`]: 2 });
    expect(await metering.values('rpc.throughput')).toEqual({ [`{"method":"${METHOD}"}`]: 2 });
    expect(await metering.values('rpc.errors')).toEqual({ [`{"method":"${METHOD}"}`]: 1 });
    expect(await metering.values('rpc.latency')).toEqual({
      [`{"method":"${METHOD}","success":"true"}`]: 1,
      [`{"method":"${METHOD}","success":"false"}`]: 1,
    });
    const latency = (await metering.collect()).find(({ name }) => name === 'rpc.latency');
    expect(latency?.points.map(({ value }) => (value as Histogram).sum)).toEqual([250, 500]);
    expect(metrics.getSnapshot()).toEqual({ requests: 2, errors: 1, activeConnections: 0 });
  });

  it('gives a snapshot', () => {
    new Metering();
    const { metrics, call } = calls('server');
    call();
    call(new Error('failed'));
    metrics.connectionOpened();
    expect(metrics.getSnapshot()).toEqual({ requests: 2, errors: 1, activeConnections: 1 });
  });

  it('takes the statuses of another system', async () => {
    const metering = new Metering();
    calls('client', { system: 'jsonrpc', statusOf: () => '-32601' }).call(new Error('no method'));
    expect(await metering.values('rpc.client.call.duration')).toEqual({
      '{"rpc.system.name":"jsonrpc","rpc.method":"shop.Orders/Place","rpc.status_code":"-32601","error.type":"-32601"}': 1,
    });
  });

  it('refuses a side and an option that there is not', () => {
    expect(() => rpcMetrics('both' as 'server')).toThrow(
      "rpcMetrics(): expected 'server' or 'client', got 'both'",
    );
    expect(() => rpcMetrics('server', { semconv: 'old' as 'legacy' })).toThrow(
      "rpcMetrics(): the option 'semconv' is 'old'; expected 'stable', 'legacy' or 'both'",
    );
  });
});
