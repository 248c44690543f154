import { instanceSwitch, setInstanceSwitch } from '../engine/instance-switch.js';
import { rootScope } from '../engine/root-scope.js';
import { Scope } from '../engine/scope.js';
import type { WithSpan } from '../options.js';
import { validateName } from '../shared/validation.js';
import { isTracingEnabled } from './tracing-enabled.js';
import { withSpanFor } from './with-span.js';

/** What `TracingMixin` adds to a class. */
export interface TracingMembers {
  /**
   * Names the scope of this instance's own spans and sets its switch; to be called in the constructor. Without the
   * call, spans belong to the package's own scope and tracing is on.
   *
   * @param enabled `false` makes `withSpan` and the decorated methods of this instance plain calls
   * @throws TypeError where the name is empty
   */
  initTracing(name: string, enabled?: boolean): void;
  /** `withSpan` of the instance's scope, which obeys its switch. */
  readonly withSpan: WithSpan;
  /** Whether the switch is on and a tracer provider is registered now. */
  readonly tracingEnabled: boolean;
}

type Constructor = abstract new (...args: never) => object;

/** A class with the members that tracing needs, made from another. */
export type WithTracing<Base extends Constructor> = (new (
  ...args: ConstructorParameters<Base>
) => InstanceType<Base> & TracingMembers) & { [Key in keyof Base]: Base[Key] };

const scopes = new WeakMap<object, Scope>();

class Plain {}

/**
 * A base class for components that trace by hand and are switched one by one: `class Store extends TracingMixin() { … }`
 * or `extends TracingMixin(Base)`. Methods decorated with `@Traced` keep their own scope and obey the instance's switch.
 */
export function TracingMixin(): WithTracing<typeof Plain>;
export function TracingMixin<Base extends Constructor>(base: Base): WithTracing<Base>;
export function TracingMixin(base: Constructor = Plain): unknown {
  abstract class Traceable extends (base as new (...args: unknown[]) => object) {
    initTracing(name: string, enabled = true): void {
      validateName('initTracing()', name);
      scopes.set(this, new Scope(name));
      setInstanceSwitch(this, enabled);
    }

    withSpan(...call: Parameters<WithSpan>): unknown {
      return withSpanFor(scopes.get(this) ?? rootScope, () => instanceSwitch(this))(...call);
    }

    get tracingEnabled(): boolean {
      return instanceSwitch(this) && isTracingEnabled();
    }
  }
  return Traceable;
}
