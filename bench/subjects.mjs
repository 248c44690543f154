// Who is measured. `load(copy)` gives a class with the service's methods, its functions shared with no other copy;
// `methods` are those it has, all by default.
const plain = (copy, wrapper = 'none') => import(`./services/plain.mjs?copy=${copy}&wrapper=${wrapper}`);

const SIMPLE = ['sync', 'async', 'nested'];

/** The plain service with each of `methods` replaced by what `wrap(fn, name)` makes of it. */
async function wrapped(copy, methods, wrap) {
  const { Service } = await plain(copy, wrap.name);
  for (const method of methods)
    Service.prototype[method] = wrap(Service.prototype[method], `Service.${method}`);
  return Service;
}

function floor(title, wrapperName, methods = SIMPLE) {
  return {
    title,
    group: 'floor',
    methods,
    async load(copy) {
      const floors = await import('./services/floors.mjs');
      return wrapped(copy, methods, floors[wrapperName]);
    },
  };
}

function compiled(title, folder, file, methods, group = 'ours') {
  return {
    title,
    group,
    methods,
    load: async (copy) => (await import(`./.build/${folder}/${file}.mjs?copy=${copy}`)).Service,
  };
}

function peer(title, file, methods = [...SIMPLE, 'failing', 'failingAsync']) {
  return {
    title,
    group: 'peer',
    methods,
    async load(copy) {
      const { wrappers, traceClass } = await import(`./peers/${file}.mjs`);
      const { Service } = await plain(copy, file);
      if (traceClass !== undefined) return traceClass(Service);
      for (const method of methods) {
        const wrap = wrappers[method] ?? wrappers.any;
        Service.prototype[method] = wrap(Service.prototype[method], `Service.${method}`);
      }
      return Service;
    },
  };
}

/** Classes that differ from ours in the decorator alone, for the bounds that are a matter of nanoseconds. */
const twin = (mode, file) => compiled(`${file}, class compiled alike`, mode, file, SIMPLE, 'twin');

const CLASS = ['sync', 'async', 'generator', 'asyncGenerator', 'failing', 'failingAsync', 'nested'];

export const SUBJECTS = {
  bare: { title: 'bare call', group: 'floor', load: async (copy) => (await plain(copy)).Service },
  'pass-through': floor('pass-through wrapper', 'passOn', [...SIMPLE, 'generator', 'asyncGenerator']),
  'sdk-span': floor('SDK: startSpan + end', 'inSpan'),
  'sdk-active-span': floor('SDK: the same in context.with', 'inActiveSpan'),
  'hand-written': {
    title: 'hand-written startActiveSpan',
    group: 'hand',
    load: async (copy) => (await import(`./services/hand-written.mjs?copy=${copy}`)).Service,
  },
  'hand-written-lean': {
    title: 'the same, the method itself no longer async',
    group: 'hand',
    methods: ['async', 'failingAsync'],
    load: async (copy) => (await import(`./services/hand-written-lean.mjs?copy=${copy}`)).Service,
  },
  'ours-legacy': compiled('otel-traced, experimentalDecorators', 'legacy', 'decorated'),
  'ours-standard': compiled('otel-traced, standard decorators', 'standard', 'decorated'),
  'ours-class': compiled('otel-traced, @TracedClass', 'legacy', 'decorated-class', CLASS),
  'bare-legacy': twin('legacy', 'bare'),
  'bare-standard': twin('standard', 'bare'),
  'pass-through-legacy': twin('legacy', 'passThrough'),
  'pass-through-standard': twin('standard', 'passThrough'),
  sugared: peer('SugaredTracer (api/experimental)', 'sugared-tracer', [
    ...SIMPLE,
    'failing',
    'failingAsync',
    'staticAttributes',
    'block',
    'blockWithOptions',
  ]),
  'nestjs-otel': peer('nestjs-otel @Span', 'nestjs-otel', [
    ...SIMPLE,
    'failing',
    'failingAsync',
    'staticAttributes',
    'attributeCallback',
  ]),
  'nestjs-otel-class': peer('nestjs-otel @Traceable', 'nestjs-otel-class'),
  autotel: peer('autotel trace()', 'autotel'),
  logfire: peer('logfire instrument()', 'logfire', [
    ...SIMPLE,
    'failing',
    'failingAsync',
    'staticAttributes',
    'args',
  ]),
  openinference: peer('openinference withSpan()', 'openinference'),
  langfuse: peer('langfuse observe()', 'langfuse'),
};
