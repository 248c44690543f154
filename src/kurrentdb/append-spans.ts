import { isSpanContextValid, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import { setSpanAttributes } from '../functions/active-span.js';
import type { TraceAttributes } from '../options.js';
import { type Attributes, addServer, addStream, databaseAttributes } from './attributes.js';
import { type Carry, carryContext, eventOrEvents, records, requests } from './event-copies.js';
import type { Instrumentation } from './instrumentation.js';
import { type ReplacedMember, replaceMember } from './replace-member.js';

type Arguments = readonly unknown[];
type Append = (this: object, ...args: unknown[]) => unknown;

/** Where a method of the client has what its span and its events need. */
interface AppendMethod {
  readonly key: string;
  readonly spanName: string;
  /** The arguments with events that carry the context. */
  readonly carrying: (args: Arguments, carry: Carry) => unknown[];
  readonly stream?: (args: Arguments) => unknown;
  readonly credentials?: (args: Arguments) => unknown;
}

const METHODS: readonly AppendMethod[] = [
  {
    key: 'appendToStream',
    spanName: 'streams.append',
    carrying: ([stream, events, ...rest], carry) => [stream, eventOrEvents(events, carry), ...rest],
    stream: ([stream]) => stream,
    credentials: ([, , options]) => (options as { credentials?: unknown } | undefined)?.credentials,
  },
  {
    key: 'multiStreamAppend',
    spanName: 'streams.multi-append',
    carrying: ([given, ...rest], carry) => [requests(given, carry), ...rest],
  },
  {
    key: 'appendRecords',
    spanName: 'streams.multi-append',
    carrying: ([given, ...rest], carry) => [records(given, carry), ...rest],
  },
];

/** Gives the methods that append a producer span, whose context the events carry. */
export function traceAppends(
  prototype: object,
  instrumentation: Instrumentation,
): (ReplacedMember | undefined)[] {
  return METHODS.map((method) =>
    replaceMember(prototype, method.key, (original) =>
      tracedAppend(original as Append, method, instrumentation),
    ),
  );
}

function tracedAppend(original: Append, method: AppendMethod, instrumentation: Instrumentation): Append {
  const { okStatus, overwrite } = instrumentation.options;
  const carry = carryContext(overwrite);
  return function append(this: object, ...args: unknown[]): unknown {
    if (!instrumentation.active) return Reflect.apply(original, this, args);
    let current: Span | undefined;
    const options = {
      kind: SpanKind.PRODUCER,
      okStatus,
      attributes: attributesAtStart(this, args, method, instrumentation),
      resultAttributes: (result: unknown) => refusal(result, current),
    };
    return instrumentation.withSpan(method.spanName, options, (span) => {
      // Spans of this name may be excluded, and then the events go out as they are.
      if (!isSpanContextValid(span.spanContext())) return Reflect.apply(original, this, args);
      current = span;
      const result = Reflect.apply(original, this, method.carrying(args, carry));
      if (span.isRecording()) void learnServer(this, instrumentation);
      return result;
    });
  };
}

function attributesAtStart(
  client: object,
  args: Arguments,
  { spanName, stream, credentials }: AppendMethod,
  { options, servers, users }: Instrumentation,
): Attributes {
  const user = users.of(client, credentials?.(args));
  const attributes = databaseAttributes(options.semconv, spanName, user, servers.of(client));
  addStream(attributes, stream?.(args));
  return attributes;
}

/** In the span of a client's first request, and of the first after a failure, the node is not known at the start. */
async function learnServer(client: object, { servers }: Instrumentation): Promise<void> {
  const known = servers.of(client);
  const server = await servers.learn(client);
  if (server?.address === known?.address && server?.port === known?.port) return;
  const attributes: Attributes = {};
  addServer(attributes, server);
  setSpanAttributes(attributes);
}

/** With `throwOnAppendFailure` off a refused append comes back as a result, and is none the less a failure. */
function refusal(result: unknown, span: Span | undefined): TraceAttributes | undefined {
  if ((result as { success?: unknown } | undefined)?.success !== false) return undefined;
  span?.setStatus({ code: SpanStatusCode.ERROR, message: 'the stream is not at the expected revision' });
  return { [ATTR_OTEL_ERROR_TYPE]: 'WrongExpectedVersionError' };
}
