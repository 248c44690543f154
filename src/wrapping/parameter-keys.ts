// What `@SpanAttribute` says of a method's parameters, kept as metadata of the class under the method's key.
const KEY = Symbol.for('otel-traced.parameters.v1');

interface MetadataReflect {
  getOwnMetadata?: (key: unknown, target: object, property: string | symbol) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object, property: string | symbol) => void;
}

/** Attribute keys by position. */
export type ParameterKeys = readonly (string | undefined)[];

export function addParameterKey(owner: object, property: string | symbol, index: number, key: string): void {
  const { defineMetadata } = Reflect as MetadataReflect;
  const keys = [...(parameterKeysOf(owner, property) ?? [])];
  keys[index] = key;
  defineMetadata?.(KEY, keys, owner, property);
}

export function parameterKeysOf(owner: object, property: string | symbol): ParameterKeys | undefined {
  const { getOwnMetadata } = Reflect as MetadataReflect;
  return getOwnMetadata?.(KEY, owner, property) as ParameterKeys | undefined;
}
