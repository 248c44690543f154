import { VERSION } from '../shared/version.js';
import { Scope } from './scope.js';

/** The scope of what is imported from the package itself, not from `createTracing`. */
export const rootScope: Scope = /* @__PURE__ */ new Scope('otel-traced', VERSION);
