import { startExample, stopAll } from '../support/processes';

interface SpanLine {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: string;
  readonly attributes: Record<string, unknown>;
  readonly events: string[];
}

interface MetricLine {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly count: number;
}

afterAll(stopAll);
/** What a process printed under a word, each line's JSON. */
function lines<T>(output: string, word: string): T[] {
  const found = output.split('\n').filter((line) => line.startsWith(`${word} `));
  return found.map((line) => JSON.parse(line.slice(word.length + 1)) as T);
}

/** Runs server and client, each in a process of its own. */
async function run(env: Record<string, string>) {
  const server = startExample('grpc/server.ts', env);
  await server.printed('address');
  const [address = ''] = lines<string>(server.output(), 'address');
  const client = startExample('grpc/client.ts', { ...env, ADDRESS: address });
  await client.ended();
  await server.stop();
  const results = lines<{ name: string; result: unknown }>(client.output(), 'result');
  return {
    results: Object.fromEntries(results.map(({ name, result }) => [name, result])),
    client: client.output(),
    server: server.output(),
    clientSpans: lines<SpanLine>(client.output(), 'span'),
    serverSpans: lines<SpanLine>(server.output(), 'span'),
  };
}

const RESULTS = {
  unary: { id: 'o-1', total: 6 },
  'server stream': [{ state: 'step 1' }, { state: 'step 2' }, { state: 'step 3' }],
  'client stream': { orders: 2 },
  bidirectional: [
    { id: 'o-1', total: 6 },
    { id: 'o-2', total: 10 },
  ],
  'not found': { code: 5, message: '5 NOT_FOUND: no order unknown' },
  failure: { code: 2, message: '2 UNKNOWN: the price list is broken' },
  deadline: { code: 4, message: expect.stringContaining('DEADLINE_EXCEEDED') },
  cancel: { code: 1, message: '1 CANCELLED: Cancelled on client' },
};

describe.each(['w3c', 'b3', 'b3multi'])(
  'a gRPC service and its client in two processes, with %s',
  (propagator) => {
    let outcome: Awaited<ReturnType<typeof run>>;
    beforeAll(async () => {
      outcome = await run({ PROPAGATOR: propagator });
    });

    /** The calls by what they are shown as: the client's span, the server's, and what the server did in it. */
    function calls() {
      const { clientSpans, serverSpans } = outcome;
      const shown = clientSpans.filter(({ kind }) => kind === 'INTERNAL');
      return Object.fromEntries(
        shown.map((outer) => {
          const client = clientSpans.find(({ parentSpanId }) => parentSpanId === outer.spanId);
          const server = serverSpans.find(({ parentSpanId }) => parentSpanId === client?.spanId);
          const within = serverSpans.filter(({ parentSpanId }) => parentSpanId === server?.spanId);
          return [outer.name, { outer, client, server, within }];
        }),
      );
    }

    it('the calls come to what they would come to untraced', () => {
      expect(outcome.results).toEqual(RESULTS);
    });

    it('each call is one trace: the client, the server, and what the server did', () => {
      expect(Object.keys(calls())).toEqual(Object.keys(RESULTS));
      for (const { outer, client, server, within } of Object.values(calls())) {
        expect([client?.kind, server?.kind]).toEqual(['CLIENT', 'SERVER']);
        expect(server?.name).toBe(client?.name);
        for (const span of [client, server, ...within]) expect(span?.traceId).toBe(outer.traceId);
      }
      const counts = Object.entries(calls()).map(([name, { within }]) => [name, within.length]);
      expect(Object.fromEntries(counts)).toMatchObject({
        unary: 1,
        bidirectional: 2,
        'not found': 1,
        deadline: 0,
      });
      expect(outcome.clientSpans).toHaveLength(16);
      expect(outcome.serverSpans).toHaveLength(13);
    });

    it.each([
      ['unary', 'Place', 'OK', 'UNSET', 'OK', 'UNSET'],
      ['server stream', 'Watch', 'OK', 'UNSET', 'OK', 'UNSET'],
      ['client stream', 'Import', 'OK', 'UNSET', 'OK', 'UNSET'],
      ['bidirectional', 'Quote', 'OK', 'UNSET', 'OK', 'UNSET'],
      ['not found', 'Place', 'NOT_FOUND', 'ERROR', 'NOT_FOUND', 'UNSET'],
      ['failure', 'Place', 'UNKNOWN', 'ERROR', 'UNKNOWN', 'ERROR'],
      ['deadline', 'Place', 'DEADLINE_EXCEEDED', 'ERROR', 'CANCELLED', 'UNSET'],
      ['cancel', 'Watch', 'CANCELLED', 'ERROR', 'CANCELLED', 'UNSET'],
    ])(
      '%s: the statuses of both sides',
      (name, method, clientCode, clientStatus, serverCode, serverStatus) => {
        const { client, server } = calls()[name] as { client: SpanLine; server: SpanLine };
        const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': `shop.Orders/${method}` };
        const failed = (status: string, code: string) => (status === 'ERROR' ? { 'error.type': code } : {});
        expect(client.name).toBe(`shop.Orders/${method}`);
        expect(client.status).toBe(clientStatus);
        expect(client.attributes).toEqual({
          ...attributes,
          'rpc.status_code': clientCode,
          ...failed(clientStatus, clientCode),
        });
        expect(server.status).toBe(serverStatus);
        expect(server.attributes).toEqual({
          ...attributes,
          'rpc.status_code': serverCode,
          ...failed(serverStatus, serverCode),
        });
      },
    );

    it('the calls are measured on both sides', () => {
      for (const side of ['client', 'server'] as const) {
        const metrics = lines<MetricLine>(outcome[side], 'metric');
        const codes = metrics.map(({ attributes }) => attributes['rpc.status_code']);
        expect(new Set(metrics.map(({ name }) => name))).toEqual(new Set([`rpc.${side}.call.duration`]));
        expect(metrics.reduce((sum, { count }) => sum + count, 0)).toBe(8);
        expect(codes.filter((code) => code === 'OK')).toHaveLength(4);
      }
      expect(lines(outcome.client, 'snapshot')).toEqual([{ requests: 8, errors: 4, activeConnections: 0 }]);
      expect(lines(outcome.server, 'snapshot')).toEqual([{ requests: 8, errors: 1, activeConnections: 0 }]);
    });
  },
);

test.each(['w3c', 'b3'])(
  'with %s, what the client does not sample the server does not either',
  async (propagator) => {
    const { results, clientSpans, serverSpans, client, server } = await run({
      PROPAGATOR: propagator,
      SAMPLED: 'no',
    });
    expect(results).toEqual(RESULTS);
    expect([...clientSpans, ...serverSpans]).toEqual([]);
    // Metrics do not depend on sampling.
    expect(lines(client, 'snapshot')).toEqual([{ requests: 8, errors: 4, activeConnections: 0 }]);
    expect(lines(server, 'snapshot')).toEqual([{ requests: 8, errors: 1, activeConnections: 0 }]);
  },
);

test('a server whose own decision is not to sample follows a client that samples', async () => {
  const server = startExample('grpc/server.ts', { SAMPLED: 'no' });
  await server.printed('address');
  const [address = ''] = lines<string>(server.output(), 'address');
  const client = startExample('grpc/client.ts', { ADDRESS: address });
  await client.ended();
  await server.stop();
  expect(lines<SpanLine>(server.output(), 'span')).toHaveLength(13);
});
