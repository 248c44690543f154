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

/** What the spans of one subscription of a client need to know. */
export interface SubscriptionSource {
  readonly instrumentation: Instrumentation;
  readonly client: object;
  readonly credentials: unknown;
  /** The subscription's id, once the server has confirmed it. */
  readonly id: () => string | undefined;
  /** Whether its `emit` does no more than to call the listeners. */
  readonly callsListeners: boolean;
}

/** The span that appended an event, from the event's metadata. */
interface Origin {
  readonly context: Context;
  readonly spanContext: SpanContext;
}

/**
 * Runs `work` in the consumer span of a received event. An event without the ids of a span has none: `work` then gets
 * no span, and runs in the active context.
 */
export function inConsumerSpan<Result>(
  source: SubscriptionSource,
  received: unknown,
  work: (span?: Span) => Result,
  isError: (error: unknown) => boolean = () => true,
): Result {
  const { instrumentation } = source;
  const event = received as ResolvedEvent;
  const origin = instrumentation.active
    ? instrumentation.attempt(() => originOf(event), undefined)
    : undefined;
  if (origin === undefined) return work();
  const { correlation, okStatus } = instrumentation.options;
  let current: Span | undefined;
  return instrumentation.withSpan(
    SPAN_NAME,
    {
      kind: SpanKind.CONSUMER,
      okStatus,
      isError,
      parent: () => (correlation === 'links' ? trace.deleteSpan(origin.context) : origin.context),
      links: correlation === 'parent' ? undefined : [{ context: origin.spanContext }],
      attributes: instrumentation.attempt(() => attributesOf(source, event), {}),
      errorAttributes: () => instrumentation.describeFailure(current),
    },
    (span) => {
      current = span;
      return work(span);
    },
  );
}

function originOf({ event }: ResolvedEvent): Origin | undefined {
  const metadata: unknown = event?.metadata;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  if (Array.isArray(metadata) || ArrayBuffer.isView(metadata)) return undefined;
  // The base has no span, so that a span in the extracted context is the event's own.
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
