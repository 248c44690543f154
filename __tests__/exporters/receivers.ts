import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  Server as GrpcServer,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { decodeRequest, type OtlpRequest, spansOf } from './otlp-request';
import type { ReceivedSpan } from './received-span';
import { type ZipkinSpan, zipkinSpansOf } from './zipkin-spans';

/** Listens on a free port of this machine and keeps what it was sent. */
export interface Receiver {
  readonly port: number;
  readonly spans: ReceivedSpan[];
  /** One line for each request: the path, the content type, the compression. */
  readonly requests: string[];
  /** The headers of the last request. */
  headers: Record<string, unknown>;
  close(): Promise<void>;
}

/** Takes OTLP over HTTP at /v1/traces, JSON or protobuf, gzip or not, and Zipkin's JSON at /api/v2/spans. */
export async function httpReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const { 'content-type': type = '', 'content-encoding': encoding = 'plain' } = request.headers;
    receiver.requests.push(`${request.url} ${type} ${encoding}`);
    receiver.headers = request.headers;
    bodyOf(request)
      .then((body) => decode(request.url, type, body))
      .then((spans = []) => receiver.spans.push(...spans))
      .then(() => response.writeHead(isPath(request.url) ? 200 : 404, { 'content-type': type }).end())
      .catch((error: Error) => response.writeHead(400).end(error.message));
  });
  const receiver: Receiver = {
    port: await listen(server),
    spans: [],
    requests: [],
    headers: {},
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return receiver;
}

function isPath(path: string | undefined): boolean {
  return path === '/v1/traces' || path === '/api/v2/spans';
}

function decode(path: string | undefined, type: string, body: Buffer): ReceivedSpan[] | undefined {
  if (path === '/api/v2/spans') return zipkinSpansOf(JSON.parse(body.toString()) as ZipkinSpan[]);
  if (path !== '/v1/traces') return undefined;
  return spansOf(
    type === 'application/json' ? (JSON.parse(body.toString()) as OtlpRequest) : decodeRequest(body),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Takes OTLP over gRPC. */
export async function grpcReceiver(): Promise<Receiver> {
  const server = new GrpcServer();
  const bytes = (message: Buffer) => message;
  server.addService(
    {
      Export: {
        path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
        requestStream: false,
        responseStream: false,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    {
      Export({ request, metadata }: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
        receiver.requests.push('Export');
        receiver.headers = metadata.getMap();
        receiver.spans.push(...spansOf(decodeRequest(request)));
        answer(null, Buffer.alloc(0));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const receiver: Receiver = {
    port,
    spans: [],
    requests: [],
    headers: {},
    close: async () => server.forceShutdown(),
  };
  return receiver;
}
