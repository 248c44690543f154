import { activeContext, runInContext } from '../context/run-in-context.js';
import type { SpanRun } from '../engine/traced-call.js';
import { hasMethod } from './has-method.js';
import { Watches } from './patched-objects.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

interface Observer {
  next?: Method;
  error?: Method;
  complete?: Method;
  add?: Method;
}

interface Subscription {
  unsubscribe?: Method;
  add?: Method;
}

/** Whether `value` is an Observable, of rxjs or of another library that follows its shape. */
export function isObservable(value: object): boolean {
  return hasMethod(value, 'subscribe') && ('@@observable' in value || hasMethod(value, 'pipe'));
}

const watches = new Watches<ObservableWatch>();

/**
 * Follows an Observable in place, so that it stays the object that it is. The call's own span serves the first
 * subscription; each further one has a span of its own.
 */
export function watchObservable(observable: object, run: SpanRun): void {
  const known = watches.get(observable, run.plan);
  if (known !== undefined) {
    // The method returned the same Observable before; the call that is waiting is the later one.
    known.call = run;
    known.waiting = run;
    return;
  }
  const watch = new ObservableWatch(observable, run);
  if (watch.install()) watches.set(observable, run.plan, watch);
  else run.end(); // frozen
}

class ObservableWatch {
  private readonly original: Method;

  constructor(
    private readonly observable: object,
    /** The last call that returned the Observable. */
    public call: SpanRun,
    /** The same, until a subscription takes its span. */
    public waiting: SpanRun | undefined = call,
  ) {
    this.original = (observable as { subscribe: Method }).subscribe;
  }

  install(): boolean {
    const watch = this;
    const value = {
      subscribe(this: unknown, ...args: unknown[]): unknown {
        return watch.subscribe(this, args);
      },
    }.subscribe;
    return Reflect.defineProperty(this.observable, 'subscribe', {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }

  private subscribe(self: unknown, args: unknown[]): unknown {
    const run = this.waiting ?? this.call.again();
    this.waiting = undefined;
    if (run === undefined) return Reflect.apply(this.original, self, args);
    run.resume();
    const consumer = activeContext(run.plan) ?? run.context;
    const follow = new SubscriptionWatch(run, (action) => runInContext(consumer, action, run.plan));
    const observers = follow.observe(args);
    let subscription: unknown;
    try {
      const subscribe = () => Reflect.apply(this.original, self, observers);
      subscription = runInContext(run.context, subscribe, run.plan);
    } catch (error) {
      run.fail(error);
      throw error;
    }
    try {
      follow.untilUnsubscribed(subscription);
    } catch (error) {
      run.plan.report(error);
    }
    return subscription;
  }
}

/** Tells the run how a subscription ends. What the subscriber does runs where the subscriber stood. */
class SubscriptionWatch {
  constructor(
    private readonly run: SpanRun,
    private readonly asConsumer: (action: () => unknown) => unknown,
  ) {}

  /** The arguments of `subscribe`, watched: an observer, or callbacks for value, error and completion. */
  observe(args: unknown[]): unknown[] {
    const [first, error, complete] = args;
    if (isSubscriber(first)) {
      // Operators hand on their subscriber, by which they also stop the source: it must stay the one.
      this.watchSubscriber(first);
      return args;
    }
    const isObserver = typeof first === 'object' && first !== null;
    return isObserver
      ? [this.wrap(first), ...args.slice(1)]
      : [this.wrap({ next: first, error, complete } as Observer)];
  }

  untilUnsubscribed(subscription: unknown): void {
    if (typeof subscription !== 'object' || subscription === null) return;
    const { add, unsubscribe } = subscription as Subscription;
    if (typeof add === 'function') add.call(subscription, () => this.run.end());
    else if (typeof unsubscribe === 'function') {
      const { run } = this;
      const value = function (this: unknown, ...args: unknown[]): unknown {
        run.end();
        return Reflect.apply(unsubscribe, this, args);
      };
      Reflect.defineProperty(subscription, 'unsubscribe', { value, writable: true, configurable: true });
    }
  }

  private wrap(observer: Observer): Observer {
    const { run, asConsumer } = this;
    return {
      next: (value) => asConsumer(() => observer.next?.(value)),
      error: (error) => {
        run.fail(error);
        // Thrown here it is an unhandled error for the library, as it is without an error callback.
        if (typeof observer.error !== 'function') throw error;
        return asConsumer(() => observer.error?.(error));
      },
      complete: () => {
        run.succeed(undefined);
        return asConsumer(() => observer.complete?.());
      },
    };
  }

  private watchSubscriber(subscriber: Required<Observer>): void {
    const { run, asConsumer } = this;
    const { next, error, complete } = subscriber;
    override(subscriber, 'next', (self, args) => asConsumer(() => Reflect.apply(next, self, args)));
    override(subscriber, 'error', (self, args) => {
      run.fail(args[0]);
      return asConsumer(() => Reflect.apply(error, self, args));
    });
    override(subscriber, 'complete', (self, args) => {
      run.succeed(undefined);
      return asConsumer(() => Reflect.apply(complete, self, args));
    });
    subscriber.add(() => run.end());
  }
}

function isSubscriber(value: unknown): value is Required<Observer> {
  if (typeof value !== 'object' || value === null || !('closed' in value)) return false;
  const { next, error, complete, add } = value as Observer;
  return [next, error, complete, add].every((method) => typeof method === 'function');
}

function override(target: object, name: string, body: (self: unknown, args: unknown[]) => unknown): void {
  const value = function (this: unknown, ...args: unknown[]): unknown {
    return body(this, args);
  };
  Reflect.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
}
