import type { Shop } from './shop.js';

const AT_A_TIME = 8;

/** Places many orders, paid ones; tells how far it is. */
export async function placeManyOrders(
  { service }: Shop,
  count: number,
  progress: (done: number) => void,
): Promise<void> {
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < count) {
      const id = `bulk-${++next}`;
      await service.createOrder(id, 'Somebody', 'somebody@example.org', [{ sku: 'tea', price: 4.5 }]);
      await service.pay(id);
      progress(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}
