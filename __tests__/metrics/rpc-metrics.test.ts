import { traced } from 'otel-traced';
import { rpcMetrics } from 'otel-traced/metrics';
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

  it("has the older names with semconv 'seed', in milliseconds", async () => {
    const metering = new Metering();
    const { metrics, call } = calls('server', { semconv: 'seed' });
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
    expect(() => rpcMetrics('server', { semconv: 'old' as 'seed' })).toThrow(
      "rpcMetrics(): the option 'semconv' is 'old'; expected 'stable', 'seed' or 'both'",
    );
  });
});
