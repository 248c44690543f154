import type { Finding } from 'otel-traced/doctor';
import { mode } from '../docs/code-blocks';
import { Project } from './project';
import { SDK, setUp } from './set-up';

let app: Project;
beforeAll(() => {
  app = new Project(SDK);
  app.write('tracing.cjs', setUp());
});
afterAll(() => app.remove());

/** What the doctor finds where this module is loaded, compiled in the decorator mode of the test run. */
async function findingsOf(code: string, env: Record<string, string> = {}): Promise<Finding[]> {
  app.compile('app.cjs', code, mode);
  return app.findings(['tracing.cjs', 'app.cjs'], {}, env);
}

const IMPORT = `import { configureTracing, Traced, TracedClass, Untraced } from 'otel-traced';`;

/** Decorators of somebody else, for either mode. */
const OTHER_DECORATORS = `
  const replacing = (make: (fn: Function) => Function): any => (target: any, second: any, descriptor?: any) => {
    if (descriptor === undefined) return make(target);
    descriptor.value = make(descriptor.value);
  };
  const callsThrough = replacing((fn) => function (this: unknown, ...args: unknown[]) { return fn.apply(this, args); });
  const drops = replacing(() => function () { return 'something else'; });
`;

describe('traced-nothing', () => {
  test('a class whose functions are all fields', async () => {
    const findings = await findingsOf(`${IMPORT}
      @TracedClass() export class Orders {
        save = async () => 1;
      }`);
    expect(findings).toEqual([
      {
        code: 'traced-nothing',
        seen: '@TracedClass on Orders traces no method: the class declares none.',
        why: 'Calls of its instances make no spans.',
        remedy: expect.stringContaining('write them as methods'),
      },
    ]);
  });

  test('a class whose methods are all left out', async () => {
    const findings = await findingsOf(`${IMPORT}
      @TracedClass({ include: ['savee' as 'save'] }) export class Orders {
        save() {}
        get size() { throw new Error('a getter was run'); }
      }`);
    expect(findings).toMatchObject([
      { code: 'traced-nothing', seen: expect.stringContaining('none of save, size is a method') },
    ]);
  });

  test('not one with static methods only, or where another decorator hides @Traced', async () => {
    const findings = await findingsOf(`${IMPORT} ${OTHER_DECORATORS}
      @TracedClass({ statics: true }) export class Ids { static next() {} }
      @TracedClass() export class Orders { @callsThrough @Traced() save() {} }`);
    expect(findings).toEqual([]);
  });
});

describe('wrapper-dropped', () => {
  test('another decorator above @Traced replaces the method and calls something else', async () => {
    const findings = await findingsOf(`${IMPORT} ${OTHER_DECORATORS}
      export class Orders {
        @drops @Traced() save() { return 'saved'; }
        @Traced() load() {}
      }`);
    expect(findings).toEqual([
      {
        code: 'wrapper-dropped',
        seen: expect.stringContaining('The function that @Traced made of Orders.save is gone'),
        why: expect.stringContaining('replaced the method'),
        remedy: expect.stringContaining('Put @Traced above'),
      },
    ]);
  });

  test('of a static method, and of one named by a symbol', async () => {
    const findings = await findingsOf(`${IMPORT} ${OTHER_DECORATORS}
      export class Orders {
        @drops @Traced() static open() { return 'opened'; }
        @drops @Traced() [Symbol.for('close')]() { return 'closed'; }
      }`);
    const places = findings.map(({ seen }) => /of (\S+) is gone/.exec(seen)?.[1]);
    expect(places.sort()).toEqual(['Orders.open', 'Orders[close]']);
  });

  test('code that replaces the method later', async () => {
    const findings = await findingsOf(`${IMPORT}
      export class Orders { @Traced() save() { return 'saved'; } }
      Orders.prototype.save = () => 'something else';`);
    expect(findings).toMatchObject([{ code: 'wrapper-dropped' }]);
  });

  test('not where the other decorator calls the wrapper, stands below, or the class is gone', async () => {
    const findings = await findingsOf(`${IMPORT} ${OTHER_DECORATORS}
      export class Orders {
        @callsThrough @Traced() save() {}
        @Traced() @drops load() {}
      }
      const make = () => { class Passing { @Traced() save() {} } return new Passing(); };
      for (let count = 0; count < 3; count++) make().save();`);
    expect(findings).toEqual([]);
  });
});

describe('method-hidden', () => {
  test('instances have a function of their own in a field', async () => {
    const findings = await findingsOf(`${IMPORT}
      class Orders { @Traced() save(): unknown { return 'saved'; } }
      class Cached extends Orders { override save = () => 'cached'; }
      export const instances = [new Cached(), new Cached(), new Orders()];`);
    expect(findings).toEqual([
      {
        code: 'method-hidden',
        seen: '2 instances of Cached: an own function, save, hides the traced Orders.save and does not call it.',
        why: expect.stringContaining('no spans'),
        remedy: expect.stringContaining('Make it a method'),
      },
    ]);
  });

  test('not where the own function is the method, bound or called by it, or a subclass overrides it', async () => {
    const findings = await findingsOf(`${IMPORT}
      const throttle = (fn: Function) => { const run = (...args: unknown[]) => fn(...args); return () => run(); };
      class Orders {
        constructor() {
          this.save = this.save.bind(this);
          this.load = throttle(this.load.bind(this)) as any;
        }
        @Traced() save() {}
        @Traced() load() {}
      }
      class Special extends Orders { override save() {} }
      export const instances = [new Orders(), new Special()];`);
    expect(findings).toEqual([]);
  });
});

describe('switched-off', () => {
  const app = `${IMPORT} class Orders { @Traced() save() {} } new Orders().save();`;

  test.each(['true', '1', 'TRUE '])('OTEL_TRACED_DISABLED=%s', async (value) => {
    expect(await findingsOf(app, { OTEL_TRACED_DISABLED: value })).toEqual([
      {
        code: 'switched-off',
        seen: `OTEL_TRACED_DISABLED is '${value}'.`,
        why: expect.stringContaining('plain call'),
        remedy: 'Start the process without OTEL_TRACED_DISABLED.',
      },
    ]);
  });

  test('before anything was called', async () => {
    expect(await findingsOf('', { OTEL_TRACED_DISABLED: 'true' })).toMatchObject([{ code: 'switched-off' }]);
  });

  test('by configureTracing', async () => {
    const findings = await findingsOf(`${app} configureTracing({ enabled: false });`);
    expect(findings).toMatchObject([
      {
        code: 'switched-off',
        seen: 'configureTracing({ enabled: false }) was called.',
        remedy: 'Call configureTracing({ enabled: true }), or not at all.',
      },
    ]);
  });

  test('not by other values', async () => {
    expect(await findingsOf(app, { OTEL_TRACED_DISABLED: 'false' })).toEqual([]);
  });
});

describe('everything-excluded', () => {
  const code = `${IMPORT}
    export class Orders { @Traced() save() {} @Traced() load() {} }
    @TracedClass('users') export class Users { find() {} }`;

  test('a pattern for every name', async () => {
    expect(await findingsOf('', { OTEL_TRACED_EXCLUDE: 'health, *' })).toMatchObject([
      { code: 'everything-excluded', seen: "OTEL_TRACED_EXCLUDE 'health, *' hides every name." },
    ]);
  });

  test('patterns that leave no traced method over', async () => {
    expect(await findingsOf(code, { OTEL_TRACED_EXCLUDE: 'Orders.*,Users.find' })).toMatchObject([
      {
        code: 'everything-excluded',
        seen: expect.stringMatching(/hides all 3 traced methods: .*Orders\.save/),
      },
    ]);
  });

  test('by configureTracing', async () => {
    const findings = await findingsOf(`${code} configureTracing({ exclude: ['Orders.*', 'Users.*'] });`);
    expect(findings).toMatchObject([
      {
        code: 'everything-excluded',
        seen: expect.stringContaining('configureTracing({ exclude }) hides all 3'),
      },
    ]);
  });

  test('not where one is left', async () => {
    expect(await findingsOf(code, { OTEL_TRACED_EXCLUDE: 'Orders.*' })).toEqual([]);
  });
});

describe('metrics-not-enabled', () => {
  const METERS = `import { metrics } from '@opentelemetry/api';
    metrics.setGlobalMeterProvider({ getMeter: () => ({}) } as any);`;
  const CODE = `class Orders { @Traced({ metrics: true }) save() {} @Traced() load() {} } export const orders = new Orders();`;

  test('a meter provider and the option metrics, but nothing that measures', async () => {
    expect(await findingsOf(`${IMPORT} ${METERS} ${CODE} orders.save();`)).toEqual([
      {
        code: 'metrics-not-enabled',
        seen: expect.stringContaining(
          "the option 'metrics' is set (Orders.save), but enableMetrics() was not called",
        ),
        why: 'These calls are not measured.',
        remedy: expect.stringContaining("Call enableMetrics() of 'otel-traced/metrics'"),
      },
    ]);
  });

  test.each([
    [
      'enableMetrics() was called',
      `import { enableMetrics } from 'otel-traced/metrics'; enableMetrics(); ${METERS} ${CODE}`,
    ],
    ['there is no meter provider', CODE],
    [
      'the metrics are given as a value',
      `import { Measured } from 'otel-traced/metrics'; ${METERS} export class Orders { @Measured() save() {} }`,
    ],
  ])('not where %s', async (_, code) => {
    expect(await findingsOf(`${IMPORT} ${code}`)).toEqual([]);
  });
});

describe('minified-names', () => {
  test('classes that a minifier renamed', async () => {
    const findings = await findingsOf(`${IMPORT}
      class t { @Traced() save() {} @Traced({ name: 'load order' }) load() {} }
      class kr { @Traced() static place() {} }
      class Db { @Traced() query() {} }
      export const inUse = [new t(), new Db(), kr];
      inUse.forEach((object: any) => object.save?.());
      kr.place();`);
    expect(findings).toEqual([
      {
        code: 'minified-names',
        seen: 'Traced methods belong to classes whose names look minified: kr.place, t.save.',
        why: expect.stringContaining('Class.method'),
        remedy: expect.stringContaining("@TracedClass('orders')"),
      },
    ]);
  });

  test('not where the class has a prefix', async () => {
    const findings = await findingsOf(`${IMPORT}
      @TracedClass('orders') class t { save() {} }
      export const orders = new t();
      orders.save();`);
    expect(findings).toEqual([]);
  });
});

describe('ids-in-names', () => {
  test('blocks whose names hold an id', async () => {
    const findings = await findingsOf(`import { withSpan } from 'otel-traced';
      for (let id = 1; id <= 6; id++) withSpan('load order ' + id, () => {});`);
    expect(findings).toEqual([
      {
        code: 'ids-in-names',
        seen: expect.stringMatching(/^6 span names differ only in an id: load order \d, .*…\.$/),
        why: expect.stringContaining('group spans by name'),
        remedy: expect.stringContaining("Use one name, such as 'load order'"),
      },
    ]);
  });

  test('spans that wait for their export', async () => {
    const findings = await findingsOf(`${IMPORT}
      class Orders { @Traced({ name: (id: string) => 'GET /orders/' + id }) load(id: string) {} }
      for (const digit of '12345') new Orders().load(digit.repeat(8) + '-1234-4123-8123-123456789abc');`);
    expect(findings).toMatchObject([
      {
        code: 'ids-in-names',
        seen: expect.stringContaining('5 span names differ only in an id: GET /orders/11111111-'),
      },
    ]);
  });

  test('not a few numbered steps, or one name that is used often', async () => {
    const findings = await findingsOf(`import { withSpan } from 'otel-traced';
      for (let step = 1; step <= 4; step++) withSpan('step ' + step, () => {});
      for (let count = 0; count < 20; count++) withSpan('publish v2', () => {});`);
    expect(findings).toEqual([]);
  });
});
