type Callback = (this: unknown, ...args: readonly unknown[]) => unknown;

const OWN_ARGUMENTS = Symbol.for('otel-traced.own-arguments.v1');

/**
 * A function for the option `inject`, with the arguments that the method is called with: they hold a carrier of this call's
 * own, so that the caller's carrier isn't written to, and calls that share it don't send each other's context.
 *
 * @param ownArguments returns the method's arguments, with a copy in place of the carrier
 */
export function injectOwn(inject: Callback, ownArguments: (args: readonly unknown[]) => unknown[]): Callback {
  return Object.assign(
    function (this: unknown, ...args: readonly unknown[]) {
      return Reflect.apply(inject, this, args);
    },
    { [OWN_ARGUMENTS]: ownArguments },
  );
}

/** How the arguments of a call are copied, by its option `inject`; `undefined` if they are passed on as they are. */
export function ownArguments(inject: unknown): ((args: readonly unknown[]) => unknown[]) | undefined {
  return (inject as { [OWN_ARGUMENTS]?: (args: readonly unknown[]) => unknown[] } | undefined)?.[
    OWN_ARGUMENTS
  ];
}
