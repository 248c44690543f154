/**
 * A value of which the process has one, whichever copies of the package it loads. If the global object takes no
 * properties, each copy has its own.
 */
export function processSlot<Value extends object>(key: string, create: () => Value): () => Value {
  const slot = Symbol.for(`otel-traced.${key}`);
  let value: Value | undefined;
  return () => {
    value ??= (globalThis as { [slot]?: Value })[slot];
    if (value === undefined) {
      value = create();
      Reflect.defineProperty(globalThis, slot, {
        value,
        writable: true,
        enumerable: false,
        configurable: true,
      });
    }
    return value;
  };
}
