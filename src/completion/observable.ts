import type { Context } from '@opentelemetry/api';
import { activeContext, runInContext } from '../context/run-in-context.js';
import type { TracedCall } from '../engine/traced-call.js';
import { hasMethod } from './has-method.js';
import { ByPlan, defineHidden } from './observed-objects.js';

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

// A Subject takes values, a store or an actor takes actions: their subscribers don't start any work.
const HOT = ['next', 'dispatch', 'getState', 'getSnapshot', 'send'];

/**
 * Whether `value` is an Observable, of rxjs or of another library that follows its shape, whose work begins with the
 * subscription.
 */
export function isObservable(value: object): boolean {
  if (!hasMethod(value, 'subscribe') || !('@@observable' in value || hasMethod(value, 'pipe'))) return false;
  return !HOT.some((name) => hasMethod(value, name));
}

/** How the subscriptions to one Observable are traced. */
interface Subscriptions {
  /** The last call that returned the Observable. */
  call: TracedCall;
  /** The same, until a subscription takes its span. */
  waiting: TracedCall | undefined;
}

const subscriptionsOf = new WeakMap<object, Subscriptions>();

/** What callers got for an Observable, weakly: to keep one must not keep the arguments of the call that returned it. */
const results = new ByPlan<WeakRef<object>>();

/**
 * What the caller gets for an Observable: one whose subscriptions are traced. The call's own span serves the first
 * subscription; each further one has a span of its own.
 *
 * For an Observable of rxjs it inherits from that one, so that others who hold it see no change. One of a derived class or
 * of another library, which may keep private state, is traced in place.
 */
export function observeObservable(observable: object, call: TracedCall): object {
  const earlier = results.get(observable, call.plan)?.deref();
  const subscriptions = earlier && subscriptionsOf.get(earlier);
  if (subscriptions !== undefined) {
    subscriptions.call = call;
    subscriptions.waiting = call;
    return earlier as object;
  }
  const result = isPlain(observable) ? (Object.create(observable) as object) : observable;
  if (!traceSubscriptions(observable, result, { call, waiting: call })) {
    call.end(); // frozen
    return observable;
  }
  if (typeof WeakRef !== 'undefined') results.set(observable, call.plan, new WeakRef(result));
  return result;
}

function isPlain(observable: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(observable);
  return prototype !== null && Object.hasOwn(prototype, 'subscribe') && Object.hasOwn(prototype, 'lift');
}

function traceSubscriptions(observable: object, result: object, subscriptions: Subscriptions): boolean {
  const original = (observable as { subscribe: Method }).subscribe;
  const value = {
    subscribe(this: unknown, ...args: unknown[]): unknown {
      const call = subscriptions.waiting ?? subscriptions.call.restart();
      subscriptions.waiting = undefined;
      const self = this === result ? observable : this;
      return call === undefined ? Reflect.apply(original, self, args) : subscribe(call, original, self, args);
    },
  }.subscribe;
  if (!defineHidden(result, 'subscribe', value)) return false;
  subscriptionsOf.set(result, subscriptions);
  return true;
}

function subscribe(call: TracedCall, original: Method, self: unknown, args: unknown[]): unknown {
  call.resume();
  const observer = new TracedSubscription(call);
  const observers = observer.observe(args);
  let subscription: unknown;
  try {
    subscription = runInContext(call.context, () => Reflect.apply(original, self, observers), call.plan);
  } catch (error) {
    call.fail(error);
    throw error;
  }
  try {
    observer.untilUnsubscribed(subscription);
  } catch (error) {
    call.plan.report(error);
  }
  return subscription;
}

/** Ends the call as its subscription ends. */
class TracedSubscription {
  private readonly subscriberContext: Context;

  constructor(private readonly call: TracedCall) {
    this.subscriberContext = activeContext(call.plan) ?? call.context;
  }

  /** The arguments of `subscribe`, observed: an observer, or callbacks for value, error and completion. */
  observe(args: unknown[]): unknown[] {
    const [first, error, complete] = args;
    if (isSubscriber(first)) {
      // Operators hand on their subscriber, by which they also stop the source: it must stay the one.
      this.observeSubscriber(first);
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
    if (typeof add === 'function') add.call(subscription, () => this.call.end());
    else if (typeof unsubscribe === 'function') {
      const { call } = this;
      defineHidden(subscription, 'unsubscribe', function (this: unknown, ...args: unknown[]): unknown {
        call.end();
        return Reflect.apply(unsubscribe, this, args);
      });
    }
  }

  /**
   * The subscriber's callbacks run where it subscribed, if they would run in the call's own context. What an emitter runs
   * stays in the emitter's context.
   */
  private asSubscriber(action: () => unknown): unknown {
    const { call, subscriberContext } = this;
    return activeContext(call.plan) === call.context
      ? runInContext(subscriberContext, action, call.plan)
      : action();
  }

  private wrap(observer: Observer): Observer {
    const { call } = this;
    return {
      next: (value) => this.asSubscriber(() => observer.next?.(value)),
      error: (error) => {
        call.fail(error);
        // Thrown here it is an unhandled error for the library, as it is without an error callback.
        if (typeof observer.error !== 'function') throw error;
        return this.asSubscriber(() => observer.error?.(error));
      },
      complete: () => {
        call.succeed(undefined);
        return this.asSubscriber(() => observer.complete?.());
      },
    };
  }

  private observeSubscriber(subscriber: Required<Observer>): void {
    const { call } = this;
    const { next, error, complete } = subscriber;
    const asSubscriber = (method: Method, self: unknown, args: unknown[]) =>
      this.asSubscriber(() => Reflect.apply(method, self, args));
    defineHidden(subscriber, 'next', function (this: unknown, ...args) {
      return asSubscriber(next, this, args);
    });
    defineHidden(subscriber, 'error', function (this: unknown, ...args) {
      call.fail(args[0]);
      return asSubscriber(error, this, args);
    });
    defineHidden(subscriber, 'complete', function (this: unknown, ...args) {
      call.succeed(undefined);
      return asSubscriber(complete, this, args);
    });
    subscriber.add(() => call.end());
  }
}

function isSubscriber(value: unknown): value is Required<Observer> {
  if (typeof value !== 'object' || value === null || !('closed' in value)) return false;
  const { next, error, complete, add } = value as Observer;
  return [next, error, complete, add].every((method) => typeof method === 'function');
}
