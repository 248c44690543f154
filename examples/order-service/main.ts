// The order service on experimentalDecorators: npm run example:orders
import { placeOrders } from './run.js';

await placeOrders(new URL('./orders.jsonl', import.meta.url));
