// Metrics that Prometheus scrapes: npm run example:metrics, then open http://127.0.0.1:9464/metrics
import { OrderProjection, OrderService } from './order-service.js';
import { setUpMetrics } from './setup.js';

const port = Number(process.env.PORT ?? 9464);
const shutDown = await setUpMetrics(port);

const orders = new OrderService(new OrderProjection());
for (const channel of ['web', 'phone', 'web'] as const) {
  await orders.place({ id: `o-${channel}`, channel, quantity: 3 });
}
await orders
  .place({ id: 'o-4', channel: 'web', quantity: 3 })
  .catch((error: Error) => console.log(error.message));
console.log(`metrics at http://127.0.0.1:${port}/metrics`);

// The exporter's server does not keep the process running; this stands for the work of a service.
const work = setInterval(() => {}, 60_000);
process.once('SIGTERM', async () => {
  clearInterval(work);
  await shutDown();
});
