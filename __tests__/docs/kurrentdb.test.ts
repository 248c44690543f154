import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { endedSpans, startRecording, stopRecording } from '../kurrentdb/recorded-spans';
import { type KurrentDBServer, startKurrentDBServer } from '../kurrentdb/server/kurrentdb-server';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

const blocks = codeBlocks('docs/kurrentdb.md', 'ts');

describe('docs/kurrentdb.md', () => {
  let server: KurrentDBServer;

  beforeEach(async () => {
    startRecording();
    server = await startKurrentDBServer();
    process.env.KURRENTDB_URL = `kurrentdb://admin:changeit@127.0.0.1:${server.port}?tls=false`;
  });

  afterEach(async () => {
    delete process.env.KURRENTDB_URL;
    await server.close();
    stopRecording();
  });

  it('has blocks that compile', () => {
    expect(blocks).toHaveLength(1);
    expect(typeErrors(blocks)).toEqual([]);
  });

  it('has an example that does what it says', async () => {
    const { appendToStream } = KurrentDBClient.prototype;
    const log = jest.spyOn(console, 'log').mockImplementation(() => {});
    await runBlock(blocks[0] as string);
    expect(log.mock.calls).toEqual([['projecting', 'OrderPlaced']]);
    log.mockRestore();
    const [append, subscribe] = endedSpans();
    expect([append?.name, subscribe?.name]).toEqual(['streams.append', 'streams.subscribe']);
    expect(subscribe?.parentSpanContext?.spanId).toBe(append?.spanContext().spanId);
    expect(KurrentDBClient.prototype.appendToStream).toBe(appendToStream);
  });
});
