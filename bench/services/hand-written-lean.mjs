// The hand-written async methods as plain functions that return the promise: one promise less. An error before the
// span's own code runs is thrown instead of rejecting.
import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('hand-written');

function failed(span, error) {
  span.recordException(error);
  span.setAttribute('error.type', error.constructor.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}

export class Service {
  k = 1;

  async(a, b) {
    return tracer.startActiveSpan('Service.async', async (span) => {
      try {
        return a + b + this.k;
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  failingAsync(a, b) {
    return tracer.startActiveSpan('Service.failingAsync', async (span) => {
      try {
        throw new RangeError(`${a} of ${b}`);
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}
