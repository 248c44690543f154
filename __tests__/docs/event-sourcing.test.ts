import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as constants from 'otel-traced/attributes';
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

test('the attribute tables of docs/event-sourcing.md name every attribute of a component, and no other', () => {
  const text = readFileSync(resolve(__dirname, '../../docs/event-sourcing.md'), 'utf8');
  const tables = text.slice(text.indexOf('## Attributes'), text.indexOf('## Two services'));
  const named = new Set<string>();
  for (const row of tables.split('\n').filter((line) => line.startsWith('| `'))) {
    let first: string | undefined;
    // `eventsource.lock.key`, `.id`: the rest stands in the first one's family. The last two cells say where it is from.
    const cells = row.split('|').slice(1, -3).join(' ');
    for (const [, name] of cells.matchAll(/`([a-z_.]+)`/g)) {
      if (name?.startsWith('.')) named.add((first ?? '').replace(/\.[a-z_]+$/, name));
      else if (name?.includes('.')) {
        first = name;
        named.add(name);
      }
    }
  }
  const elsewhere = /^(rpc|exception|error|code|db\.kurrentdb)\.|^db\.(table|user)$/;
  expect([...named].sort()).toEqual(
    Object.values(constants)
      .filter((key) => !elsewhere.test(key))
      .sort(),
  );
});
