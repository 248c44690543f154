// Cost of a call over the number of methods, of calls at once, and of calls within each other.
import { trace } from '@opentelemetry/api';
import { Traced } from 'otel-traced';
import { enter } from '../states.mjs';
import { median } from '../statistics.mjs';

const { axis, size, state, subject, rounds } = JSON.parse(process.argv[2]);
enter(state);
const tracer = trace.getTracer('hand-written');

const HAND = (body, name, keyword = '') => `return tracer.startActiveSpan('${name}', ${keyword} (span) => {
  try { ${body} } catch (error) { span.recordException(error); span.setStatus({ code: 2, message: error.message }); throw error; }
  finally { span.end(); }
});`;

/** A class with methods of its own, traced by hand or by the decorator. */
function service(index, methods) {
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

const add = { parameters: 'a, b', body: 'return a + b + this.k;' };

const AXES = {
  methods() {
    const perClass = 10;
    const methods = Object.fromEntries(Array.from({ length: perClass }, (_, i) => [`method${i}`, add]));
    const calls = [];
    for (let index = 0; calls.length < size; index++) {
      const object = service(index, methods);
      for (const name of Object.keys(methods)) if (calls.length < size) calls.push({ object, name });
    }
    const turns = Math.max(1, Math.round(10_000 / size));
    return {
      calls: turns * size,
      run() {
        let sum = 0;
        for (let turn = 0; turn < turns; turn++) {
          for (const { object, name } of calls) sum += object[name](turn, 1);
        }
        return sum;
      },
    };
  },
  concurrent() {
    const wait = { parameters: 'gate', keyword: 'async', body: 'await gate; return this.k;' };
    const object = service(0, { wait });
    const turns = Math.max(1, Math.round(10_000 / size));
    return {
      calls: turns * size,
      async run() {
        for (let turn = 0; turn < turns; turn++) {
          let open;
          const gate = new Promise((resolve) => {
            open = resolve;
          });
          const all = Array.from({ length: size }, () => object.wait(gate));
          open();
          await Promise.all(all);
        }
      },
    };
  },
  depth() {
    const body = 'return depth <= 1 ? this.k : this.down(depth - 1) + 1;';
    const object = service(0, { down: { parameters: 'depth', body } });
    const turns = Math.max(1, Math.round(5_000 / size));
    return {
      calls: turns * size,
      run() {
        let sum = 0;
        for (let turn = 0; turn < turns; turn++) sum += object.down(size);
        return sum;
      },
    };
  },
};

const { calls, run } = AXES[axis]();
for (let warm = 0; warm < 8; warm++) await run();
const times = [];
for (let round = 0; round < rounds; round++) {
  const started = process.hrtime.bigint();
  await run();
  times.push(Number(process.hrtime.bigint() - started) / calls);
}
console.log(JSON.stringify({ nanoseconds: median(times) }));
process.exit(0);
