import { trace } from 'autotel';

export const wrappers = { any: (fn, name) => trace(name, fn) };
