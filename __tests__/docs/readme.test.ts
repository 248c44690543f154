import { context, trace } from '@opentelemetry/api';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

const [first, options, byHand, setUp] = codeBlocks('README.md', 'ts') as [string, string, string, string];

afterEach(() => {
  trace.disable();
  context.disable();
});

test('every block of the README compiles in strict mode', () => {
  const blocks = codeBlocks('README.md', 'ts');
  expect(blocks).toHaveLength(4);
  expect(typeErrors(blocks)).toEqual([]);
});

test('the first example prints the tree that the README shows', async () => {
  const printed = await captureOutput(async () => {
    await runBlock(setUp);
    const { OrderService } = (await runBlock(first, ['OrderService'])) as {
      OrderService: new () => { place(order: object): Promise<string> };
    };
    await expect(new OrderService().place({ id: 'o-1', card: '4242' })).resolves.toBe('auth-4242-42');
  });
  const [tree] = codeBlocks('README.md', '') as [string];
  expect(withoutDurations(printed)).toBe(withoutDurations(tree));
});

test('the options example traces as it says', async () => {
  const printed = await captureOutput(async () => {
    await runBlock(setUp);
    const { UserStore, Mailer } = (await runBlock(options, ['UserStore', 'Mailer'])) as {
      UserStore: new () => { find(id: string): Promise<string>; ping(): boolean };
      Mailer: new () => Record<'send' | 'receive', (message: object) => Promise<unknown>>;
    };
    await expect(new UserStore().find('u-1')).rejects.toThrow('u-1');
    new UserStore().ping();
    const message = { headers: {}, body: 'hello' };
    await new Mailer().send(message);
    await new Mailer().receive(message);
  });
  const spans = printed.split('\n').filter((line) => line.includes('['));
  expect(spans.map((line) => withoutDurations(line).trim())).toEqual([
    '[user_store.find] …ms',
    '[Mailer.send] …ms PRODUCER',
    '[Mailer.receive] …ms CONSUMER',
  ]);
});

test('the examples without a decorator run, with and without a provider', async () => {
  for (const prepare of [async () => {}, () => runBlock(setUp)]) {
    await captureOutput(async () => {
      await prepare();
      const block = await runBlock(byHand, ['total', 'slug', 'restore', 'Store']);
      const { total, slug, restore, Store } = block as {
        total: number;
        slug: (title: string) => string;
        restore: () => void;
        Store: new (enabled?: boolean) => { load(id: string): string };
      };
      expect(total).toBe(42);
      expect(slug('A Fine Day')).toBe('a-fine-day');
      expect(new Store(false).load('s-1')).toBe('s-1');
      restore();
    });
  }
});

function withoutDurations(text: string): string {
  return text.replace(/\d+(\.\d+)?ms/g, '…ms').trim();
}

async function captureOutput(action: () => Promise<void>): Promise<string> {
  let output = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
  try {
    await action();
  } finally {
    write.mockRestore();
  }
  return output;
}
