import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TracingModule } from 'otel-traced/nestjs';
import { useTracing } from '../support/tracing';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

const { find } = useTracing();
const blocks = codeBlocks('docs/nestjs.md', 'ts');

let app: INestApplication | undefined;
afterEach(() => app?.close());

async function start(imports: unknown[], controllers: unknown[] = []): Promise<INestApplication> {
  const metadata = { imports: imports as Type[], controllers: controllers as Type[] };
  const module = await Test.createTestingModule(metadata)
    .setLogger({ log() {}, warn() {}, error() {} })
    .compile();
  app = module.createNestApplication();
  return app.listen(0, '127.0.0.1').then(() => app as INestApplication);
}

const block = (index: number) => (blocks[index] as string).replace(/^export (?=class)/gm, '');

test('every block of docs/nestjs.md compiles in strict mode', () => {
  expect(blocks).toHaveLength(3);
  expect(typeErrors(blocks)).toEqual([]);
});

test.each([0, 1])('module %i starts', async (index) => {
  const { AppModule } = await runBlock(block(index), ['AppModule']);
  await expect(start([AppModule])).resolves.toBeDefined();
});

test('the handler sets an attribute on its own span', async () => {
  const { OrdersController } = await runBlock(block(2), ['OrdersController']);
  const running = await start(
    [TracingModule.forRoot({ include: [OrdersController as Type] })],
    [OrdersController],
  );
  expect(await (await fetch(`${await running.getUrl()}/orders/7`)).text()).toBe('7');
  expect(find('OrdersController.find').attributes).toEqual({ 'order.id': '7' });
});
