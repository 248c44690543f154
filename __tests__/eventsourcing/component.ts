import { type Convention, TracedClass } from 'otel-traced';

type Methods = { readonly [name: string]: (...args: never[]) => unknown };

/** An instance of a class with these methods, traced by the convention. */
export function component(
  convention: Convention,
  methods: Methods,
  fields: object = {},
): Record<string, (...args: unknown[]) => unknown> {
  class Component {}
  for (const [name, method] of Object.entries(methods)) {
    Object.defineProperty(Component.prototype, name, { value: method, writable: true, configurable: true });
  }
  // As the decorator does it under experimentalDecorators; the standard one is given its context as well.
  TracedClass(convention)(Component);
  return Object.assign(new Component(), fields) as never;
}

/** A component whose methods have these names and give nothing. */
export function withMethods(convention: Convention, names: readonly string[], fields: object = {}) {
  return component(convention, Object.fromEntries(names.map((name) => [name, () => undefined])), fields);
}
