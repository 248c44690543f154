import { observe } from '@langfuse/tracing';

export const wrappers = { any: (fn, name) => observe(fn, { name }) };
