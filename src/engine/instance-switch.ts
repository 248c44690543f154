import { settings } from '../shared/settings.js';

/** Switches the tracing of one instance's methods on or off. */
export function setInstanceSwitch(instance: object, enabled: boolean): void {
  const shared = settings();
  shared.instances ??= new WeakMap();
  shared.instances.set(instance, enabled);
}

/** Whether the methods of `self` may be traced: they may, unless it was switched off. */
export function instanceSwitch(self: unknown): boolean {
  const { instances } = settings();
  if (instances === undefined || typeof self !== 'object' || self === null) return true;
  return instances.get(self) ?? true;
}
