// The lower bounds: wrappers that pass the call on, and the SDK's own span around it.
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('floor');

/** The empty wrapper. */
export function passOn(fn) {
  return {
    wrapper() {
      // biome-ignore lint/complexity/noArguments: the cheapest way to pass a call on
      return fn.apply(this, arguments);
    },
  }.wrapper;
}

function endAfter(span, result) {
  if (result instanceof Promise) {
    return result.then((value) => {
      span.end();
      return value;
    });
  }
  span.end();
  return result;
}

/** A span around the call, and nothing else: not active, and left open if the call throws. */
export function inSpan(fn, name) {
  return {
    wrapper(...args) {
      const span = tracer.startSpan(name);
      const result = fn.apply(this, args);
      return endAfter(span, result);
    },
  }.wrapper;
}

/** The same with the span active. */
export function inActiveSpan(fn, name) {
  return {
    wrapper(...args) {
      const active = context.active();
      const span = tracer.startSpan(name, {}, active);
      const result = context.with(trace.setSpan(active, span), () => fn.apply(this, args));
      return endAfter(span, result);
    },
  }.wrapper;
}
