import type { Attributes, Context } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type { CallMeasurement, CallMetrics, CallOutcome, MeasuredMethod } from '../call-metrics.js';
import { describeCall } from './describe-call.js';
import { errorType } from './error-type.js';
import { subscriptionInstruments, subscriptionLag, subscriptionState } from './subscription-instruments.js';

/** The states of a subscription, with the numbers that the metric `subscription.state` shows for them. */
export const SUBSCRIPTION_STATES = {
  starting: 1,
  catching_up: 2,
  live: 3,
  paused: 4,
  stopped: 5,
  error: 6,
} as const;

export type SubscriptionState = keyof typeof SUBSCRIPTION_STATES;

/** What was recorded so far, with and without a meter provider. */
export interface SubscriptionSnapshot {
  readonly subscription: string;
  readonly eventsProcessed: number;
  readonly eventsFailed: number;
  /** `undefined` until it is set. */
  readonly currentLag: number | undefined;
  readonly currentState: SubscriptionState | undefined;
}

/**
 * The metrics of a subscription. As the option `metrics` of the method that handles an event, it counts and times the
 * calls while a meter provider is registered. Lag and state are set by the application.
 */
export interface SubscriptionMetrics extends CallMetrics {
  /**
   * A value for the option `metrics` of a method that handles a batch: each event of the batch counts as processed, or as
   * failed if the call fails; the batch has one duration.
   *
   * @param countEvents the number of events, from the method's arguments
   * @example
   * @Traced({ metrics: subscriptionMetrics('Orders').forBatches((events: Event[]) => events.length) })
   */
  forBatches<Args extends readonly unknown[]>(countEvents: (...args: Args) => number): CallMetrics;
  /**
   * @param milliseconds how long it took
   * @param events the number of events, for a batch. Default: 1
   */
  eventProcessed(milliseconds: number, events?: number): void;
  eventFailed(error: unknown, milliseconds: number, events?: number): void;
  /** @param events how many events the subscription is behind */
  setLag(events: number): void;
  setState(state: SubscriptionState): void;
  getSnapshot(): SubscriptionSnapshot;
  /** Sets the gauges of lag and state to 0: the subscription has ended. */
  close(): void;
}

const SLOT = Symbol.for('otel-traced.subscription-metrics.v2');

/**
 * The metrics of the subscription of this name: `subscription.events.processed`, `subscription.events.failed`,
 * `subscription.processing.duration` (in milliseconds), `subscription.lag` and `subscription.state`, with the attribute
 * `subscription`. Each call returns the same object until it is closed.
 *
 * @throws TypeError if the name isn't a non-empty string
 * @example
 * const metrics = subscriptionMetrics('OrderProjection');
 * metrics.setState('live');
 */
export function subscriptionMetrics(name: string): SubscriptionMetrics {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`subscriptionMetrics(): expected a non-empty string, got ${String(name)}.`);
  }
  const slots = globalThis as { [SLOT]?: Map<string, SubscriptionMetrics> };
  slots[SLOT] ??= new Map();
  const open = slots[SLOT];
  const metrics = open.get(name) ?? new NamedSubscription(name, () => open.delete(name));
  open.set(name, metrics);
  return metrics;
}

class NamedSubscription implements SubscriptionMetrics {
  private readonly attributes: Attributes;
  private processed = 0;
  private failed = 0;
  private currentLag: number | undefined;
  private currentState: SubscriptionState | undefined;

  constructor(
    private readonly name: string,
    private readonly onClose: () => void,
  ) {
    this.attributes = { subscription: name };
  }

  begin(
    _method: MeasuredMethod,
    _self: unknown,
    _args: readonly unknown[],
    context: Context,
  ): CallMeasurement {
    return { finish: (outcome) => this.record(outcome, 1, context) };
  }

  forBatches<Args extends readonly unknown[]>(countEvents: (...args: Args) => number): CallMetrics {
    return {
      begin: (method, self, args, context) => {
        const events = describeCall(countEvents, method, self, args) ?? 1;
        return { finish: (outcome) => this.record(outcome, events, context) };
      },
    };
  }

  eventProcessed(milliseconds: number, events = 1): void {
    this.record({ kind: 'returned', seconds: milliseconds / 1_000 }, events);
  }

  eventFailed(error: unknown, milliseconds: number, events = 1): void {
    this.record({ kind: 'threw', seconds: milliseconds / 1_000, errorType: errorType(error) }, events);
  }

  setLag(events: number): void {
    this.currentLag = events;
    subscriptionLag().set(events, this.attributes, this);
    subscriptionInstruments.current();
  }

  setState(state: SubscriptionState): void {
    if (!Object.hasOwn(SUBSCRIPTION_STATES, state)) {
      throw new TypeError(
        `setState(): expected one of ${Object.keys(SUBSCRIPTION_STATES).join(', ')}, got '${state}'.`,
      );
    }
    this.currentState = state;
    subscriptionState().set(SUBSCRIPTION_STATES[state], this.attributes, this);
    subscriptionInstruments.current();
  }

  getSnapshot(): SubscriptionSnapshot {
    return {
      subscription: this.name,
      eventsProcessed: this.processed,
      eventsFailed: this.failed,
      currentLag: this.currentLag,
      currentState: this.currentState,
    };
  }

  close(): void {
    subscriptionLag().release(this);
    subscriptionState().release(this);
    this.onClose();
  }

  private record({ kind, seconds, errorType }: CallOutcome, events: number, context?: Context): void {
    if (kind === 'given-up') return;
    const { processed, failed, duration } = subscriptionInstruments.current();
    if (errorType === undefined) this.processed += events;
    else this.failed += events;
    const attributes =
      errorType === undefined ? this.attributes : { ...this.attributes, [ATTR_OTEL_ERROR_TYPE]: errorType };
    (errorType === undefined ? processed : failed).add(events, attributes, context);
    duration.record(seconds * 1_000, attributes, context);
  }
}
