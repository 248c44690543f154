import { isSpanContextValid, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import { setSpanAttributes } from '../functions/active-span.js';
import type { TraceAttributes } from '../options.js';
import { type Attributes, addServer, addStream, databaseAttributes, legacyOperation } from './attributes.js';
import { type Carry, carryContext, eventOrEvents, records, requests } from './event-copies.js';
import type { Instrumentation } from './instrumentation.js';
import { type ReplacedMember, replaceMember } from './replace-member.js';

type Arguments = readonly unknown[];
type Append = (this: object, ...args: unknown[]) => unknown;

/** Where the arguments of a client's method have what its span and its events need. */
interface AppendMethod {
  readonly key: string;
  /** The operation by the names of the semantic conventions; by the older ones each is `streams.append`. */
  readonly operation: string;
  /** The arguments with events that carry the context. */
  readonly carrying: (args: Arguments, carry: Carry) => unknown[];
  readonly stream?: (args: Arguments) => unknown;
  readonly credentials?: (args: Arguments) => unknown;
}

const METHODS: readonly AppendMethod[] = [
  {
    key: 'appendToStream',
    operation: 'streams.append',
    carrying: ([stream, events, ...rest], carry) => [stream, eventOrEvents(events, carry), ...rest],
    stream: ([stream]) => stream,
    credentials: ([, , options]) => (options as { credentials?: unknown } | undefined)?.credentials,
  },
  {
    key: 'multiStreamAppend',
    operation: 'streams.multi-append',
    carrying: ([given, ...rest], carry) => [requests(given, carry), ...rest],
  },
  {
    key: 'appendRecords',
    operation: 'streams.multi-append',
    carrying: ([given, ...rest], carry) => [records(given, carry), ...rest],
  },
];

/** Gives each append a producer span, whose context its events carry. */
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
      attributes: instrumentation.attempt(() => attributesAtStart(this, args, method, instrumentation), {}),
      resultAttributes: (result: unknown) => refusal(result, current),
      errorAttributes: () => instrumentation.describeFailure(current),
    };
    return instrumentation.withSpan(spanName(method, instrumentation), options, (span) => {
      // Spans of this name may be excluded: their events are sent unchanged.
      if (!instrumentation.attempt(() => isSpanContextValid(span.spanContext()), false))
        return Reflect.apply(original, this, args);
      current = span;
      const carrying = instrumentation.attempt(() => method.carrying(args, carry), args);
      const result = Reflect.apply(original, this, carrying);
      learnServer(this, instrumentation).catch(() => {});
      return result;
    });
  };
}

function spanName({ operation }: AppendMethod, { options }: Instrumentation): string {
  return options.semconv === 'stable' ? operation : legacyOperation(operation);
}

function attributesAtStart(
  client: object,
  args: Arguments,
  { operation, stream, credentials }: AppendMethod,
  { options, servers, users }: Instrumentation,
): Attributes {
  const user = users.of(client, credentials?.(args));
  const attributes = databaseAttributes(options.semconv, operation, user, servers.of(client));
  addStream(attributes, stream?.(args));
  return attributes;
}

/** The node is not known at the start of the span of a client's first request, and of the first after a failure. */
async function learnServer(client: object, { servers }: Instrumentation): Promise<void> {
  const known = servers.of(client);
  const server = await servers.learn(client);
  if (server?.address === known?.address && server?.port === known?.port) return;
  const attributes: Attributes = {};
  addServer(attributes, server);
  setSpanAttributes(attributes);
}

/** With `throwOnAppendFailure` off, a refused append is returned as a result; it is a failure all the same. */
function refusal(result: unknown, span: Span | undefined): TraceAttributes | undefined {
  if ((result as { success?: unknown } | undefined)?.success !== false) return undefined;
  span?.setStatus({ code: SpanStatusCode.ERROR, message: 'the stream is not at the expected revision' });
  return { [ATTR_OTEL_ERROR_TYPE]: 'WrongExpectedVersionError' };
}
