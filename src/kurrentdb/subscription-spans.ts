import { context } from '@opentelemetry/api';
import { runInContext } from '../context/run-in-context.js';
import { inConsumerSpan, type SubscriptionSource } from './consumer-span.js';
import type { Instrumentation } from './instrumentation.js';
import { Iterations } from './iterations.js';
import { type Emitter, emitInSpan, onlyCallsListeners } from './listeners.js';
import { type ReplacedMember, replaceMember } from './replace-member.js';

type Subscribe = (this: object, ...args: unknown[]) => object;

/** The methods that subscribe, and where each has its options. */
const OPTIONS_AT: Readonly<Record<string, number>> = {
  subscribeToStream: 1,
  subscribeToAll: 0,
  subscribeToPersistentSubscriptionToStream: 2,
  subscribeToPersistentSubscriptionToAll: 1,
};

/** Gives each event of the subscriptions that are made from now on a consumer span. */
export function traceSubscriptions(
  prototype: object,
  instrumentation: Instrumentation,
): (ReplacedMember | undefined)[] {
  return Object.entries(OPTIONS_AT).map(([key, optionsAt]) =>
    replaceMember(
      prototype,
      key,
      (original) =>
        function subscribe(this: object, ...args: unknown[]): object {
          const subscription = Reflect.apply(original as Subscribe, this, args);
          if (instrumentation.on) watchSafely(subscription, this, args[optionsAt], instrumentation);
          return subscription;
        },
    ),
  );
}

function watchSafely(
  subscription: object,
  client: object,
  options: unknown,
  instrumentation: Instrumentation,
): void {
  try {
    const { credentials } = (options ?? {}) as { credentials?: unknown };
    void instrumentation.servers.learn(client);
    const id = () => (subscription as { id?: string }).id;
    const callsListeners = onlyCallsListeners(subscription as Emitter);
    watch(subscription as Emitter, { instrumentation, client, credentials, id, callsListeners });
  } catch (error) {
    instrumentation.report(error);
  }
}

/** Every event passes `emit('data')` once: on its way to listeners, to a loop, or to whoever calls `read()`. */
function watch(subscription: Emitter, source: SubscriptionSource): void {
  const { instrumentation } = source;
  // Where the subscription was made. An event may be emitted from within the handler of another one.
  const home = context.active();
  const iterations = new Iterations(source);
  replaceMember(subscription, 'emit', (original) => {
    const emit = original as Emitter['emit'];
    return function (this: unknown, name: string | symbol, ...args: unknown[]): boolean {
      if (name === 'close') iterations.close();
      if (name !== 'data' || !instrumentation.active || iterations.running) {
        return Reflect.apply(emit, this, [name, ...args]);
      }
      const [event] = args;
      return runInContext(
        home,
        () => {
          if (subscription.listenerCount('data') > 0) return emitInSpan(source, subscription, emit, event);
          inConsumerSpan(source, event, () => undefined);
          return Reflect.apply(emit, this, [name, ...args]);
        },
        instrumentation,
      );
    };
  });
  for (const key of [Symbol.asyncIterator, 'iterator']) {
    replaceMember(
      subscription,
      key,
      (original) =>
        function (this: unknown, ...args: unknown[]): object {
          const iterator = Reflect.apply(original as () => object, this, args);
          if (instrumentation.on) iterations.follow(iterator);
          return iterator;
        },
    );
  }
}
