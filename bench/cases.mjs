// What is called. `loop` is the text of a timed loop: each subject gets its own, whose call sites have seen no other
// subject. `objects` are instances of several copies of the service, called in turn.
const loop = (call, isAsync = false) => `return ${isAsync ? 'async ' : ''}function run(objects, rounds) {
  let sum = 0;
  let next = 0;
  const count = objects.length;
  for (let i = 0; i < rounds; i++) {
    const service = objects[next];
    if (++next === count) next = 0;
    ${call}
  }
  return sum;
}`;

const sync = (method) => loop(`sum += service.${method}(i & 7, 1);`);
const async = (method) => loop(`sum += await service.${method}(i & 7, 1);`, true);

const MANY = 20;

export const CASES = {
  sync: { title: 'sync', method: 'sync', loop: sync('sync'), spans: 1 },
  async: { title: 'async', method: 'async', loop: async('async'), spans: 1 },
  'sync-20': { title: 'sync, 20 methods', method: 'sync', loop: sync('sync'), spans: 1, copies: MANY },
  'async-20': { title: 'async, 20 methods', method: 'async', loop: async('async'), spans: 1, copies: MANY },
  generator: {
    title: 'generator of 3',
    method: 'generator',
    loop: loop('for (const item of service.generator(3)) sum += item;'),
    spans: 1,
  },
  'async-generator': {
    title: 'async generator of 3',
    method: 'asyncGenerator',
    loop: loop('for await (const item of service.asyncGenerator(3)) sum += item;', true),
    spans: 1,
  },
  static: {
    title: 'static attributes',
    method: 'staticAttributes',
    loop: sync('staticAttributes'),
    spans: 1,
  },
  callback: {
    title: 'attribute callback',
    method: 'attributeCallback',
    loop: sync('attributeCallback'),
    spans: 1,
  },
  args: { title: '`args`', method: 'args', loop: sync('args'), spans: 1 },
  failing: {
    title: 'failing',
    method: 'failing',
    loop: loop('try { service.failing(i & 7, 1); } catch { sum++; }'),
    spans: 1,
  },
  'failing-async': {
    title: 'failing, async',
    method: 'failingAsync',
    loop: loop('try { await service.failingAsync(i & 7, 1); } catch { sum++; }', true),
    spans: 1,
  },
  nested: { title: '10 nested', method: 'nested', loop: loop('sum += service.nested(9);'), spans: 10 },
  block: { title: '`withSpan`', method: 'block', loop: sync('block'), spans: 1 },
  'block-options': {
    title: '`withSpan`, options',
    method: 'blockWithOptions',
    loop: sync('blockWithOptions'),
    spans: 1,
  },
};
