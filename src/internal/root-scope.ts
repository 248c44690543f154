import { Scope } from './scope.js';
import { VERSION } from './version.js';

/** The scope of what is imported from the package itself, not from `createTracing`. */
export const rootScope: Scope = /* @__PURE__ */ new Scope('otel-traced', VERSION);
