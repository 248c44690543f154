/**
 * `otel-traced/nestjs`: traces the providers and controllers of a NestJS application, and continues traces across its
 * microservices. Imports the public files of src, `@nestjs/common` and `@nestjs/core`.
 */
export { CurrentSpan } from './current-span.js';
export { isServerError } from './is-server-error.js';
export { TracingModule } from './tracing-module.js';
export type {
  ClassPattern,
  MethodOptions,
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingModuleOptionsFactory,
} from './tracing-module-options.js';
