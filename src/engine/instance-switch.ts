import { processSlot } from '../shared/process-slot.js';

/** The switches of instances that have one, and how many there are. */
interface Switches {
  readonly instances: WeakMap<object, boolean>;
  count: number;
}

const switches = processSlot<Switches>('instance-switches.v1', () => ({
  instances: new WeakMap(),
  count: 0,
}));

// Beside the map, so that it's found through a proxy too, such as a reactive store.
const SWITCH = Symbol.for('otel-traced.instance-switch.v1');

/** Switches the tracing of one instance's methods on or off. */
export function setInstanceSwitch(instance: object, enabled: boolean): void {
  const all = switches();
  all.instances.set(instance, enabled);
  all.count++;
  Reflect.defineProperty(instance, SWITCH, {
    value: enabled,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/** Whether the methods of `self` may be traced: they may, unless it was switched off. */
export function instanceSwitch(self: unknown): boolean {
  const { instances, count } = switches();
  if (count === 0 || typeof self !== 'object' || self === null) return true;
  return instances.get(self) ?? (self as { [SWITCH]?: boolean })[SWITCH] ?? true;
}
