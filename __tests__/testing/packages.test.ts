import type * as Testing from 'otel-traced/testing';

const LIBRARIES = /^@opentelemetry\/(sdk-|context-|api-logs)/;

/** The kit where of OpenTelemetry's packages only these can be found. `loaded` lists those that it loads. */
function kitWith(...installed: string[]): { kit: typeof Testing; loaded: string[] } {
  const loaded: string[] = [];
  jest.resetModules();
  jest.doMock('node:module', () => {
    const real = jest.requireActual<typeof import('node:module')>('node:module');
    const createRequire = (from: string): NodeJS.Require => {
      const require = real.createRequire(from);
      const check = (id: string): string => {
        if (LIBRARIES.test(id) && !installed.includes(id)) throw new Error(`Cannot find module '${id}'`);
        return id;
      };
      const load = (id: string): unknown => {
        loaded.push(check(id));
        return require(id);
      };
      return Object.assign(load, {
        resolve: (id: string) => require.resolve(check(id)),
      }) as unknown as NodeJS.Require;
    };
    return { ...real, createRequire };
  });
  return { kit: require('otel-traced/testing'), loaded };
}

/** Of the API as it is after `kitWith`, with the same registry of modules. */
const startSpan = (name: string): void => {
  const { trace } = require('@opentelemetry/api') as typeof import('@opentelemetry/api');
  trace.getTracer('x').startSpan(name).end();
};

const TRACE = '@opentelemetry/sdk-trace';
const BASE = '@opentelemetry/sdk-trace-base';
const HOOKS = '@opentelemetry/context-async-hooks';

describe('the SDK packages', () => {
  test.each([TRACE, BASE])('%s serves, and is loaded at the first recorder only', (id) => {
    const { kit, loaded } = kitWith(id, HOOKS);
    expect(loaded).toEqual([]);
    using traces = kit.recordTraces();
    startSpan('a');
    expect(traces.tree()).toBe('a');
    expect(loaded).toContain(id);
  });

  test('what is missing is named in one error, with the command that installs it', () => {
    const refused = (...installed: string[]): (() => unknown) => kitWith(...installed).kit.recordTraces;
    expect(refused()).toThrow(
      `otel-traced/testing records with the OpenTelemetry SDK, and ${TRACE} and ${HOOKS} cannot be found here. ` +
        `Install what is missing: npm install --save-dev ${TRACE}@2 ${HOOKS}@2 ` +
        `(an existing ${BASE} 2 serves as well)`,
    );
    expect(refused(BASE)).toThrow(
      /, and @opentelemetry\/context-async-hooks cannot .*--save-dev @opentelemetry\/context-async-hooks@2$/,
    );
    expect(refused(HOOKS)).toThrow(/, and @opentelemetry\/sdk-trace cannot/);
  });

  test('without those of metrics and logs spans are recorded, and asking for the others says what to install', async () => {
    const { kit } = kitWith(TRACE, HOOKS);
    using traces = kit.recordTraces();
    startSpan('a');
    expect(traces.tree()).toBe('a');
    await expect(traces.metrics.collect()).rejects.toThrow(
      'npm install --save-dev @opentelemetry/sdk-metrics@2',
    );
    expect(() => traces.logs).toThrow(
      'npm install --save-dev @opentelemetry/sdk-logs@0 @opentelemetry/api-logs@0',
    );
  });
});
