import { trace } from '@opentelemetry/api';
import { withSpan } from 'otel-traced';
import { failOnOpenSpans, recordTraces } from 'otel-traced/testing';

/** The hooks of a runner that runs one test after the other. */
function runner(): { run: (test: () => void) => string | undefined } {
  const hooks: Record<'before' | 'after', (() => void)[]> = { before: [], after: [] };
  failOnOpenSpans({
    beforeEach: (hook) => hooks.before.push(hook),
    afterEach: (hook) => hooks.after.push(hook),
  });
  return {
    run: (test) => {
      for (const hook of hooks.before) hook();
      test();
      try {
        for (const hook of hooks.after) hook();
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  };
}

const start = (name: string): { end(): void } => trace.getTracer('x').startSpan(name);

describe('failOnOpenSpans()', () => {
  test('fails the test that left a span open, and no other', () => {
    using _traces = recordTraces();
    const { run } = runner();
    expect(run(() => withSpan('ended', () => {}))).toBeUndefined();
    expect(run(() => void start('leak'))).toMatch(
      /^A span was started and not ended:\n {2}"leak", started at __tests__\/testing\/fail-on-open-spans\.test\.ts:\d+\n$/,
    );
    expect(run(() => withSpan('ended', () => {}))).toBeUndefined();
  });

  test('sees the spans of a recorder that the test has disposed already', () => {
    const { run } = runner();
    expect(
      run(() => {
        using _traces = recordTraces();
        start('one');
        start('two');
      }),
    ).toMatch(/^2 spans were started and not ended:\n {2}"one", started at .*\n {2}"two", started at/);
  });

  test('takes no notice of a span that an earlier hook holds open for the tests', () => {
    using _traces = recordTraces();
    const { run } = runner();
    run(() => {});
    const around = start('around');
    expect(run(() => withSpan('ended', () => {}))).toBeUndefined();
    around.end();
  });

  test('takes the global hooks by default, and says so where there are none', () => {
    const globals = globalThis as { beforeEach?: unknown; afterEach?: unknown };
    const { beforeEach, afterEach } = globals;
    const taken: string[] = [];
    globals.beforeEach = () => taken.push('beforeEach');
    globals.afterEach = () => taken.push('afterEach');
    try {
      failOnOpenSpans();
      expect(taken).toEqual(['beforeEach', 'afterEach']);
      delete globals.beforeEach;
      expect(() => failOnOpenSpans()).toThrow('failOnOpenSpans({ beforeEach, afterEach })');
    } finally {
      Object.assign(globals, { beforeEach, afterEach });
    }
  });
});

describe('the option failOnOpenSpans', () => {
  test('makes dispose() throw, after everything is undone', () => {
    const traces = recordTraces({ failOnOpenSpans: true });
    start('leak');
    expect(() => traces.dispose()).toThrow(/^A span was started and not ended:\n {2}"leak", started at/);
    expect(trace.getTracer('y').startSpan('y').isRecording()).toBe(false);
    expect(() => traces.dispose()).not.toThrow();
  });

  test('names the first 20 of many, and how many more there are', () => {
    const traces = recordTraces({ failOnOpenSpans: true });
    for (let n = 0; n < 5_000; n++) start('leak');
    expect(() => traces.dispose()).toThrow(
      /^5000 spans were started and not ended:\n(.*"leak".*\n){20} {2}and 4980 more\n$/,
    );
  });

  test('works where tests run at the same time', async () => {
    const test = (leak: boolean): Promise<void> =>
      recordTraces({ failOnOpenSpans: true }, async () => {
        const span = start('span');
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (!leak) span.end();
      });
    const outcomes = await Promise.allSettled([test(false), test(true), test(false)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
