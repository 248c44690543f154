import 'reflect-metadata';
import { Span } from 'nestjs-otel';

function decorated(fn, ...options) {
  const descriptor = { value: fn, writable: true, enumerable: false, configurable: true };
  Span(...options)({ constructor: { name: 'Service' } }, fn.name, descriptor);
  return descriptor.value;
}

export const wrappers = {
  any: (fn, name) => decorated(fn, name),
  staticAttributes: (fn, name) =>
    decorated(fn, name, { attributes: { 'shop.region': 'eu', 'shop.tier': 2 } }),
  attributeCallback: (fn, name) =>
    decorated(fn, name, (a, b) => ({ attributes: { 'order.quantity': a, 'order.price': b } })),
};
