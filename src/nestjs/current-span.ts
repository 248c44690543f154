import { createParamDecorator } from '@nestjs/common';
import { INVALID_SPAN_CONTEXT, type Span, trace } from '@opentelemetry/api';

const active = (): Span => trace.getActiveSpan() ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

// Nest resolves a handler's arguments before it calls the handler, so before the handler's span starts: the span is
// looked up when it is used.
const currentSpan = new Proxy({} as Span, {
  get(_, key) {
    if (key === 'end') return () => {};
    const span = active();
    const value: unknown = Reflect.get(span, key);
    return typeof value === 'function' ? value.bind(span) : value;
  },
});

/**
 * A handler's parameter that is the active span wherever it is used: in a traced handler the handler's own span, else
 * the one around it, such as the HTTP server's. It works in controllers, gateways and microservice controllers.
 *
 * Without a tracer provider it is a span that records nothing, never `undefined`. `end()` does nothing: the span
 * belongs to the code that started it.
 *
 * @example
 * ```ts
 * @Get(':id')
 * find(@Param('id') id: string, @CurrentSpan() span: Span) {
 *   span.setAttribute('order.id', id);
 *   return this.orders.find(id);
 * }
 * ```
 */
export const CurrentSpan: () => ParameterDecorator = createParamDecorator(() => currentSpan);
