import { isTracingEnabled } from 'otel-traced';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

type Action = (...args: unknown[]) => unknown;

/** What a block registers with its runner; stands for jest's functions, which cannot be called inside a test. */
class Registered {
  readonly tests: { name: string; action: Action }[] = [];
  readonly hooks: Record<string, Action[]> = { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] };

  get globals(): object {
    const test = (name: string, action: Action): void => void this.tests.push({ name, action });
    const each = (rows: unknown[]) => (name: string, action: Action) => {
      for (const row of rows) test(`${name} ${row}`, () => action(row));
    };
    const hooks = Object.keys(this.hooks).map((name) => [
      name,
      (hook: Action) => this.hooks[name]?.push(hook),
    ]);
    return { expect, test: Object.assign(test, { each }), ...Object.fromEntries(hooks) };
  }

  clear(): void {
    this.tests.length = 0;
    for (const hooks of Object.values(this.hooks)) hooks.length = 0;
  }

  async run(): Promise<void> {
    await this.runHooks('beforeAll');
    for (const { action } of this.tests) {
      await this.runHooks('beforeEach');
      await action();
      await this.runHooks('afterEach');
    }
    await this.runHooks('afterAll');
  }

  private async runHooks(name: string): Promise<void> {
    for (const hook of this.hooks[name] ?? []) await hook();
  }
}

const registered = new Registered();
jest.doMock('runner-of-the-block', () => registered.globals, { virtual: true });
afterEach(() => registered.clear());

const blocks = codeBlocks('docs/testing.md', 'ts');
// Those for vitest and node:test run there: scripts/check-test-runners.mjs.
const forJest = blocks.filter((code) => code.startsWith('// jest\n'));

test('every block of docs/testing.md compiles in strict mode', () => {
  expect(blocks.length).toBeGreaterThan(forJest.length);
  expect(typeErrors(blocks)).toEqual([]);
});

test.each(forJest.map((code, index) => [index + 1, code] as const))(
  'block %i for jest passes, and leaves nothing registered',
  async (_number, code) => {
    const ownRunner = code.replace("'@jest/globals'", "'runner-of-the-block'");
    await runBlock(`${ownRunner}\n//# sourceURL=payments.ts\n`);
    await registered.run();
    expect(registered.tests.length + (registered.hooks.afterEach ?? []).length).toBeGreaterThan(0);
    expect(isTracingEnabled()).toBe(false);
  },
);
