import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '../attributes.js';
import type { AttributeInput } from '../options.js';
import { databaseAttributes, type Semconv, semconvOf } from './semconv.js';

/** Where a component keeps its data. */
export interface DatabaseOptions {
  /** The database product: `postgresql`, `sqlite`. Nothing is said of a database for `in_memory`. */
  readonly system?: string;
  /** Name of the database: `events_db`. */
  readonly database?: string;
  /** The table or collection: `snapshots`. */
  readonly table?: string;
  readonly server?: ServerOptions;
  /** Which names attributes have; `'seed'` is a deprecated name of `'legacy'`. @default 'stable'; 'both' where `OTEL_SEMCONV_STABILITY_OPT_IN` has `database/dup` */
  readonly semconv?: Semconv | 'seed';
}

export interface ServerOptions {
  readonly address: string;
  readonly port?: number;
}

export const DATABASE_OPTIONS = ['system', 'database', 'table', 'server', 'semconv'] as const;

export const IN_MEMORY = 'in_memory';

/** The attributes that all spans of a component in this database have. */
export function databaseOf(options: DatabaseOptions): Record<string, AttributeInput> {
  const { system, database, table, server } = options;
  if (system === IN_MEMORY) return {};
  return {
    ...databaseAttributes(semconvOf('database', options.semconv), {
      system,
      namespace: database,
      collection: table,
    }),
    ...serverOf(server),
  };
}

export function serverOf(server: ServerOptions | undefined): Record<string, AttributeInput> {
  return server === undefined
    ? {}
    : { [ATTR_SERVER_ADDRESS]: server.address, [ATTR_SERVER_PORT]: server.port };
}
