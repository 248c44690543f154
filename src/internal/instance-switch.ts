const KEY = Symbol.for('otel-traced.instance-switches.v1');

const slots = globalThis as { [KEY]?: WeakMap<object, boolean> };

/** Switches the tracing of one instance's methods on or off. */
export function setInstanceSwitch(instance: object, enabled: boolean): void {
  slots[KEY] ??= new WeakMap();
  slots[KEY].set(instance, enabled);
}

/** Whether the methods of `self` may be traced: they may, unless it was switched off. */
export function instanceSwitch(self: unknown): boolean {
  const switches = slots[KEY];
  if (switches === undefined || typeof self !== 'object' || self === null) return true;
  return switches.get(self) ?? true;
}
