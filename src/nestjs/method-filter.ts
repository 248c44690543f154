import type { ClassPatterns } from './class-patterns.js';
import type { AnyClass } from './tracing-module-options.js';

// Metadata key of @Saga() of @nestjs/cqrs. A saga is a stream that lasts as long as the application.
const SAGAS = '__saga__';

const LIFECYCLE_HOOKS: readonly (string | symbol)[] = [
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  'afterInit',
];

const DECORATED = Symbol.for('otel-traced.decorated.v1');
const UNTRACED = Symbol.for('otel-traced.untraced.v1');

/** The names of the methods that a class and the application's bases of it declare. */
export function methodNames(type: AnyClass): (string | symbol)[] {
  const names = new Set<string | symbol>();
  for (const holder of [...prototypes(type), type]) {
    for (const name of Reflect.ownKeys(holder)) {
      const { value } = Reflect.getOwnPropertyDescriptor(holder, name) ?? {};
      if (typeof value === 'function' && name !== 'constructor') names.add(name);
    }
  }
  return [...names];
}

function prototypes(type: AnyClass): object[] {
  const found: object[] = [];
  for (
    let at: object | null = type.prototype;
    at !== null && at !== Object.prototype;
    at = Reflect.getPrototypeOf(at)
  ) {
    found.push(at);
  }
  return found;
}

/** Which methods of a class the module traces, as `instrument` takes it. */
export function methodFilter(
  type: AnyClass,
  include: ClassPatterns | undefined,
  exclude: ClassPatterns,
): (method: string | symbol) => boolean {
  const left = new Set([...LIFECYCLE_HOOKS, ...sagas(type)]);
  return (method) =>
    !left.has(method) &&
    (include === undefined || include.matches(type, method)) &&
    !exclude.matches(type, method);
}

function sagas(type: AnyClass): (string | symbol)[] {
  const { getMetadata } = Reflect as { getMetadata?: (key: string, target: object) => unknown };
  const keys = getMetadata?.(SAGAS, type);
  return Array.isArray(keys) ? keys : [];
}

/** The classes that `@TracedClass` or `@Untraced` was put on: they say themselves which methods are traced. */
export function decoratedClasses(): (type: AnyClass) => boolean {
  const notes =
    (globalThis as { [DECORATED]?: { owner?: WeakRef<object>; key?: unknown }[] })[DECORATED] ?? [];
  const classes = new Set(notes.filter(({ key }) => key === undefined).map(({ owner }) => owner?.deref()));
  return (type) => classes.has(type) || Object.hasOwn(type, UNTRACED);
}
