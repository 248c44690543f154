import { createTracing } from '../functions/create-tracing.js';
import { isTracingEnabled } from '../functions/tracing-enabled.js';
import type { Tracing } from '../options.js';
import { semconvFromEnvironment } from './attributes.js';
import { DatabaseUsers } from './database-user.js';
import type { KurrentDBTracingOptions } from './options.js';
import { ServerAddresses } from './server-address.js';

/** What the replaced methods of one class share. */
export class Instrumentation {
  /** `false` once it was undone: what could not be taken away (open subscriptions) does nothing more. */
  on = true;
  readonly withSpan: Tracing['withSpan'];
  readonly options: Required<Omit<KurrentDBTracingOptions, 'user' | 'tracing'>>;
  readonly servers = new ServerAddresses();
  readonly users: DatabaseUsers;

  constructor({
    user,
    tracing = createTracing({ name: 'otel-traced/kurrentdb' }),
    ...options
  }: KurrentDBTracingOptions) {
    this.withSpan = tracing.withSpan;
    this.users = new DatabaseUsers(user);
    this.options = {
      append: options.append ?? true,
      subscribe: options.subscribe ?? true,
      relation: options.relation ?? 'parent',
      overwrite: options.overwrite ?? false,
      okStatus: options.okStatus ?? true,
      semconv: options.semconv ?? semconvFromEnvironment(),
    };
  }

  /** Whether there is anything to do for a call or an event now. */
  get active(): boolean {
    return this.on && isTracingEnabled();
  }
}
