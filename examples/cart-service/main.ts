// A cart service that traces by hand, with a switch for each component: npm run example:cart
import { randomUUID } from 'node:crypto';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { TraceTreeExporter } from 'otel-traced/console';
import { CartRepository } from './cart-repository.js';
import { CartService } from './cart-service.js';

trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: new TraceTreeExporter() })] }),
);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const repository = new CartRepository();
const service = new CartService(repository);
const cartId = randomUUID();
await service.addToCart(cartId, 'Laptop', 1);
await service.addToCart(cartId, 'Mouse', 2);
await service.removeFromCart(cartId, 'Mouse');
const cart = await service.getCart(cartId);
console.log(`cart: ${[...cart.items].map(([product, quantity]) => `${quantity} ${product}`).join(', ')}\n`);

console.log('with tracing of the repository switched off:');
const quiet = new CartService(new CartRepository({ enableTracing: false }));
await quiet.addToCart(randomUUID(), 'Keyboard', 1);
