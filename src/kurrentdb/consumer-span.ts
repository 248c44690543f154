import type { ResolvedEvent } from '@kurrent/kurrentdb-client';
import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { extractTraceContext } from '../functions/propagation.js';
import { type Attributes, addEvent, databaseAttributes } from './attributes.js';
import type { Instrumentation } from './instrumentation.js';

const SPAN_NAME = 'streams.subscribe';

/** One subscription of one client, as far as its spans tell of it. */
export interface SubscriptionSource {
  readonly instrumentation: Instrumentation;
  readonly client: object;
  readonly credentials: unknown;
  /** The subscription's id, once the server has confirmed it. */
  readonly id: () => string | undefined;
  /** Whether its `emit` does no more than to call the listeners. */
  readonly callsListeners: boolean;
}

/** What an event's metadata says of the span that appended it. */
interface Origin {
  readonly context: Context;
  readonly spanContext: SpanContext;
}

/**
 * Runs `work` in the consumer span of a received event. An event without the ids of a span has none: `work` then gets
 * no span, and runs where it stands.
 */
export function inConsumerSpan<Result>(
  source: SubscriptionSource,
  received: unknown,
  work: (span?: Span) => Result,
  isError: (error: unknown) => boolean = () => true,
): Result {
  const { instrumentation } = source;
  const event = received as ResolvedEvent;
  const origin = instrumentation.active ? originOf(event) : undefined;
  if (origin === undefined) return work();
  const { relation, okStatus } = instrumentation.options;
  return instrumentation.withSpan(
    SPAN_NAME,
    {
      kind: SpanKind.CONSUMER,
      okStatus,
      isError,
      parent: () => (relation === 'links' ? trace.deleteSpan(origin.context) : origin.context),
      links: relation === 'parent' ? undefined : [{ context: origin.spanContext }],
      attributes: attributesOf(source, event),
    },
    work,
  );
}

function originOf({ event }: ResolvedEvent): Origin | undefined {
  const metadata: unknown = event?.metadata;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  if (Array.isArray(metadata) || ArrayBuffer.isView(metadata)) return undefined;
  // Without a span in the base, a span in what comes out is the event's own.
  const extracted = extractTraceContext(metadata, { context: trace.deleteSpan(context.active()) });
  const spanContext = trace.getSpanContext(extracted);
  return spanContext && isSpanContextValid(spanContext) ? { context: extracted, spanContext } : undefined;
}

function attributesOf(
  { instrumentation, client, credentials, id }: SubscriptionSource,
  event: ResolvedEvent,
): Attributes {
  const { options, servers, users } = instrumentation;
  const user = users.of(client, credentials);
  const attributes = databaseAttributes(options.semconv, SPAN_NAME, user, servers.of(client));
  addEvent(attributes, event, id());
  return attributes;
}
