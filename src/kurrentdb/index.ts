export { instrumentKurrentDB } from './instrument-kurrentdb.js';
export type { KurrentDBTracingOptions } from './options.js';
export { withConsumerSpan } from './with-consumer-span.js';
