import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Tracing } from '../options.js';

/** How the spans of `instrumentKurrentDB` are made. */
export interface KurrentDBTracingOptions {
  /** Spans for `appendToStream`, `multiStreamAppend` and `appendRecords`. @default true */
  readonly append?: boolean;
  /** Spans for the events of the four kinds of subscription. @default true */
  readonly subscribe?: boolean;
  /**
   * What the span of a received event is to the span that appended the event: its child (`'parent'`), a trace of its
   * own that links to it (`'links'`), or a child that links as well (`'both'`).
   * @default 'parent'
   */
  readonly relation?: 'parent' | 'links' | 'both';
  /**
   * Whether an append writes its context over one that the event's metadata holds already.
   * @default false: an event keeps the context that it was created in
   */
  readonly overwrite?: boolean;
  /** Sets the status OK on success. @default true */
  readonly okStatus?: boolean;
  /**
   * The database user, for `db.user`, where it is not found: it is taken from the call's own credentials, else from
   * the connection string of clients that are made after `instrumentKurrentDB`.
   */
  readonly user?: string | ((client: KurrentDBClient) => string | undefined);
  /**
   * Names of the database attributes. `'seed'`: `db.system`, `db.operation`, `db.user`, as all KurrentDB clients have
   * them; `'stable'`: `db.system.name`, `db.operation.name`, and no user, as the semantic conventions have them now;
   * `'both'`.
   * @default what `OTEL_SEMCONV_STABILITY_OPT_IN` says (`database`, `database/dup`), else `'seed'`
   */
  readonly semconv?: 'seed' | 'stable' | 'both';
  /** The instrumentation scope of the spans, and with it their switch. @default one named `otel-traced/kurrentdb` */
  readonly tracing?: Pick<Tracing, 'withSpan'>;
}
