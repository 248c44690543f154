import type { Database } from './database.js';

export interface OrderSummary {
  readonly id: string;
  /** The version of the order that the summary shows. */
  readonly version: number;
  readonly customer: string;
  readonly items: number;
  readonly total: number;
  readonly paid: boolean;
}

/** The read model that the shop's pages show. */
export class OrderSummaries {
  readonly readModelType = 'OrderSummary';

  constructor(private readonly database: Database) {}

  async get(id: string): Promise<OrderSummary | undefined> {
    const [row] = await this.database.query('SELECT model FROM order_summaries WHERE id = $1', [id]);
    return row === undefined ? undefined : JSON.parse(String(row.model));
  }

  async save(summary: OrderSummary): Promise<void> {
    await this.database.query(
      `INSERT INTO order_summaries VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, model = excluded.model`,
      [summary.id, summary.version, JSON.stringify(summary)],
    );
  }

  async count(): Promise<number> {
    const [row] = await this.database.query('SELECT COUNT(*) AS orders FROM order_summaries');
    return Number(row?.orders);
  }
}
