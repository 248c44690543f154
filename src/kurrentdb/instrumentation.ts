import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import { createTracing } from '../functions/create-tracing.js';
import { isTracingEnabled } from '../functions/tracing-enabled.js';
import type { Tracing } from '../options.js';
import { type Reporter, reporterOf } from '../shared/report.js';
import { semconvFor } from '../shared/semconv.js';
import { VERSION } from '../shared/version.js';
import type { Semconv } from './attributes.js';
import { DatabaseUsers } from './database-user.js';
import type { KurrentDBTracingOptions } from './options.js';
import { ServerAddresses } from './server-address.js';

type Resolved = Required<Pick<KurrentDBTracingOptions, 'append' | 'subscribe' | 'overwrite' | 'okStatus'>> & {
  readonly correlation: NonNullable<KurrentDBTracingOptions['correlation']>;
  readonly semconv: Semconv;
};

/** What the replaced methods of one class share. */
export class Instrumentation implements Reporter {
  /** `false` once it has been undone: what can't be removed (open subscriptions) does nothing more. */
  on = true;
  readonly withSpan: Tracing['withSpan'];
  readonly options: Resolved;
  readonly servers = new ServerAddresses();
  readonly users: DatabaseUsers;
  readonly #reporter = reporterOf('KurrentDBClient');
  #reported = false;

  constructor({
    user,
    tracing = createTracing({ name: 'otel-traced/kurrentdb', version: VERSION }),
    ...options
  }: KurrentDBTracingOptions) {
    this.withSpan = tracing.withSpan;
    this.users = new DatabaseUsers(user, this);
    this.options = {
      append: options.append ?? true,
      subscribe: options.subscribe ?? true,
      correlation: options.correlation ?? options.relation ?? 'parent',
      overwrite: options.overwrite ?? false,
      okStatus: options.okStatus ?? true,
      semconv: semconvFor('database', options.semconv) ?? 'legacy',
    };
  }

  /** Whether there is anything to do for a call or an event now. */
  get active(): boolean {
    return this.on && this.attempt(isTracingEnabled, false);
  }

  /** Whether spans look as those of the other KurrentDB clients do. */
  get isLegacy(): boolean {
    return this.options.semconv !== 'stable';
  }

  /** Reports a failure inside tracing, the first of this instrumentation. */
  report(error: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#reporter.report(error);
  }

  /** What `fn` returns; `fallback` if it throws, which is reported. */
  attempt<T>(fn: () => T, fallback: T): T {
    try {
      return fn();
    } catch (error) {
      this.report(error);
      return fallback;
    }
  }

  /** By the older names a failed span is described as `Type: message`, and its exception has escaped. */
  describeFailure(span: Span | undefined): undefined {
    if (!this.isLegacy || span === undefined) return;
    const { attributes, events = [], status } = span as RecordedSpan;
    const type = attributes?.[ATTR_OTEL_ERROR_TYPE];
    const message = status?.message;
    if (typeof type === 'string' && message !== undefined)
      span.setStatus({ code: SpanStatusCode.ERROR, message: `${type}: ${message}` });
    const exception = events.at(-1);
    if (exception?.name === 'exception' && exception.attributes !== undefined)
      exception.attributes['exception.escaped'] = 'True';
  }
}

/** What the SDK's spans show of themselves. */
interface RecordedSpan extends Span {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly status?: { readonly message?: string };
  readonly events?: readonly { readonly name: string; readonly attributes?: Record<string, unknown> }[];
}
