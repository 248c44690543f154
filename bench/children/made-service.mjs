import { trace } from '@opentelemetry/api';
import { Traced } from 'otel-traced';

const tracer = trace.getTracer('hand-written');

const HAND = (body, name, keyword = '') => `return tracer.startActiveSpan('${name}', ${keyword} (span) => {
  try { ${body} } catch (error) { span.recordException(error); span.setStatus({ code: 2, message: error.message }); throw error; }
  finally { span.end(); }
});`;

/** An instance of a new class with these methods, traced with hand-written spans or with the decorator. */
export function madeService(subject, index, methods) {
  const text = Object.entries(methods).map(([name, { parameters, body, keyword = '' }]) => {
    const span = `Service${index}.${name}`;
    return `${keyword} ${name}(${parameters}) { ${subject === 'hand-written' ? HAND(body, span, keyword) : body} }`;
  });
  const Class = new Function('tracer', `return class Service${index} { k = 1; ${text.join('\n')} }`)(tracer);
  if (subject !== 'hand-written') {
    for (const name of Object.keys(methods)) {
      const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, name);
      Traced()(Class.prototype, name, descriptor);
      Object.defineProperty(Class.prototype, name, descriptor);
    }
  }
  return new Class();
}
