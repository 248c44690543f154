import 'reflect-metadata/lite';
import type { Callable } from '../shared/function-kinds.js';
import { validateName } from '../shared/validation.js';
import { addParameterKey } from '../wrapping/parameter-keys.js';
import { parametersOf } from '../wrapping/parameter-names.js';
import { decoratedParameter } from './decorator-mode.js';

/**
 * Records an argument of a traced method as an attribute: `@SpanAttribute('order.id') id: string`. Without a key the
 * parameter's name is the key; minified code has lost it, so name the key where code is minified.
 *
 * For `experimentalDecorators` only: standard decorators have none for parameters; the option `args` serves there. The
 * method is traced by `@Traced` or `@TracedClass`.
 *
 * @throws TypeError where it is put on something that is no parameter of a method, or where the key is empty
 */
export function SpanAttribute(
  key?: string,
): (target: object, property: string | symbol | undefined, index: number) => void {
  if (key !== undefined) validateName('@SpanAttribute()', key);
  return (...call) => {
    const { owner, key: method, index } = decoratedParameter('SpanAttribute', call);
    const read = key ?? parameterName(owner, method, index);
    if (read !== undefined) addParameterKey(owner, method, index, read);
  };
}

// Parameters are decorated before their method: what stands there is what was written, not a wrapper of a decorator.
function parameterName(owner: object, method: string | symbol, index: number): string | undefined {
  const fn: unknown = Reflect.getOwnPropertyDescriptor(owner, method)?.value;
  return typeof fn === 'function' ? parametersOf(fn as Callable)?.names[index] : undefined;
}
