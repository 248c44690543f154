import { Metadata } from '@grpc/grpc-js';
import { propagation, SpanKind } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { TracedClass } from 'otel-traced';
import type { rpcMetrics } from 'otel-traced/metrics';
import type { rpcServer } from 'otel-traced/rpc';
import { Metering } from '../metrics/recorded-metrics';
import { useTracing } from '../support/tracing';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

const { find, names } = useTracing();
beforeEach(() => propagation.setGlobalPropagator(new W3CTraceContextPropagator()));

const blocks = codeBlocks('docs/rpc.md', 'ts');
const [serverBlock, clientBlock, definitionBlock, scopeBlock] = blocks.map((code) =>
  code.replace(/^export (?=const|class)/gm, ''),
) as [string, string, string, string];

test('every block of docs/rpc.md compiles in strict mode', () => {
  expect(blocks).toHaveLength(4);
  expect(typeErrors(blocks)).toEqual([]);
});

test('the server continues the trace, and NOT_FOUND is no failure of it', async () => {
  const metering = new Metering();
  const { OrdersService, metrics } = (await runBlock(serverBlock, ['OrdersService', 'metrics'])) as {
    OrdersService: new () => { place(order: { id: string }, call: { metadata: Metadata }): Promise<string> };
    metrics: ReturnType<typeof rpcMetrics>;
  };
  const metadata = new Metadata();
  metadata.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  await expect(new OrdersService().place({ id: '' }, { metadata })).rejects.toThrow('no such order');
  expect(find('shop.Orders/Place')).toMatchObject({
    kind: SpanKind.SERVER,
    parentSpanContext: { spanId: 'b7ad6b7169203331' },
    attributes: { 'rpc.status_code': 'NOT_FOUND' },
    status: { code: 0 },
  });
  expect(Object.keys(await metering.values('rpc.server.call.duration'))).toHaveLength(1);
  expect(metrics.getSnapshot()).toEqual({ requests: 1, errors: 0, activeConnections: 0 });
});

test('the client writes its context into the metadata', async () => {
  const { answer } = await runBlock(clientBlock, ['answer']);
  expect(answer).toBe('o-1 with traceparent');
  expect(find('shop.Orders/Place')).toMatchObject({
    kind: SpanKind.CLIENT,
    attributes: { 'server.address': '127.0.0.1', 'server.port': 50051 },
  });
});

test('a definition knows the methods', async () => {
  const { convention } = (await runBlock(definitionBlock, ['convention'])) as {
    convention: ReturnType<typeof rpcServer>;
  };
  @TracedClass(convention)
  class Orders {
    watch(): void {}
    helper(): void {}
  }
  new Orders().watch();
  new Orders().helper();
  expect(names()).toEqual(['shop.Orders/Watch']);
});

test('a scope names the tracer', async () => {
  const { StockClient } = (await runBlock(scopeBlock, ['StockClient'])) as {
    StockClient: new () => { reserve(sku: string, metadata: Metadata): Promise<void> };
  };
  await new StockClient().reserve('SKU-7', new Metadata());
  expect(find('shop.Stock/Reserve').instrumentationScope).toMatchObject({
    name: 'shop.rpc',
    version: '2.0.0',
  });
});
