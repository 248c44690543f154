/** A span as it arrived, in one form for all protocols. */
export interface ReceivedSpan {
  readonly service: string;
  readonly scope: string | undefined;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: string;
  readonly attributes: Record<string, unknown>;
  readonly status: { readonly code: string; readonly message?: string };
  readonly events: readonly { readonly name: string; readonly attributes: Record<string, unknown> }[];
  /** In milliseconds. */
  readonly start: number;
  readonly duration: number;
}
