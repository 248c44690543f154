// The ES module and the CommonJS copy of the package in one process: what one marks, the other must see.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import * as esm from 'otel-traced';

const cjs = createRequire(import.meta.url)('otel-traced');
assert.notEqual(esm.Traced, cjs.Traced, 'two copies are expected');

const finished = [];
const done = () => Promise.resolve();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new TracerProvider({
    spanProcessors: [
      { onStart() {}, onEnd: (span) => finished.push(span), forceFlush: done, shutdown: done },
    ],
  }),
);

/** Applies a method decorator as compilers do for experimentalDecorators. */
function decorate(target, name, decorator) {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, decorator(target, name, descriptor) ?? descriptor);
}

function spansOf(run) {
  finished.length = 0;
  run();
  return finished.map((span) => span.name);
}

const pairs = [
  ['ESM above CommonJS', esm, cjs],
  ['CommonJS above ESM', cjs, esm],
];

for (const [order, outer, inner] of pairs) {
  class Service {
    traced() {}
    untraced() {}
    plain() {}
    fails() {
      throw new RangeError('no');
    }
  }
  decorate(Service.prototype, 'traced', inner.Traced('once'));
  decorate(Service.prototype, 'untraced', inner.Untraced());
  outer.TracedClass()(Service);
  const service = new Service();

  assert.deepEqual(
    spansOf(() => service.traced()),
    ['once'],
    `${order}: one span a call`,
  );
  assert.deepEqual(
    spansOf(() => service.untraced()),
    [],
    `${order}: Untraced is seen`,
  );

  const restore = inner.instrument(Service);
  assert.deepEqual(
    spansOf(() => service.plain()),
    ['Service.plain'],
    `${order}: traced twice is once`,
  );
  restore();
  assert.deepEqual(
    spansOf(() => service.plain()),
    ['Service.plain'],
    `${order}: restore undoes only its own`,
  );

  const fail = () => assert.throws(() => inner.withSpan('outer', () => service.fails()), RangeError);
  assert.deepEqual(spansOf(fail), ['Service.fails', 'outer']);
  assert.deepEqual(
    finished.map((span) => span.events.length),
    [1, 0],
    `${order}: the exception stands on the innermost span only`,
  );

  spansOf(() => inner.withSpanAttributes({ tenant: 't1' }, () => service.plain()));
  assert.equal(
    finished[0].attributes.tenant,
    't1',
    `${order}: withSpanAttributes reaches the other copy's spans`,
  );

  inner.configureTracing({ exclude: ['Service.*'] });
  assert.deepEqual(
    spansOf(() => service.plain()),
    [],
    `${order}: configureTracing reaches the other copy`,
  );
  inner.configureTracing({ exclude: [] });
  assert.deepEqual(
    spansOf(() => service.plain()),
    ['Service.plain'],
    `${order}: and back`,
  );

  assert.equal(outer.isTracingEnabled(), inner.isTracingEnabled());
}
