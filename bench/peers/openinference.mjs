import { withSpan } from '@arizeai/openinference-core';

export const wrappers = { any: (fn, name) => withSpan(fn, { name }) };
