import { Scope } from './scope.js';

/** The package's version; a test compares it with package.json. */
export const VERSION = '0.1.0';

/** The scope of what is imported from the package itself, not from `createTracing`. */
export const rootScope: Scope = /* @__PURE__ */ new Scope('otel-traced', VERSION);
