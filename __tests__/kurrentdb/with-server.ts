import { randomUUID } from 'node:crypto';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { instrumentKurrentDB, type KurrentDBTracingOptions } from 'otel-traced/kurrentdb';
import { startRecording, stopRecording } from './recorded-spans';
import { type KurrentDBServer, startKurrentDBServer } from './server/kurrentdb-server';

/** What a test has: a server of its own, a client of it, and the means to instrument that are undone after it. */
export interface Bench {
  server: KurrentDBServer;
  client: KurrentDBClient;
  instrument(options?: KurrentDBTracingOptions): () => void;
  /** A further client, with a query or user of its own; it is disposed of after the test. */
  connect(user?: string, query?: string): KurrentDBClient;
}

/** Sets the bench up before each test of the file and takes it down after it. */
export function withServer(): Bench {
  let undo: (() => void)[] = [];
  let clients: KurrentDBClient[] = [];
  const bench: Bench = {
    server: undefined as never,
    client: undefined as never,
    instrument: (options) => {
      const uninstrument = instrumentKurrentDB(KurrentDBClient, options);
      undo.push(uninstrument);
      return uninstrument;
    },
    connect: (user = '', query = '') => {
      const { port } = bench.server;
      const made = KurrentDBClient.connectionString(`kurrentdb://${user}127.0.0.1:${port}?tls=false${query}`);
      clients.push(made);
      return made;
    },
  };
  beforeEach(async () => {
    startRecording();
    bench.server = await startKurrentDBServer();
    bench.client = bench.connect();
  });
  afterEach(async () => {
    for (const uninstrument of undo) uninstrument();
    await Promise.all(clients.map((client) => client.dispose()));
    await bench.server.close();
    undo = [];
    clients = [];
    stopRecording();
  });
  return bench;
}

export function orderPlaced(metadata?: unknown) {
  return jsonEvent({ type: 'OrderPlaced', data: { total: 12 }, metadata });
}

/** Metadata as it lies in the store. */
export function storedMetadata({ server }: Bench, stream: string): unknown[] {
  return server.log.read(stream).map(({ metadata }) => {
    const text = Buffer.from(metadata).toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  });
}

/** Writes an event whose metadata no instrumentation has seen. */
export function storeEvent({ server }: Bench, stream: string, metadata: unknown): void {
  const bytes = metadata instanceof Uint8Array ? metadata : Buffer.from(JSON.stringify(metadata) ?? '');
  const event = { id: randomUUID(), type: 'OrderPlaced', contentType: 'application/json' };
  server.log.append([
    { stream, expected: 'any', events: [{ ...event, data: Buffer.from('{}'), metadata: bytes }] },
  ]);
}
