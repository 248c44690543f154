import type {
  FactoryProvider,
  InjectionToken,
  ModuleMetadata,
  OptionalFactoryDependency,
  Type,
} from '@nestjs/common';
import type { ClassOnlyOptions, TracedOptions } from '../options.js';

export type AnyClass = abstract new (...args: never) => object;

/** A class, or the names of classes (`OrderService`, `*Repository`) or methods (`OrderService.place`); `*` stands for any characters. */
export type ClassPattern = string | AnyClass;

/** How each method is traced: the options of `Traced`, and which methods of a class count. */
export interface MethodOptions
  extends Omit<TracedOptions, 'name'>,
    Pick<ClassOnlyOptions, 'inherited' | 'statics'> {}

export interface TracingModuleOptions {
  /**
   * Whether controllers are traced.
   * @default `true`; `false` if `@opentelemetry/instrumentation-nestjs-core` is active, which makes spans for them
   */
  readonly controllers?: boolean;
  /**
   * Whether providers are traced: services, repositories, gateways, resolvers, command, query and event handlers,
   * event listeners, cron jobs.
   * @default true
   */
  readonly providers?: boolean;
  /** Whether guards, pipes, interceptors and filters are traced. @default false */
  readonly enhancers?: boolean;
  /**
   * Whether clients of `@nestjs/microservices` send the trace context along and its servers continue the trace, each
   * with a span per message. Without effect if the package is not installed.
   * @default true
   */
  readonly microservices?: boolean;
  /** Only these classes and methods. Named library classes are traced too. @default the application's own classes */
  readonly include?: readonly ClassPattern[];
  /** All but these classes and methods. @default none */
  readonly exclude?: readonly ClassPattern[];
  /** How each method is traced. @default `{ isError: isServerError }` */
  readonly options?: MethodOptions;
}

/** What `useClass` and `useExisting` of `TracingModule.forRootAsync()` need. */
export interface TracingModuleOptionsFactory {
  createTracingOptions(): TracingModuleOptions | Promise<TracingModuleOptions>;
}

/** Where `TracingModule.forRootAsync()` gets its options from: one of `useFactory`, `useClass`, `useExisting`. */
export interface TracingModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly useFactory?: FactoryProvider<TracingModuleOptions>['useFactory'];
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  readonly useClass?: Type<TracingModuleOptionsFactory>;
  readonly useExisting?: InjectionToken<TracingModuleOptionsFactory>;
}

const SWITCHES = ['controllers', 'providers', 'enhancers', 'microservices'] as const;
const LISTS = ['include', 'exclude'] as const;
const KEYS = [...SWITCHES, ...LISTS, 'options'];

/** @throws TypeError naming the option that is wrong */
export function checkModuleOptions(where: string, options: unknown): asserts options is TracingModuleOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where}: expected an options object, got ${String(options)}.`);
  }
  const given = options as Record<string, unknown>;
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${where}: unknown option '${unknown}'. Known options are ${KEYS.join(', ')}.`);
  }
  for (const key of SWITCHES) {
    if (given[key] !== undefined && typeof given[key] !== 'boolean') {
      throw new TypeError(`${where}, option '${key}': expected a boolean, got ${String(given[key])}.`);
    }
  }
  for (const key of LISTS)
    if (given[key] !== undefined) checkPatterns(`${where}, option '${key}'`, given[key]);
}

function checkPatterns(where: string, patterns: unknown): void {
  if (!Array.isArray(patterns)) {
    throw new TypeError(`${where}: expected an array of classes and names, got ${String(patterns)}.`);
  }
  const wrong: unknown = patterns.find(
    (item) => typeof item !== 'function' && (typeof item !== 'string' || item === ''),
  );
  if (wrong !== undefined || patterns.includes(undefined)) {
    throw new TypeError(`${where}: expected classes and non-empty names, got ${String(wrong)}.`);
  }
}
