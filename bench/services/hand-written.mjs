// The same service traced by hand, as the OpenTelemetry documentation shows it, made safe by try, catch and finally.
import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('hand-written');

function failed(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}

export class Service {
  k = 1;

  sync(a, b) {
    return tracer.startActiveSpan('Service.sync', (span) => {
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

  async async(a, b) {
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

  // The span is not active in the body: a generator leaves `startActiveSpan` before it runs.
  *generator(n) {
    const span = tracer.startSpan('Service.generator');
    try {
      for (let i = 0; i < n; i++) yield i + this.k;
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  staticAttributes(a, b) {
    const attributes = { 'shop.region': 'eu', 'shop.tier': 2 };
    return tracer.startActiveSpan('Service.staticAttributes', { attributes }, (span) => {
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

  attributeCallback(a, b) {
    return tracer.startActiveSpan('Service.attributeCallback', (span) => {
      try {
        if (span.isRecording()) span.setAttributes({ 'order.quantity': a, 'order.price': b });
        return a + b + this.k;
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  args(a, b) {
    return tracer.startActiveSpan('Service.args', (span) => {
      try {
        if (span.isRecording()) {
          span.setAttribute('order.quantity', a);
          span.setAttribute('order.price', b);
        }
        return a + b + this.k;
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  failing(a, b) {
    return tracer.startActiveSpan('Service.failing', (span) => {
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

  async failingAsync(a, b) {
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

  nested(depth) {
    return tracer.startActiveSpan('Service.nested', (span) => {
      try {
        return depth === 0 ? this.k : this.nested(depth - 1) + 1;
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  block(a, b) {
    return this.sync(a, b);
  }

  blockWithOptions(a, b) {
    return this.staticAttributes(a, b);
  }
}
