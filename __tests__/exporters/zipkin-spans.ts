import type { ReceivedSpan } from './received-span';

/** As https://zipkin.io/zipkin-api/ has it, version 2. */
export interface ZipkinSpan {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  kind?: string;
  /** In microseconds. */
  timestamp: number;
  duration: number;
  localEndpoint: { serviceName: string };
  tags: Record<string, string>;
  annotations?: { timestamp: number; value: string }[];
}

/** Zipkin has text for attributes, a tag for the status, names for events, and no place for the scope. */
export function zipkinSpansOf(spans: readonly ZipkinSpan[]): ReceivedSpan[] {
  return spans.map(({ tags: { 'otel.status_code': code = 'UNSET', error, ...tags }, ...span }) => ({
    service: span.localEndpoint.serviceName,
    scope: undefined,
    traceId: span.traceId,
    spanId: span.id,
    parentId: span.parentId,
    name: span.name,
    kind: span.kind ?? 'INTERNAL',
    attributes: tags,
    status: { code, ...(error === undefined ? {} : { message: error }) },
    events: (span.annotations ?? []).map(({ value }) => ({ name: value, attributes: {} })),
    start: span.timestamp / 1000,
    duration: span.duration / 1000,
  }));
}
