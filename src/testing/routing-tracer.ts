import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { recorderFor, type Scope } from './hub.js';
import { ownerOf } from './owned-scopes.js';

const ROUTING = Symbol.for('otel-traced.testing.routing');

/** The provider that stands in the process: it hands each span to the recorder whose it is. */
export interface RoutingTracerProvider extends TracerProvider {
  readonly [ROUTING]: true;
  /** Who gets what is no recorder's, while this provider is registered. */
  previous: TracerProvider | undefined;
  registered: boolean;
}

export function newRoutingTracerProvider(): RoutingTracerProvider {
  const provider: RoutingTracerProvider = {
    [ROUTING]: true,
    previous: undefined,
    registered: false,
    getTracer: (...scope) => new RoutingTracer(scope, provider),
  };
  return provider;
}

/** The provider behind the API's proxy, where one is registered. */
export function registeredTracerProvider(): TracerProvider | undefined {
  const provider = trace.getTracerProvider();
  if (!isProxy(provider)) return provider;
  return provider.getDelegateTracer('otel-traced') === undefined ? undefined : provider.getDelegate();
}

/** The API's proxy, of whatever copy of the API. */
export interface ProxyProvider extends TracerProvider {
  getDelegate(): TracerProvider;
  setDelegate(provider: TracerProvider): void;
  getDelegateTracer(name: string): Tracer | undefined;
}

export function isProxy(provider: TracerProvider): provider is ProxyProvider {
  return 'getDelegate' in provider && 'setDelegate' in provider && 'getDelegateTracer' in provider;
}

// Chooses at each span: modules keep their tracer from the first recorder to the last.
class RoutingTracer implements Tracer {
  constructor(
    private readonly scope: Scope,
    private readonly provider: RoutingTracerProvider,
  ) {}

  startSpan(name: string, options: SpanOptions = {}, parent: Context = context.active()): Span {
    const owner = ownerOf(this.scope[1]);
    if (owner === 'nobody') return passOn(options, parent);
    const recorder = owner?.recorder ?? recorderFor(parent);
    if (!recorder) return this.startElsewhere(name, options, parent);
    const startTime = options.startTime ?? recorder.now?.();
    const timed = startTime === undefined ? options : { ...options, startTime };
    return recorder.tracer(...(owner?.scope ?? this.scope)).startSpan(name, timed, parent);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> {
    const work = rest.pop() as F;
    const [options = {}, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), work as (span: Span) => ReturnType<F>, undefined, span);
  }

  private startElsewhere(name: string, options: SpanOptions, parent: Context): Span {
    const elsewhere = this.provider.registered ? this.provider.previous : registeredTracerProvider();
    if (elsewhere && !(ROUTING in elsewhere)) {
      return elsewhere.getTracer(...this.scope).startSpan(name, options, parent);
    }
    return passOn(options, parent);
  }
}

/** What a tracer does where there is no provider: the parent's context goes through. */
function passOn(options: SpanOptions, parent: Context): Span {
  const passedOn = options.root ? undefined : trace.getSpanContext(parent);
  return trace.wrapSpanContext(passedOn ?? INVALID_SPAN_CONTEXT);
}
