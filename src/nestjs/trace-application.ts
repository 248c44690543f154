import type { ModulesContainer } from '@nestjs/core';
import { instrument } from '../functions/instrument.js';
import { ClassPatterns } from './class-patterns.js';
import { isServerError } from './is-server-error.js';
import { type IsLibraryClass, withLibraryClasses } from './library-classes.js';
import { decoratedClasses, methodFilter, methodNames } from './method-filter.js';
import type { AnyClass, TracingModuleOptions } from './tracing-module-options.js';

type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;
type Wrapper = NestModule['providers'] extends Map<unknown, infer W> ? W : never;

/** What the module does to the classes of one application, and undoes when the application closes. */
export class ApplicationTracing {
  private readonly include: ClassPatterns | undefined;
  private readonly exclude: ClassPatterns;
  private readonly undo: (() => void)[] = [];
  private readonly seen = new WeakSet<object>();

  /**
   * @param controllers whether controllers are traced unless the options say otherwise
   * @param warn takes a message for the people who run the application
   */
  constructor(
    private readonly options: TracingModuleOptions,
    private readonly controllers: boolean,
    private readonly warn: (message: string) => void,
  ) {
    this.include = options.include && new ClassPatterns(options.include);
    this.exclude = new ClassPatterns(options.exclude ?? []);
  }

  /**
   * Traces the classes of the modules' providers and controllers, as far as they are known before the instances are
   * made. What has been traced already is left as it is.
   */
  trace(modules: Iterable<NestModule>): void {
    this.traceClasses((traceClass) => {
      for (const wrapper of this.wrappers(modules)) {
        if (!wrapper.isNotMetatype) traceClass(wrapper.metatype as AnyClass, true);
        else if (!wrapper.isFactory) traceClass(classOf(wrapper.instance));
      }
    });
  }

  /** Traces the classes of what factories have made, or make at each request. */
  traceFactories(modules: Iterable<NestModule>): void {
    this.traceClasses((traceClass) => {
      for (const wrapper of this.wrappers(modules).filter(({ isFactory }) => isFactory)) {
        if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) traceClass(classOf(wrapper.instance));
        else this.watchFactory(wrapper);
      }
    });
  }

  /** Says which of the options' patterns found no class. */
  reportUnmatched(): void {
    for (const [option, patterns] of [
      ['include', this.include] as const,
      ['exclude', this.exclude] as const,
    ]) {
      const names = patterns?.unmatched() ?? [];
      if (names.length === 0) continue;
      this.warn(
        `option '${option}': no provider or controller matches ${names.join(', ')}. ` +
          'Use the name of a class or Class.method; * stands for any characters.',
      );
    }
  }

  /** Gives all classes back their own methods. */
  restore(): void {
    for (const action of this.undo.splice(0).reverse()) action();
  }

  private traceClasses(
    use: (traceClass: (type: AnyClass | undefined, isOwn?: boolean) => void) => void,
  ): void {
    withLibraryClasses((isLibraryClass) => {
      const isDecorated = decoratedClasses();
      use((type, isOwn = false) => {
        if (type === undefined || this.seen.has(type)) return;
        this.seen.add(type);
        if (this.isWanted(type, isOwn, isLibraryClass) && !isDecorated(type)) this.traceClass(type);
      });
    });
  }

  private wrappers(modules: Iterable<NestModule>): Wrapper[] {
    const { providers = true, controllers = this.controllers, enhancers = false } = this.options;
    return [...modules].flatMap((module) => {
      const injected = [...module.providers.values(), ...module.injectables.values()].filter(
        ({ isAlias, metatype }) => !isAlias && metatype !== module.metatype,
      );
      return [
        ...injected.filter(({ subtype }) => (subtype === undefined ? providers : enhancers)),
        ...(controllers ? module.controllers.values() : []),
      ];
    });
  }

  /** @param isOwn whether the class is taken for the application's own if nothing else is known */
  private isWanted(type: AnyClass, isOwn: boolean, isLibraryClass: IsLibraryClass): boolean {
    if (typeof type.prototype !== 'object' || type.prototype === null) return false;
    const methods = methodNames(type);
    this.exclude.namesClass(type, methods);
    if (this.include !== undefined) return this.include.namesClass(type, methods);
    return !(isLibraryClass(type) ?? !isOwn);
  }

  private traceClass(type: AnyClass): void {
    const include = methodFilter(type, this.include, this.exclude);
    if (!methodNames(type).some(include)) return;
    try {
      this.undo.push(traceShared(type, { isError: isServerError, ...this.options.options, include }));
    } catch (error) {
      this.warn(`${type.name} is not traced: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What a factory makes at each request is traced from the first time on. */
  private watchFactory(wrapper: Wrapper): void {
    if (this.seen.has(wrapper)) return;
    this.seen.add(wrapper);
    const factory = wrapper.metatype as (...args: unknown[]) => unknown;
    const traceResult = (result: unknown) => {
      const type = classOf(result);
      if (type !== undefined && !this.seen.has(type)) this.traceClasses((traceClass) => traceClass(type));
    };
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      const result = factory.apply(this, args);
      if (result instanceof Promise) result.then(traceResult, () => {});
      else traceResult(result);
      return result;
    };
    wrapper.metatype = Object.defineProperty(watched, 'name', { value: factory.name });
    this.undo.push(() => {
      if (wrapper.metatype === watched) wrapper.metatype = factory;
    });
  }
}

/** The class of an instance; `undefined` for plain objects and everything else. No getter is run. */
function classOf(instance: unknown): AnyClass | undefined {
  if (typeof instance !== 'object' || instance === null) return undefined;
  try {
    const prototype = Reflect.getPrototypeOf(instance);
    if (prototype === null || Reflect.getPrototypeOf(prototype) === null) return undefined;
    const type: unknown = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    return typeof type === 'function' ? (type as AnyClass) : undefined;
  } catch {
    return undefined; // A proxy that refuses to be looked at.
  }
}

// Applications in one process may share classes: the first one's options count, the last one to close restores.
const shared = new WeakMap<AnyClass, { users: number; readonly restore: () => void }>();

function traceShared(type: AnyClass, options: object): () => void {
  const entry = shared.get(type) ?? { users: 0, restore: instrument(type, options) };
  entry.users++;
  shared.set(type, entry);
  return () => {
    if (--entry.users > 0) return;
    shared.delete(type);
    entry.restore();
  };
}
