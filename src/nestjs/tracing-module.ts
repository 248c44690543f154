import { type DynamicModule, Logger, type Provider } from '@nestjs/common';
import { LazyModuleLoader, ModulesContainer, NestFactory } from '@nestjs/core';
import { ApplicationTracing } from './trace-application.js';
import { traceMicroservices } from './trace-microservices.js';
import {
  checkModuleOptions,
  type TracingModuleAsyncOptions,
  type TracingModuleOptions,
  type TracingModuleOptionsFactory,
} from './tracing-module-options.js';

const OPTIONS = Symbol('otel-traced/nestjs options');
const FACTORY = Symbol('otel-traced/nestjs options factory');
const TRACING = Symbol('otel-traced/nestjs');
const MICROSERVICES = Symbol('otel-traced/nestjs microservices');

/**
 * Traces a NestJS application: import it once, in the root module, and each call of a method of a provider or
 * controller is a span. The classes stay as they are, with their metadata and injection tokens; they get their own
 * methods back when the application closes.
 *
 * By default, the application's own classes are traced: services, repositories, controllers, gateways, resolvers,
 * CQRS handlers, event listeners, cron jobs, request-scoped providers and what factories make of a class. Classes of
 * installed packages, guards, pipes, interceptors, filters, middleware, lifecycle hooks and sagas are left out.
 * `@Traced` and `@Untraced()` on a method, `@TracedClass` and `@Untraced()` on a class win over the module.
 *
 * An `HttpException` with a status below 500 is an expected outcome, not an error; `options: { isError: () => true }`
 * records those too.
 *
 * @example
 * ```ts
 * @Module({ imports: [TracingModule.forRoot({ exclude: ['HealthController', '*.toJSON'] })] })
 * export class AppModule {}
 * ```
 */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows a module by its class.
export class TracingModule {
  /** @throws TypeError if an option is invalid */
  static forRoot(options: TracingModuleOptions = {}): DynamicModule {
    checkModuleOptions('TracingModule.forRoot()', options);
    return { module: TracingModule, providers: [{ provide: OPTIONS, useValue: options }, ...tracing] };
  }

  /**
   * The same with options from the application's own configuration. If they are invalid, an error is logged and
   * nothing is traced.
   *
   * @example
   * ```ts
   * TracingModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ controllers: config.get('TRACE_CONTROLLERS') === 'true' }),
   * });
   * ```
   *
   * @throws TypeError if there is none of `useFactory`, `useClass` and `useExisting`
   */
  static forRootAsync(options: TracingModuleAsyncOptions): DynamicModule {
    const providers = [...optionsProviders(options), ...tracing];
    return { module: TracingModule, imports: options.imports ?? [], providers };
  }
}

function optionsProviders({
  useFactory,
  inject,
  useClass,
  useExisting,
}: TracingModuleAsyncOptions): Provider[] {
  if (useFactory !== undefined) return [{ provide: OPTIONS, useFactory, inject: inject ?? [] }];
  const factory = useExisting ?? (useClass === undefined ? undefined : FACTORY);
  if (factory === undefined) {
    throw new TypeError(
      'TracingModule.forRootAsync(): expected useFactory, useClass or useExisting, got none.',
    );
  }
  return [
    ...(useClass === undefined ? [] : [{ provide: FACTORY, useClass }]),
    {
      provide: OPTIONS,
      useFactory: (source: TracingModuleOptionsFactory) => source.createTracingOptions(),
      inject: [factory],
    },
  ];
}

// Applications that have the module, and whether the message about a second one is out.
const applications = new WeakMap<ModulesContainer, { warned: boolean }>();

const tracing: Provider[] = [
  { provide: TRACING, useFactory: startTracing, inject: [OPTIONS, ModulesContainer, LazyModuleLoader] },
  { provide: MICROSERVICES, useFactory: startMicroservices, inject: [TRACING] },
];

/** The module's part of an application: `undefined` if the options are invalid or another registration does the work. */
interface ModuleTracing {
  readonly options: TracingModuleOptions;
  onModuleInit(): void;
  onApplicationShutdown(): void;
}

// Providers are made before routes, listeners and gateways are bound, and the container knows all classes by then.
function startTracing(
  options: TracingModuleOptions,
  modules: ModulesContainer,
  loader: LazyModuleLoader,
): ModuleTracing | undefined {
  const logger = new Logger(TracingModule.name);
  if (isSecondRegistration(modules, logger)) return undefined;
  try {
    checkModuleOptions('TracingModule.forRootAsync()', options);
  } catch (error) {
    logger.error(`${(error as Error).message} Nothing is traced.`);
    return undefined;
  }
  const application = new ApplicationTracing(options, !isInstrumented(), (message) => logger.warn(message));
  application.trace(modules.values());
  const traceAgain = () => {
    application.trace(modules.values());
    application.traceFactories(modules.values());
  };
  const { load } = loader;
  loader.load = async (...args) => {
    const reference = await load.apply(loader, args);
    traceAgain();
    return reference;
  };
  return {
    options,
    onModuleInit() {
      traceAgain();
      application.reportUnmatched();
    },
    onApplicationShutdown() {
      application.restore();
      applications.delete(modules);
    },
  };
}

async function startMicroservices(module: ModuleTracing | undefined) {
  const wanted = module !== undefined && module.options.microservices !== false;
  const restore = wanted ? await traceMicroservices() : () => {};
  return { onApplicationShutdown: restore };
}

function isSecondRegistration(modules: ModulesContainer, logger: Logger): boolean {
  const first = applications.get(modules);
  if (first === undefined) {
    applications.set(modules, { warned: false });
    return false;
  }
  if (!first.warned) {
    logger.warn(
      'expected one registration in an application, got several. The first one counts; ' +
        'import TracingModule.forRoot() in the root module only.',
    );
  }
  first.warned = true;
  return true;
}

/** Whether `@opentelemetry/instrumentation-nestjs-core` makes spans for controllers. */
function isInstrumented(): boolean {
  const { create } = NestFactory as { create: { __wrapped?: unknown } };
  return create.__wrapped === true;
}
