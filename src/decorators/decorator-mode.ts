// The one file that knows how decorators are called: by `experimentalDecorators` and by the standard.

import { type Callable, className, isClass } from '../shared/function-kinds.js';

/** A method that is being decorated, in either mode. */
export interface DecoratedMethod {
  readonly fn: Callable;
  readonly key: string | symbol;
  readonly isStatic: boolean;
  /** The member for messages, with its class where that is known. */
  readonly place: string;
  /** The prototype, or the class of a static method; a standard decorator is not told. */
  readonly owner: object | undefined;
  /** Puts another function in the method's place. What it returns the decorator has to return. */
  replace(fn: Callable): Callable | undefined;
}

interface StandardContext {
  readonly kind: string;
  readonly name: string | symbol | undefined;
  readonly static?: boolean;
}

/** A parameter of a method that is being decorated. */
export interface DecoratedParameter {
  readonly owner: object;
  readonly key: string | symbol;
  readonly index: number;
}

type Call = readonly unknown[];

/**
 * Whether a decorator function was called with what it is to decorate, as a bare `@Name`, and not with its own
 * arguments.
 */
export function isDecoration([first, second]: Call): boolean {
  if (isStandardContext(second)) return true;
  if (typeof first === 'function') return true;
  return typeof first === 'object' && first !== null && isKey(second);
}

/** The method that a decorator was put on; a TypeError where it was put on something else. */
export function decoratedMethod(decorator: string, call: Call): DecoratedMethod {
  const [first, second, third] = call;
  if (isStandardContext(second)) return standardMethod(decorator, first, second);
  if (isKey(second)) return legacyMethod(decorator, first as object, second, third);
  if (typeof first === 'function' && !isClass(first as Callable)) {
    throw new TypeError(
      `@${decorator} on ${className(first) ?? '(anonymous)'}: expected a method, got a function. Wrap it with traced().`,
    );
  }
  throw noMethod(decorator, place(first), 'class');
}

/** The class that a decorator was put on; a TypeError where it was put on something else. */
export function decoratedClass(decorator: string, [first, second]: Call): Callable {
  if (isStandardContext(second) ? second.kind === 'class' : typeof first === 'function' && !isKey(second)) {
    return first as Callable;
  }
  const where = isStandardContext(second) ? String(second.name) : place(first, second as string | symbol);
  throw new TypeError(
    `@${decorator} on ${where}: expected a class, got a member of one. Use @Traced on a method.`,
  );
}

/** The parameter that a decorator was put on, which only `experimentalDecorators` allow; else a TypeError. */
export function decoratedParameter(decorator: string, [target, key, index]: Call): DecoratedParameter {
  if (isKey(key) && typeof index === 'number') return { owner: target as object, key, index };
  const where = isStandardContext(key) ? String(key.name) : place(target, isKey(key) ? key : undefined);
  const constructed = typeof index === 'number' ? ' of a method, got one of the constructor' : '';
  const remedy =
    "Put it on a method's parameter, with experimentalDecorators, or name the arguments by the option args.";
  throw new TypeError(`@${decorator} on ${where}: expected a parameter${constructed}. ${remedy}`);
}

function standardMethod(decorator: string, value: unknown, context: StandardContext): DecoratedMethod {
  const { kind, name: key, static: isStatic = false } = context;
  if (kind !== 'method' || typeof value !== 'function' || key === undefined)
    throw noMethod(decorator, String(key), kind);
  return { fn: value as Callable, key, isStatic, place: String(key), owner: undefined, replace: (fn) => fn };
}

function legacyMethod(
  decorator: string,
  owner: object,
  key: string | symbol,
  descriptor: unknown,
): DecoratedMethod {
  const where = place(owner, key);
  if (typeof descriptor === 'number') throw noMethod(decorator, where, 'parameter');
  const own = (descriptor ?? Reflect.getOwnPropertyDescriptor(owner, key)) as PropertyDescriptor | undefined;
  if (own?.get !== undefined || own?.set !== undefined) throw noMethod(decorator, where, 'accessor');
  if (typeof own?.value !== 'function') throw noMethod(decorator, where, 'field');
  return {
    fn: own.value as Callable,
    key,
    isStatic: typeof owner === 'function',
    place: where,
    owner,
    replace: (fn) => {
      own.value = fn;
      // Without a descriptor to change, as when the decorator is called by hand, the property is set here.
      if (descriptor === undefined) Reflect.defineProperty(owner, key, own);
      return undefined;
    },
  };
}

const REMEDIES: Record<string, string> = {
  field: 'Make it a method, or wrap the function it holds with traced().',
  parameter: 'Use @SpanAttribute on a parameter.',
  class: 'Use @TracedClass on a class.',
};

function noMethod(decorator: string, where: string, kind: string): TypeError {
  const remedy = REMEDIES[kind] ?? 'Use withSpan() inside it.';
  const article = /^[aeiou]/.test(kind) ? 'an' : 'a';
  return new TypeError(`@${decorator} on ${where}: expected a method, got ${article} ${kind}. ${remedy}`);
}

function place(owner: unknown, key?: string | symbol): string {
  const type: unknown =
    typeof owner === 'function' ? owner : (owner as { constructor?: unknown } | undefined)?.constructor;
  const name = className(type) ?? '(anonymous)';
  return key === undefined ? name : `${name}.${String(key)}`;
}

function isKey(value: unknown): value is string | symbol {
  return typeof value === 'string' || typeof value === 'symbol';
}

const STANDARD_KINDS = ['class', 'method', 'getter', 'setter', 'field', 'accessor'];

// The options of a decorator may have a `kind` too, that of a span.
function isStandardContext(value: unknown): value is StandardContext {
  if (typeof value !== 'object' || value === null) return false;
  return STANDARD_KINDS.includes((value as { kind?: unknown }).kind as string);
}
