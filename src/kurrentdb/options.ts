import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Tracing } from '../options.js';

/** How the spans of `instrumentKurrentDB` are made. */
export interface KurrentDBTracingOptions {
  /** Spans for `appendToStream`, `multiStreamAppend` and `appendRecords`. @default true */
  readonly append?: boolean;
  /** Spans for the events of the four kinds of subscription. @default true */
  readonly subscribe?: boolean;
  /**
   * How the span of a received event is correlated with the span that appended the event: as its child (`'parent'`), as a
   * trace of its own that links to it (`'links'`), or as a child that links as well (`'both'`).
   * @default 'parent'
   */
  readonly correlation?: 'parent' | 'links' | 'both';
  /** @deprecated Use `correlation`. */
  readonly relation?: 'parent' | 'links' | 'both';
  /**
   * Whether an append writes its context over one that the event's metadata holds already.
   * @default false: an event keeps the context that it was created in
   */
  readonly overwrite?: boolean;
  /** Sets the status OK on success. @default true */
  readonly okStatus?: boolean;
  /**
   * The database user, for `db.user`, if it isn't known otherwise: from the call's own credentials, or from the connection
   * string of clients that are created after `instrumentKurrentDB`.
   */
  readonly user?: string | ((client: KurrentDBClient) => string | undefined);
  /**
   * Names of spans and attributes. `'legacy'`: `db.system`, `db.operation`, `db.user`, each append named
   * `streams.append`, failures described as `Type: message` with `exception.escaped`, as KurrentDB's own clients do;
   * `'stable'`: `db.system.name`, `db.operation.name`, and no user, as the semantic conventions define now; `'both'`: the
   * attributes of both, otherwise as `'legacy'`. `'seed'` is a deprecated name of `'legacy'`.
   * @default what `OTEL_SEMCONV_STABILITY_OPT_IN` says (`database`, `database/dup`), else `'legacy'`
   */
  readonly semconv?: 'legacy' | 'stable' | 'both' | 'seed';
  /** The instrumentation scope of the spans, and with it their switch. @default one named `otel-traced/kurrentdb` */
  readonly tracing?: Pick<Tracing, 'withSpan'>;
}
