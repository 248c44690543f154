import {
  type Context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';

// The key that every copy of the API, of every 1.x version, keeps the span of a context under.
const SPAN = createContextKey('OpenTelemetry Context Key SPAN');

// In CommonJS each use of an import goes through a getter of the API's.
const root = ROOT_CONTEXT;

/**
 * A context that differs from another in its span alone: what `trace.setSpan` returns, without the copy of all values
 * that it makes for each call.
 */
class ContextWithSpan implements Context {
  constructor(
    private readonly base: Context,
    private readonly span: Span,
  ) {}

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.span;
    // Nothing stands in the root context; a look into it would be the dearest part.
    return this.base === root ? undefined : this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return trace.setSpan(this.base, this.span).setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return key === SPAN ? this.base.deleteValue(SPAN) : trace.setSpan(this.base, this.span).deleteValue(key);
  }

  /** `context` with `span`. One never stands on another, so a value is found at once however deep the calls are. */
  static of(context: Context, span: Span): Context {
    return new ContextWithSpan(context instanceof ContextWithSpan ? context.base : context, span);
  }
}

let isKnownKey: boolean | undefined;

/** `trace.setSpan`, cheaper. */
export function contextWithSpan(context: Context, span: Span): Context {
  isKnownKey ??= keepsSpanUnderKey();
  return isKnownKey ? ContextWithSpan.of(context, span) : trace.setSpan(context, span);
}

function keepsSpanUnderKey(): boolean {
  const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  return trace.setSpan(ROOT_CONTEXT, span).getValue(SPAN) === span;
}
