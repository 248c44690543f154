export type SqlValue = string | number | null;

export type Row = Record<string, unknown>;

/** Runs SQL whose parameters are `$1`, `$2`, … */
export interface Queries {
  query(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
}

/** What the stores need of SQLite or PostgreSQL. */
export interface Database extends Queries {
  readonly system: 'sqlite' | 'postgresql';
  readonly name: string;
  transaction<T>(work: (transaction: Queries) => Promise<T>): Promise<T>;
  /** Closes it; with `drop`, nothing is left of it. */
  close(options?: { drop: boolean }): Promise<void>;
}
