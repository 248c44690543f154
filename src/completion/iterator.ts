import { runInContext } from '../context/run-in-context.js';
import type { CallPlan } from '../engine/call-plan.js';
import type { TracedCall } from '../engine/traced-call.js';
import { followGenerator, STEPS, type Step, type StepName } from './generator.js';
import { hasMethod } from './has-method.js';
import { ItemSpans } from './item-spans.js';
import { ByPlan } from './observed-objects.js';
import { isPromise } from './promise.js';

type Steps = Partial<Record<StepName, unknown>>;

/** Gives the span of an iteration when it begins; `undefined` where it is not traced. */
export type BeginIteration = () => TracedCall | undefined;

/** Whether `value` is what a generator function returns: an iterator with all its steps that is its own iterable. */
export function isGenerator(value: object): boolean {
  return (
    STEPS.every((step) => hasMethod(value, step)) &&
    (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

const observed = new ByPlan<ObservedIteration>();

/**
 * Follows an iterator in place, so that it stays the object that it is: its span begins with the first `next` and is
 * active while the iterator's own code runs. `false` where the object takes no properties, or is in the middle of an
 * iteration that has its span already.
 *
 * @param missingReturn stands for `return` where the iterator has none, so that a `break` is seen
 */
export function observeIterator(
  iterator: object,
  plan: CallPlan,
  begin: BeginIteration,
  missingReturn?: Step,
): boolean {
  const earlier = observed.get(iterator, plan);
  if (earlier !== undefined) return earlier.restart(begin);
  const iteration = new ObservedIteration(iterator, begin);
  if (!iteration.install(missingReturn)) return false;
  observed.set(iterator, plan, iteration);
  return true;
}

/** The same for what a call of a generator function has just made, which nobody else knows yet. */
export function observeNewGenerator(generator: object, begin: BeginIteration): void {
  followGenerator(generator, new ObservedIteration(generator, begin));
}

class ObservedIteration {
  private call: TracedCall | undefined;
  private items: ItemSpans | undefined;
  private state: 'new' | 'open' | 'over' = 'new';
  private inBody = false;

  constructor(
    private readonly iterator: object,
    private begin: BeginIteration,
  ) {}

  install(missingReturn?: Step): boolean {
    const iteration = this;
    return STEPS.every((step) => {
      const original = (this.iterator as Steps)[step] ?? (step === 'return' ? missingReturn : undefined);
      if (typeof original !== 'function') return true;
      const value = {
        [step](this: unknown, ...args: unknown[]): unknown {
          return iteration.step(step, original as Step, this, args);
        },
      }[step];
      return Reflect.defineProperty(this.iterator, step, {
        value,
        writable: true,
        enumerable: false,
        configurable: true,
      });
    });
  }

  restart(begin: BeginIteration): boolean {
    if (this.state === 'open') return false;
    this.begin = begin;
    this.state = 'new';
    return true;
  }

  step(name: StepName, original: Step, self: unknown, args: unknown[]): unknown {
    // A generator that is asked from within its own body refuses; that is no outcome of the iteration.
    if (self !== this.iterator || this.inBody) return Reflect.apply(original, self, args);
    if (this.state === 'new') this.start(name);
    const { call } = this;
    if (call === undefined || this.state !== 'open') return Reflect.apply(original, self, args);
    if (name === 'throw') this.items?.failItem(args[0]);
    else this.items?.endItem();
    let result: unknown;
    this.inBody = true;
    try {
      result = runInContext(call.context, () => Reflect.apply(original, self, args), call.plan);
    } catch (error) {
      this.fail(error);
      throw error;
    } finally {
      this.inBody = false;
    }
    return this.follow(result);
  }

  /** One that is finished before it began runs none of its code: it has no span. */
  private start(name: StepName): void {
    this.call = name === 'next' ? this.begin() : undefined;
    this.state = this.call === undefined ? 'over' : 'open';
    this.call?.resume();
    if (this.call?.plan.options.each !== undefined) this.items = new ItemSpans(this.call);
  }

  private follow(result: unknown): unknown {
    try {
      if (typeof result === 'object' && result !== null && isPromise(result))
        return this.followPromise(result);
    } catch {
      // A revoked proxy or the like; the consumer will see.
    }
    this.advance(result);
    return result;
  }

  private followPromise(result: Promise<unknown>): unknown {
    return result.then(
      (step) => {
        this.advance(step);
        return step;
      },
      (error: unknown) => {
        this.fail(error);
        throw error;
      },
    );
  }

  private advance(result: unknown): void {
    if (this.state !== 'open') return;
    if (typeof result !== 'object' || result === null) {
      this.stop(); // the consumer is about to find out that this is no iterator's result
      return;
    }
    try {
      const { done, value } = result as IteratorResult<unknown>;
      if (!done) {
        this.items?.handOut(value);
        return;
      }
      this.state = 'over';
      this.items?.endItem();
      this.call?.succeed(value);
    } catch (error) {
      this.fail(error); // the consumer cannot read it either
    }
  }

  private stop(): void {
    this.state = 'over';
    this.items?.endItem();
    this.call?.end();
  }

  private fail(error: unknown): void {
    this.state = 'over';
    this.items?.endItem();
    this.call?.fail(error);
  }
}
