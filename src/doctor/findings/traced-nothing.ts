import type { Check } from '../evidence.js';
import { className, decorated, tracedMethodsOf } from '../traced-methods.js';

/** A class with `@TracedClass` of which no method is traced. */
export const tracedNothing: Check = () => {
  const entries = decorated();
  return entries.flatMap(({ owner, key }) => {
    const type = owner?.deref();
    if (type === undefined || key !== undefined) return [];
    const prototype = (type as { prototype: object }).prototype;
    // Another decorator above a method's own @Traced may hide it.
    const hidden = entries.some(
      (entry) =>
        entry.wrapper?.deref() !== undefined && [type, prototype].includes(entry.owner?.deref() ?? {}),
    );
    if (hidden || tracedMethodsOf({ type, prototype }).length > 0) return [];
    const methods = Reflect.ownKeys(prototype).filter((name) => name !== 'constructor');
    return [
      {
        code: 'traced-nothing',
        seen: `@TracedClass on ${className(type)} traces no method: ${
          methods.length === 0
            ? 'the class declares none'
            : `none of ${methods.map(String).join(', ')} is a method that its options leave in`
        }.`,
        why: 'Calls of its instances make no spans.',
        remedy:
          methods.length === 0
            ? 'Functions in fields (save = async () => …) are created for each instance and are not methods: write ' +
              'them as methods, or wrap them with traced(). Use inherited: true for methods of a base class, and ' +
              'statics: true for static methods.'
            : 'Check include, exclude, methods and @Untraced(). Accessors are never traced: use withSpan() in them.',
      },
    ];
  });
};
