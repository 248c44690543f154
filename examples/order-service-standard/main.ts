// The same order service, its very source, compiled with standard decorators: npm run example:orders-standard
import { placeOrders } from '../order-service/run.js';

await placeOrders(new URL('../order-service/orders.jsonl', import.meta.url));
