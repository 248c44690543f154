import type { Check } from '../evidence.js';
import { className, decorated, tracedMethodsOf } from '../traced-methods.js';

/** A class with `@TracedClass` of which no method is traced. */
export const tracedNothing: Check = () => {
  const entries = decorated();
  return entries.flatMap(({ owner, key }) => {
    const type = owner?.deref();
    if (type === undefined || key !== undefined) return [];
    const prototype = (type as { prototype: object }).prototype;
    // Another decorator may stand above a method's own @Traced and hide it.
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
            ? 'Functions in fields (save = async () => …) are made anew for each instance and are no methods: write ' +
              'them as methods, or wrap them by traced(). For methods of a base class say inherited: true, for static ' +
              'ones statics: true.'
            : 'Look at include, exclude, methods and @Untraced(); accessors are never traced: use withSpan() in them.',
      },
    ];
  });
};
