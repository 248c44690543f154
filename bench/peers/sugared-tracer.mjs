import { trace } from '@opentelemetry/api';
import { wrapTracer } from '@opentelemetry/api/experimental';

const tracer = wrapTracer(trace.getTracer('sugared'));

const withAttributes = (fn, name) =>
  function (...args) {
    const attributes = { 'shop.region': 'eu', 'shop.tier': 2 };
    return tracer.withActiveSpan(name, { attributes }, () => fn.apply(this, args));
  };

export const wrappers = {
  any: (fn, name) =>
    function (...args) {
      return tracer.withActiveSpan(name, () => fn.apply(this, args));
    },
  staticAttributes: withAttributes,
  blockWithOptions: withAttributes,
};
