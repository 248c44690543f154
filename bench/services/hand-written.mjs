// The same service with hand-written spans, as in the OpenTelemetry documentation, with try, catch and finally.
import { context, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('hand-written');

function failed(span, error) {
  span.recordException(error);
  span.setAttribute('error.type', error.constructor.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}

/** A span around an iteration, active whenever the body runs and never in the consumer. */
function* iterate(name, parent, body) {
  const span = tracer.startSpan(name, {}, parent);
  const active = trace.setSpan(parent, span);
  let step;
  try {
    step = context.with(active, () => body.next());
    while (!step.done) {
      let sent;
      try {
        sent = yield step.value;
      } catch (error) {
        step = context.with(active, () => body.throw(error));
        continue;
      }
      step = context.with(active, () => body.next(sent));
    }
    return step.value;
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    if (step?.done === false) context.with(active, () => body.return());
    span.end();
  }
}

async function* iterateAsync(name, parent, body) {
  const span = tracer.startSpan(name, {}, parent);
  const active = trace.setSpan(parent, span);
  let step;
  try {
    step = await context.with(active, () => body.next());
    while (!step.done) {
      let sent;
      try {
        sent = yield step.value;
      } catch (error) {
        step = await context.with(active, () => body.throw(error));
        continue;
      }
      step = await context.with(active, () => body.next(sent));
    }
    return step.value;
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    if (step?.done === false) await context.with(active, () => body.return());
    span.end();
  }
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

  generator(n) {
    return iterate('Service.generator', context.active(), this.#generator(n));
  }

  *#generator(n) {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  asyncGenerator(n) {
    return iterateAsync('Service.asyncGenerator', context.active(), this.#asyncGenerator(n));
  }

  async *#asyncGenerator(n) {
    for (let i = 0; i < n; i++) yield i + this.k;
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
