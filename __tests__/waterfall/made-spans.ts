import type { WaterfallSpan } from 'otel-traced/waterfall';

const SECONDS = 1_700_000_000;

type Time = readonly [number, number];

/** Milliseconds after a fixed moment. */
export function at(milliseconds: number): Time {
  const nanoseconds = Math.round(milliseconds * 1e6);
  const seconds = Math.floor(nanoseconds / 1e9);
  return [SECONDS + seconds, nanoseconds - seconds * 1e9];
}

interface Making extends Partial<Omit<WaterfallSpan, 'name' | 'duration' | 'startTime' | 'events'>> {
  readonly trace?: string;
  readonly id?: string;
  readonly parent?: WaterfallSpan | string;
  readonly remote?: boolean;
  /** Milliseconds after the fixed moment. */
  readonly from?: number;
  readonly to?: number;
  readonly service?: string;
  readonly scope?: string;
  readonly error?: string;
  readonly events?: { name: string; at: number; attributes?: { [key: string]: unknown } }[];
}

let made = 0;

/** A span as the SDK hands it to an exporter, with times in milliseconds. */
export function span(name: string, making: Making = {}): WaterfallSpan {
  const { trace = 'a', id, parent, remote = false, from = 0, to = from + 10, service = 'shop' } = making;
  made += 1;
  const traceId = trace.padStart(32, '0');
  const spanId = id ?? made.toString(16).padStart(16, '0');
  const parentId = typeof parent === 'object' ? parent.spanContext().spanId : parent;
  const length = Math.round((to - from) * 1e6);
  return {
    name,
    kind: 0,
    spanContext: () => ({ traceId, spanId }),
    ...(parentId && { parentSpanContext: { spanId: parentId, isRemote: remote } }),
    startTime: at(from),
    duration: [Math.floor(length / 1e9), length - Math.floor(length / 1e9) * 1e9],
    status: making.error === undefined ? { code: 0 } : { code: 2, message: making.error },
    attributes: {},
    links: [],
    resource: { attributes: { 'service.name': service } },
    instrumentationScope: { name: making.scope ?? 'tests' },
    ...pick(making),
    events: (making.events ?? []).map((event) => ({ ...event, time: at(event.at) })),
  };
}

function pick({ kind, ended, attributes, links, resource }: Making): Partial<WaterfallSpan> {
  const given = { kind, ended, attributes, links, resource };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
