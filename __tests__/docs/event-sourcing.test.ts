import { useTracing } from '../support/tracing';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

const { names, find } = useTracing();
const blocks = codeBlocks('docs/event-sourcing.md', 'ts');

test('the blocks of docs/event-sourcing.md compile', () => {
  expect(blocks).toHaveLength(1);
  expect(typeErrors(blocks)).toEqual([]);
});

test('the first block of docs/event-sourcing.md gives the spans that it tells of', async () => {
  const { OrderRepository, SqliteEventStore, restore } = (await runBlock(blocks[0] as string, [
    'OrderRepository',
    'SqliteEventStore',
    'restore',
  ])) as {
    SqliteEventStore: new () => object;
    OrderRepository: new (store: object) => { save(order: object): Promise<{ version: number }> };
    restore: () => void;
  };
  const repository = new OrderRepository(new SqliteEventStore());
  await expect(repository.save({ id: 'o-1', events: [{}, {}] })).resolves.toEqual({ version: 2 });
  expect(names()).toEqual(['sqlite_event_store.append_events', 'eventsource.repository.save']);
  expect(find('sqlite_event_store.append_events')).toBeChildOf(find('eventsource.repository.save'));
  restore();
});
