// A process that consumes from a bus. Its span and message counts, and the spans that it is asked for, go to the test.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { withSpan } from 'otel-traced';
import { type BusName, openBus } from '../../examples/event-sourcing/services';
import { DeadLetters } from '../../examples/event-sourcing/stores/dead-letters';
import { createTables } from '../../examples/event-sourcing/stores/schema';
import { SqliteDatabase } from '../../examples/event-sourcing/stores/sqlite';
import type { ConsumerReport, ConsumerSettings, SentSpan } from './consumer-process';
import type { Wish } from './events';

async function consume({ bus: name, channel, crash, keepSpans }: ConsumerSettings): Promise<void> {
  const spans: SentSpan[] = [];
  let started = 0;
  let ended = 0;
  const counting: SpanProcessor = {
    onStart: () => {
      started += 1;
    },
    onEnd: (span) => {
      ended += 1;
      if (keepSpans) spans.push(sent(span));
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [counting] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());

  const database = new SqliteDatabase(':memory:');
  await createTables(database);
  const deadLetters = new DeadLetters(database);
  const bus = await openBus(name as BusName, channel, deadLetters);
  const handled: string[] = [];
  for (const handler of ['OrderProjection', 'NotificationService']) {
    bus.subscribe({
      name: handler,
      async handle({ eventId, data }) {
        const { fail, crash: deadly } = data as Wish;
        if (deadly && crash) process.exit(137);
        await withSpan('work_of_the_handler', async () => undefined);
        if (fail && handler === 'NotificationService') throw new RangeError('no address');
        if (handler === 'OrderProjection') handled.push(eventId);
        process.send?.({ handled: handled.length });
      },
    });
  }
  await bus.start();
  process.once('message', async () => {
    await bus.close();
    const letters = await deadLetters.get('NotificationService');
    const report: ConsumerReport = {
      handled,
      deadLetters: letters.map(({ event, error }) => ({ eventId: event.eventId, error })),
      spans,
      started,
      ended,
    };
    process.send?.({ report }, undefined, undefined, () => process.exit(0));
  });
  process.once('disconnect', () => process.exit(1));
  process.send?.({ ready: true });
}

function sent(span: ReadableSpan): SentSpan {
  return {
    name: span.name,
    kind: span.kind,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    status: span.status.code,
    attributes: span.attributes,
    exceptions: span.events.filter((item) => item.name === 'exception').length,
  };
}

void consume(JSON.parse(process.argv[2] ?? '{}'));
