import { createServer, type Server } from 'node:net';
import type { DiagnoseOptions, Finding } from 'otel-traced/doctor';
import { grpcReceiver, httpReceiver, type Receiver } from '../exporters/receivers';
import { Project } from './project';
import { SDK, setUp } from './set-up';

const EXPORTERS = ['otlp-http', 'otlp-proto', 'otlp-grpc'].map(
  (name) => `@opentelemetry/exporter-trace-${name}`,
);
const [HTTP, PROTOBUF, GRPC] = EXPORTERS as [string, string, string];
const ZIPKIN = '@opentelemetry/exporter-zipkin';

let app: Project;
let http: Receiver;
let grpc: Receiver;
let silent: Server;
let closedPort: number;
beforeAll(async () => {
  app = new Project({ ...SDK, ...Object.fromEntries([...EXPORTERS, ZIPKIN].map((name) => [name, name])) });
  [http, grpc] = await Promise.all([httpReceiver(), grpcReceiver()]);
  silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const gone = await httpReceiver();
  closedPort = gone.port;
  await gone.close();
});
afterAll(async () => {
  app.remove();
  silent.close();
  await Promise.all([http.close(), grpc.close()]);
});

const portOf = (server: Server) => (server.address() as { port: number }).port;

async function findingsOf(exporter: string, options: DiagnoseOptions = {}): Promise<Finding[]> {
  app.write('tracing.cjs', setUp({ spanProcessors: `[new BatchSpanProcessor({ exporter: ${exporter} })]` }));
  return app.findings(['tracing.cjs'], options);
}

const otlp = (name: string, url: string) => `new (require('${name}').OTLPTraceExporter)({ url: '${url}' })`;
const zipkin = (url: string) => `new (require('${ZIPKIN}').ZipkinExporter)({ url: '${url}' })`;

describe('an exporter whose receiver responds is not a finding', () => {
  test.each([HTTP, PROTOBUF])('%s', async (name) => {
    const before = http.requests.length;
    expect(await findingsOf(otlp(name, `http://127.0.0.1:${http.port}/v1/traces`))).toEqual([]);
    // It was really asked, and was sent no spans.
    expect(http.requests.length).toBe(before + 1);
    expect(http.spans).toEqual([]);
  });

  test(GRPC, async () => {
    expect(await findingsOf(otlp(GRPC, `http://127.0.0.1:${grpc.port}`))).toEqual([]);
    expect(grpc.requests).toEqual(['Export']);
    expect(grpc.spans).toEqual([]);
  });

  test('Zipkin, which is only connected to', async () => {
    const before = http.requests.length;
    expect(await findingsOf(zipkin(`http://127.0.0.1:${http.port}/api/v2/spans`))).toEqual([]);
    expect(http.requests.length).toBe(before);
  });
});

describe('exporter-unreachable', () => {
  test.each([
    [HTTP, '/v1/traces'],
    [PROTOBUF, '/v1/traces'],
    [GRPC, ''],
  ])('nothing listens: %s', async (name, path) => {
    expect(await findingsOf(otlp(name, `http://127.0.0.1:${closedPort}${path}`))).toEqual([
      {
        code: 'exporter-unreachable',
        seen: expect.stringMatching(
          new RegExp(`127\\.0\\.0\\.1:${closedPort}.*OTLPTraceExporter.*cannot be reached: .*ECONNREFUSED`),
        ),
        why: expect.stringContaining('diag'),
        remedy: expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT'),
      },
    ]);
  });

  test('nothing listens: Zipkin', async () => {
    const findings = await findingsOf(zipkin(`http://127.0.0.1:${closedPort}/api/v2/spans`));
    expect(findings).toMatchObject([
      { code: 'exporter-unreachable', seen: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  test('there is no such host', async () => {
    const findings = await findingsOf(otlp(HTTP, 'http://collector.invalid:4318/v1/traces'));
    expect(findings).toMatchObject([
      {
        code: 'exporter-unreachable',
        seen: expect.stringMatching(/cannot be reached: .*(ENOTFOUND|EAI_AGAIN)/),
      },
    ]);
  });

  test('the path is wrong', async () => {
    const findings = await findingsOf(otlp(PROTOBUF, `http://127.0.0.1:${http.port}/traces`));
    expect(findings).toMatchObject([
      {
        code: 'exporter-unreachable',
        seen: expect.stringMatching(/does not accept a request without spans: .*\(404\)/),
        remedy: expect.stringContaining('/v1/traces'),
      },
    ]);
  });

  test('what listens there speaks something else', async () => {
    const findings = await findingsOf(otlp(GRPC, `http://127.0.0.1:${http.port}`));
    expect(findings).toMatchObject([
      {
        code: 'exporter-unreachable',
        seen: expect.stringContaining('does not accept a request without spans'),
      },
    ]);
  });

  test('what listens there does not respond: timeoutMs', async () => {
    const findings = await findingsOf(otlp(HTTP, `http://127.0.0.1:${portOf(silent)}/v1/traces`), {
      timeoutMs: 300,
    });
    expect(findings).toMatchObject([
      { code: 'exporter-unreachable', seen: expect.stringContaining('no response within 300 ms') },
    ]);
  });

  test("escape sequences in a collector's answer are shown, not run by the terminal", async () => {
    const hostile = createServer((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 400 \x1b[2J\x1b]0;title\x07\u009b31mbad\r\ncontent-length: 0\r\n\r\n', 'latin1'),
      );
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${portOf(hostile)}/v1/traces`;
      const findings = await findingsOf(otlp(HTTP, url));
      expect(findings[0]?.seen).toContain('\\u001b[2J\\u001b]0;title\\u0007\\u009b31mbad (400)');
      for (const flags of [[], ['--json']]) {
        const { stdout } = await app.command(['doctor', '--require', './tracing.cjs', ...flags]);
        expect(stdout).toContain('exporter-unreachable');
        expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }
    } finally {
      hostile.close();
    }
  });

  test('of several exporters only the one that fails, and no key is shown', async () => {
    const both = `${otlp(HTTP, `http://127.0.0.1:${http.port}/v1/traces`)} }), new BatchSpanProcessor({ exporter:
      ${otlp(HTTP, `http://user:password@127.0.0.1:${closedPort}/v1/traces?key=secret`)}`;
    const findings = await findingsOf(both);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.seen).toContain(`http://127.0.0.1:${closedPort}/v1/traces,`);
    expect(findings[0]?.seen).not.toMatch(/password|secret/);
  });

  test('with probe: false nothing is connected to', async () => {
    const exporter = otlp(HTTP, `http://127.0.0.1:${closedPort}/v1/traces`);
    expect(await findingsOf(exporter, { probe: false })).toEqual([]);
  });
});
