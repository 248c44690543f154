// What the package's decorators leave on a method, and where they note what they were put on: the same for each copy
// of the package in the process.
const MARK = Symbol.for('otel-traced.method.v1');
const DECORATED = Symbol.for('otel-traced.decorated.v1');

/** A method that is traced, where it stands. */
export interface TracedMethod {
  /** `Class.method` */
  readonly name: string;
  /** The class. */
  readonly type: object;
  /** The prototype, or the class of a static method. */
  readonly owner: object;
  readonly key: string | symbol;
  readonly wrapper: object;
}

/** What a decorator was put on; see src/wrapping/decorated.ts. */
export interface Decorated {
  readonly owner: WeakRef<object> | undefined;
  readonly key?: string | symbol | undefined;
  readonly wrapper?: WeakRef<object> | undefined;
  /** The member as it is written, where the owner is not known. */
  readonly source?: string | undefined;
}

/** What the package's decorators were put on so far. */
export function decorated(): readonly Decorated[] {
  return (globalThis as { [DECORATED]?: Decorated[] })[DECORATED] ?? [];
}

/** Whether a function is the wrapper of a traced method. */
export function isTraced(fn: unknown): fn is object {
  return typeof fn === 'function' && Object.hasOwn(fn, MARK);
}

/** The traced methods that a class has itself, static ones too. */
export function tracedMethodsOf({ type, prototype }: { type: object; prototype: object }): TracedMethod[] {
  return [prototype, type].flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((key) => {
      const wrapper: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
      return isTraced(wrapper) ? [{ name: methodName(type, key), type, owner, key, wrapper }] : [];
    }),
  );
}

/** `Class.method`, `Class[symbol]` */
export function methodName(type: object, key: string | symbol): string {
  const name = className(type);
  return typeof key === 'symbol' ? `${name}[${key.description ?? ''}]` : `${name}.${key}`;
}

export function className(type: object): string {
  const name: unknown = Reflect.getOwnPropertyDescriptor(type, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name : '(anonymous)';
}
