import type { Context, Link, Span, SpanContext, SpanKind, Tracer } from '@opentelemetry/api';
import type { CallMetrics, DurationOptions, InstrumentOptions } from './call-metrics.js';

/**
 * A value that an attribute may be given. Strings, numbers, booleans and homogeneous arrays of them are recorded as
 * they are; everything else becomes text (dates as ISO 8601, errors as their message, objects as JSON of at most
 * 1,024 characters); `null`, `undefined` and functions are left out.
 */
export type AttributeInput = unknown;

/** Attributes by key. */
export interface TraceAttributes {
  readonly [key: string]: AttributeInput;
}

/**
 * What trace context is read from and written to: message headers, event metadata. Plain objects (values `string`,
 * `string[]` or `Buffer`), `Map`, `Headers` and their like with `get` and `set`, arrays of pairs or of
 * `{ key, value }`, flat field lists.
 */
export type Carrier = object;

/** Keeps a type parameter from being inferred where it is named; TypeScript has `NoInfer` only from 5.4 on. */
export type Uninferred<T> = [T][T extends unknown ? 0 : never];

// Method syntax on purpose: parameters compare bivariantly, so a decorator kept in a constant fits every method.
export type Method<This, Args extends readonly unknown[], Result> = {
  method(this: This, ...args: Args): Result;
}['method'];

/** What a call comes to: the value of a promise, what a generator returns, nothing for an Observable. */
export type Settled<Result> =
  Result extends Iterator<unknown, infer Return, never>
    ? Return
    : Result extends AsyncIterator<unknown, infer Return, never>
      ? Return
      : Result extends { subscribe(...args: never): unknown; pipe(...args: never): unknown }
        ? undefined
        : Awaited<Result>;

/** What an iteration of the result hands out. */
export type ItemOf<Result> =
  Result extends PromiseLike<infer Value>
    ? ItemOf<Value>
    : Result extends AsyncIterable<infer Item> | Iterable<infer Item>
      ? Item
      : unknown;

/** The options of the span of one item, see `each`. Callbacks get the item; `this` is that of the method. */
export type ItemOptions<This, Item> = Pick<
  TracedOptions<This, [item: Item], Item>,
  'name' | 'kind' | 'attributes' | 'parent' | 'root' | 'links' | 'inject' | 'enabled' | 'okStatus'
>;

/**
 * How a call is traced. Every way to attach a span takes these options: decorators, class decorators, functions.
 *
 * Callbacks get the method's own arguments, and its `this` when they are written as a `function`. A callback that
 * throws is reported once a method through OpenTelemetry's `diag` and never disturbs the call.
 */
export interface TracedOptions<
  This = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> {
  /**
   * The span's name. A function is for names of low cardinality such as `publish {event_type}`.
   * @default `Class.method`
   */
  readonly name?: string | ((this: This, ...args: Args) => string);
  /** @default `SpanKind.INTERNAL` */
  readonly kind?: SpanKind;
  /**
   * Attributes of the span. An object is given at the span's start, so samplers see it; a function is called only
   * when the span records.
   */
  readonly attributes?: TraceAttributes | ((this: This, ...args: Args) => TraceAttributes | null | undefined);
  /** Attribute keys for the arguments, by position; `null` or a hole leaves one out. */
  readonly args?: { readonly [Index in keyof Args]?: string | null };
  /** Attributes that are known after success. */
  readonly resultAttributes?: (
    this: This,
    result: Settled<Result>,
    ...args: Args
  ) => TraceAttributes | null | undefined;
  /**
   * A failure that is returned, not thrown: `Result` types, `{ ok: false }`, `fetch` responses. What the callback returns,
   * unless it is `undefined` or `null`, is recorded as the call's error; the caller gets the result unchanged.
   *
   * @example
   * resultError: (response) => (response.ok ? undefined : new Error(`HTTP ${response.status}`))
   */
  readonly resultError?: (this: This, result: Settled<Result>, ...args: Args) => unknown;
  /**
   * When the call ends, if not when its result completes. `'callback'`: when its last function argument is called, error
   * first; a synchronous throw ends it too. `'stream'`: when the returned Node.js or web stream closes.
   * @default when the result completes
   */
  readonly until?: 'callback' | 'stream';
  /**
   * Returns the very promise that the method returned, so that identity and handlers that are attached already stay as
   * they are. In exchange the runtime doesn't report a rejection that nobody handles. For promises that are cached,
   * compared, or handled before they are returned.
   * @default false
   */
  readonly samePromise?: boolean;
  /** Attributes that are known after failure. */
  readonly errorAttributes?: (
    this: This,
    error: unknown,
    ...args: Args
  ) => TraceAttributes | null | undefined;
  /** Attributes that are known after an error that `isError` says is none. */
  readonly expectedErrorAttributes?: (
    this: This,
    error: unknown,
    ...args: Args
  ) => TraceAttributes | null | undefined;
  /**
   * Whether a thrown value is a failure. `false`: an expected outcome; no exception is recorded, the status stays
   * unset, the error is thrown all the same.
   * @default everything thrown is a failure
   */
  readonly isError?: (this: This, error: unknown) => boolean;
  /**
   * Where the exception event goes. `'once'`: on the innermost span that the error object passes, once in a trace.
   * `'every-span'`: on each span that it passes. `'off'`: nowhere; status and `error.type` are set all the same.
   * With `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs` it is a log record instead, with `logs/dup` one as well, where a
   * logger provider is registered.
   * @default 'once'
   */
  readonly exceptions?: 'once' | 'every-span' | 'off';
  /** Sets the status OK on success, unless the method set a status itself. @default false */
  readonly okStatus?: boolean;
  /**
   * Where the parent comes from: a context, a span context or a carrier to extract one from. `undefined`, or a carrier
   * that holds no valid context: the active span, if there is one.
   * @default the active span
   */
  readonly parent?: (this: This, ...args: Args) => Context | SpanContext | Carrier | null | undefined;
  /** Starts a new trace; `'linked'` also links back to the span that was active. @default false */
  readonly root?: boolean | 'linked';
  /** Links to other spans. What cannot be read is left out. */
  readonly links?:
    | readonly Link[]
    | ((
        this: This,
        ...args: Args
      ) => readonly (Link | SpanContext | Carrier | null | undefined)[] | null | undefined);
  /**
   * A producer's carrier: the new span's context is written into it before the method runs. A `Set` of carriers, one for
   * each message of a batch, has it written into each.
   */
  readonly inject?: (this: This, ...args: Args) => Carrier | null | undefined;
  /**
   * `'current'` starts no span: attributes, result attributes, the exception and error attributes go to the active
   * span, whose name, status and end stay its owner's. `'none'`: there is no span, the call is only measured (see
   * `metrics`).
   * @default 'new'
   */
  readonly span?: 'new' | 'current' | 'none';
  /**
   * For generators and (async) iterables: one more span for each item, a child of the iteration's span, from the
   * moment the item is handed out until the next one is asked for or the iteration ends. Its name is the iteration's
   * with ` item` unless it is given one.
   */
  readonly each?:
    | ItemOptions<This, ItemOf<Result>>
    | ((this: This, item: ItemOf<Result>) => ItemOptions<This, ItemOf<Result>>);
  /**
   * `false` makes it the plain call. A function is asked at each call, but not when no provider is registered; one
   * that throws counts as `true`.
   * @default true
   */
  readonly enabled?: boolean | ((this: This, ...args: Args) => boolean);
  /**
   * Measures the calls: by default a histogram of their durations and a counter of those under way, see
   * `MetricsOptions`; or by metrics of another kind, such as `rpcMetrics()`. It needs a meter provider, no tracer
   * provider; `true` and options need `enableMetrics()` of `otel-traced/metrics` as well, once in the process. Of
   * options of several levels each key counts for itself; `true` takes what weaker levels say.
   * @default false
   */
  readonly metrics?: boolean | MetricsOptions<This, Args, Result> | CallMetrics;
}

/**
 * How calls are measured. All of a metric's attributes should be low in cardinality: each combination of values is a
 * time series of its own.
 */
export interface MetricsOptions<
  This = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> {
  /** What measures. @default what `enableMetrics()` of `otel-traced/metrics` set up for the process */
  readonly engine?: MetricsEngine;
  /** First part of the metrics' names: `name.duration`, `name.active`, `name.calls`. @default 'traced' */
  readonly name?: string;
  /** The histogram of durations, of successes and failures alike. @default true */
  readonly duration?: boolean | DurationOptions;
  /** The up-down counter of the calls under way. @default true */
  readonly active?: boolean | InstrumentOptions;
  /** The counter of the calls that have ended; the histogram counts them too. @default false */
  readonly calls?: boolean | InstrumentOptions;
  /** The attribute `code.function.name`: `Class.method`, whatever the span is named. @default true */
  readonly functionName?: boolean;
  /** Further attributes. A function is called at each start of a call. */
  readonly metricAttributes?:
    | TraceAttributes
    | ((this: This, ...args: Args) => TraceAttributes | null | undefined);
  /** Attributes that are known after success; the counter of calls under way goes without them. */
  readonly metricResultAttributes?: (
    this: This,
    result: Settled<Result>,
    ...args: Args
  ) => TraceAttributes | null | undefined;
  /** Attributes that are known when the call has thrown, an expected error (`isError`) or not. */
  readonly metricErrorAttributes?: (
    this: This,
    error: unknown,
    ...args: Args
  ) => TraceAttributes | null | undefined;
}

/** Makes the metrics that options describe; `true` describes the default. `otel-traced/metrics` has one. */
export type MetricsEngine = (options: MetricsOptions) => CallMetrics;

/** Names of methods, or a test of the name. */
export type MethodFilter<Names> = readonly Names[] | ((name: string | symbol) => boolean);

/** The names of the methods that a class declares in public. */
export type MethodNames<Instance> = {
  [Key in keyof Instance]-?: Instance[Key] extends (...args: never) => unknown ? Key : never;
}[keyof Instance];

/** What a class decorator adds to the options that its methods share. */
export interface ClassOnlyOptions<Names = string | symbol, Methods = MethodTable> {
  /** Stands in span names instead of the class's name: `prefix.method`. */
  readonly prefix?: string;
  /** Only these methods. @default every method that the class declares itself */
  readonly include?: MethodFilter<Names>;
  /** All but these. @default none */
  readonly exclude?: MethodFilter<Names>;
  /** Static methods too. @default false */
  readonly statics?: boolean;
  /** Methods of base classes too, under the name of the class that declares them; the base stays as it is. @default false */
  readonly inherited?: boolean;
  /** Options for single methods; `false` leaves one out. */
  readonly methods?: Methods;
}

export interface MethodTable {
  readonly [name: string | symbol]: TracedOptions | false | undefined;
}

type MethodsOf<Instance> = {
  readonly [Key in MethodNames<Instance>]?: Instance[Key] extends (...args: infer Args) => infer Result
    ? false | TracedOptions<Instance, Args, Result>
    : never;
};

export type InstanceOf<Target> = Target extends { prototype: infer Instance } ? Instance : Target;

/** How the methods of a class are traced. Method names and callbacks are checked against the class. */
export interface TracedClassOptions<Target = { prototype: object }>
  extends TracedOptions<InstanceOf<Target>>,
    ClassOnlyOptions<MethodNames<InstanceOf<Target>>, MethodsOf<InstanceOf<Target>>> {}

declare const convention: unique symbol;

/**
 * Class options that are not tied to one class, for `TracedClass`, `instrument` and `createTracing`: method names that
 * a class does not have are passed over. `defineConvention` makes one.
 */
export interface Convention extends Omit<TracedOptions, 'name'>, ClassOnlyOptions {
  readonly [convention]: true;
}

type StandardMethod<This, Args extends readonly unknown[], Result> = [
  value: Method<This, Args, Result>,
  context: {
    readonly kind: 'method';
    readonly name: string | symbol;
    readonly static?: boolean;
    readonly private?: boolean;
    addInitializer(initializer: (this: This) => void): void;
  },
];

// Not TypedPropertyDescriptor: it is invariant and breaks generic, overloaded and stored uses.
type LegacyMethod<This, Args extends readonly unknown[], Result> = [
  target: This,
  key: string | symbol,
  descriptor: { value?: Method<This, Args, Result> },
];

/** A method decorator for both decorator modes. */
export type MethodDecoration<This, Args extends readonly unknown[], Result> = (
  ...call: StandardMethod<This, Args, Result> | LegacyMethod<This, Args, Result>
) => void;

/** A class decorator for both decorator modes. */
export type ClassDecoration<Target> = (
  value: Target,
  context?: { readonly kind: 'class'; readonly name: string | undefined },
) => void;

/** `@Traced`, `@Traced()`, `@Traced(name)`, `@Traced(name, options)`, `@Traced(options)`. */
export interface TracedFactory {
  <This, Args extends readonly unknown[], Result>(
    ...call: StandardMethod<This, Args, Result> | LegacyMethod<This, Args, Result>
  ): void;
  <This, Args extends readonly unknown[], Result>(
    name: string,
    options?: TracedOptions<Uninferred<This>, Uninferred<Args>, Uninferred<Result>>,
  ): MethodDecoration<This, Args, Result>;
  <This, Args extends readonly unknown[], Result>(
    options?: TracedOptions<Uninferred<This>, Uninferred<Args>, Uninferred<Result>>,
  ): MethodDecoration<This, Args, Result>;
}

/** The options of `Measured`: those of the metrics, and which errors are none. */
export interface MeasuredOptions<
  This = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> extends MetricsOptions<This, Args, Result>,
    Pick<TracedOptions<This, Args, Result>, 'isError'> {}

/** `@Measured`, `@Measured()`, `@Measured(name)`, `@Measured(name, options)`, `@Measured(options)`, `@Measured(metrics)`. */
export interface MeasuredFactory {
  <This, Args extends readonly unknown[], Result>(
    ...call: StandardMethod<This, Args, Result> | LegacyMethod<This, Args, Result>
  ): void;
  <This, Args extends readonly unknown[], Result>(
    name: string,
    options?: MeasuredOptions<Uninferred<This>, Uninferred<Args>, Uninferred<Result>>,
  ): MethodDecoration<This, Args, Result>;
  <This, Args extends readonly unknown[], Result>(
    options?: MeasuredOptions<Uninferred<This>, Uninferred<Args>, Uninferred<Result>> | CallMetrics,
  ): MethodDecoration<This, Args, Result>;
}

/** `@TracedClass`, `@TracedClass()`, `@TracedClass(prefix)`, `@TracedClass(prefix, options)`, `@TracedClass(options)`. */
export interface TracedClassFactory {
  (
    value: { prototype: object },
    context?: { readonly kind: 'class'; readonly name: string | undefined },
  ): void;
  // Not in one signature with the options: callbacks of `methods` would not know their parameters. Before them: of
  // several signatures the compiler explains the last.
  <Target extends { prototype: object }>(prefix: string, convention: Convention): ClassDecoration<Target>;
  <Target extends { prototype: object }>(convention: Convention): ClassDecoration<Target>;
  <Target extends { prototype: object }>(
    prefix: string,
    options?: TracedClassOptions<Uninferred<Target>>,
  ): ClassDecoration<Target>;
  <Target extends { prototype: object }>(
    options?: TracedClassOptions<Uninferred<Target>>,
  ): ClassDecoration<Target>;
}

export type AnyFunction = (...args: never) => unknown;

/** The options for a function: what `Traced` takes for a method. */
export type FunctionOptions<F extends AnyFunction> = TracedOptions<
  ThisParameterType<F>,
  Parameters<F>,
  ReturnType<F>
>;

/** `traced(fn)`, `traced(name, fn)`, `traced(name, options, fn)`. */
export interface TracedFunctionFactory {
  <F extends AnyFunction>(fn: F): F;
  <F extends AnyFunction>(name: string, fn: F): F;
  <F extends AnyFunction>(name: string, options: FunctionOptions<Uninferred<F>>, fn: F): F;
}

/** `withSpan(name, fn)`, `withSpan(name, options, fn)`. Callbacks of the options get no arguments. */
export interface WithSpan {
  <Result>(name: string, fn: (span: Span) => Result): Result;
  <Result>(
    name: string,
    options: TracedOptions<undefined, [], Uninferred<Result>>,
    fn: (span: Span) => Result,
  ): Result;
}

/** `instrument(classOrObject, options?)`; what it returns undoes it. */
export interface Instrument {
  (target: object, convention: Convention): () => void;
  <Target extends object>(target: Target, options?: TracedClassOptions<Uninferred<Target>>): () => void;
}

/** An instrumentation scope: the toolkit's functions, bound to a tracer of its own, to defaults and to a switch. */
export interface Tracing {
  readonly Traced: TracedFactory;
  readonly TracedClass: TracedClassFactory;
  readonly withSpan: WithSpan;
  readonly traced: TracedFunctionFactory;
  readonly instrument: Instrument;
  /** The scope's tracer of the provider that is registered now; a no-op tracer when there is none. */
  readonly tracer: Tracer;
  /** The scope's switch: `false` makes everything traced through it the plain call, from the next call on. */
  enabled: boolean;
}

/** The defaults of everything traced through a scope, beside the scope's own name and version. */
export interface TracingOptions extends Omit<TracedOptions, 'name'>, ClassOnlyOptions {
  /** The scope's name, as `trace.getTracer(name)` has it: the library or component that is traced. */
  readonly name: string;
  readonly version?: string;
  /** The semantic conventions that the attributes follow, as a URL. */
  readonly schemaUrl?: string;
  /** The switch's first position. A function is asked at each call instead. @default true */
  readonly enabled?: TracedOptions['enabled'];
}
