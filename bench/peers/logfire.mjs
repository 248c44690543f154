import { instrument } from 'logfire';

export const wrappers = {
  any: (fn, message) => instrument(fn, { message }),
  staticAttributes: (fn, message) =>
    instrument(fn, { message, attributes: { 'shop.region': 'eu', 'shop.tier': 2 } }),
  args: (fn, message) => instrument(fn, { message, extractArgs: ['order.quantity', 'order.price'] }),
};
