import type { Attributes } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type { CallMeasurement, CallMetrics, CallOutcome } from '../call-metrics.js';
import { typeOf } from './error-type.js';
import { LatestValues } from './latest-values.js';
import { COMPONENT_SCOPE } from './meter-scope.js';
import { subscriptionInstruments } from './subscription-instruments.js';

/** The states of a subscription, and the numbers that the metric `subscription.state` has for them. */
export const SUBSCRIPTION_STATES = {
  starting: 1,
  catching_up: 2,
  live: 3,
  paused: 4,
  stopped: 5,
  error: 6,
} as const;

export type SubscriptionState = keyof typeof SUBSCRIPTION_STATES;

/** What was recorded so far, whether a meter provider is registered or not. */
export interface SubscriptionSnapshot {
  readonly subscription: string;
  readonly eventsProcessed: number;
  readonly eventsFailed: number;
  /** `undefined` until it was set. */
  readonly currentLag: number | undefined;
  readonly currentState: SubscriptionState | undefined;
}

/**
 * The metrics of a subscription. As the option `metrics` of the method that handles an event they count and time its
 * calls, where a meter provider is registered; lag and state are set by hand.
 */
export interface SubscriptionMetrics extends CallMetrics {
  /** @param milliseconds how long it took */
  eventProcessed(milliseconds: number): void;
  eventFailed(error: unknown, milliseconds: number): void;
  /** @param events how many events the subscription is behind */
  setLag(events: number): void;
  setState(state: SubscriptionState): void;
  getSnapshot(): SubscriptionSnapshot;
  /** Takes lag and state from what is collected: the subscription is no more. */
  close(): void;
}

const KEY = Symbol.for('otel-traced.subscription-metrics.v1');

/**
 * The metrics of the subscription of this name, the same for each call: `subscription.events.processed`,
 * `subscription.events.failed`, `subscription.processing.duration` (in milliseconds), `subscription.lag` and
 * `subscription.state`, with the attribute `subscription`.
 */
export function subscriptionMetrics(name: string): SubscriptionMetrics {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`subscriptionMetrics(): expected the subscription's name, got ${String(name)}.`);
  }
  const slots = globalThis as { [KEY]?: Map<string, SubscriptionMetrics> };
  slots[KEY] ??= new Map();
  const known = slots[KEY];
  const metrics = known.get(name) ?? new NamedSubscription(name, () => known.delete(name));
  known.set(name, metrics);
  return metrics;
}

class NamedSubscription implements SubscriptionMetrics {
  private readonly attributes: Attributes;
  private readonly lag = new LatestValues();
  private readonly states = new LatestValues();
  private processed = 0;
  private failed = 0;
  private currentLag: number | undefined;
  private currentState: SubscriptionState | undefined;

  private readonly instruments = subscriptionInstruments(this.lag, this.states);

  constructor(
    private readonly name: string,
    private readonly forget: () => void,
  ) {
    this.attributes = { subscription: name };
  }

  begin(): CallMeasurement {
    return { finish: (outcome) => this.record(outcome) };
  }

  eventProcessed(milliseconds: number): void {
    this.record({ kind: 'returned', seconds: milliseconds / 1_000 });
  }

  eventFailed(error: unknown, milliseconds: number): void {
    this.record({ kind: 'threw', seconds: milliseconds / 1_000, errorType: typeOf(error) });
  }

  setLag(events: number): void {
    this.currentLag = events;
    this.lag.set(this.name, events, this.attributes);
    this.instruments.current(COMPONENT_SCOPE);
  }

  setState(state: SubscriptionState): void {
    const number = SUBSCRIPTION_STATES[state];
    if (number === undefined) {
      throw new TypeError(
        `setState(): '${state}' is no state of a subscription. They are ${Object.keys(SUBSCRIPTION_STATES).join(', ')}.`,
      );
    }
    this.currentState = state;
    this.states.set(this.name, number, { ...this.attributes, state_name: state });
    this.instruments.current(COMPONENT_SCOPE);
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
    this.lag.clear();
    this.states.clear();
    this.instruments.dispose();
    this.forget();
  }

  private record({ kind, seconds, errorType }: CallOutcome): void {
    if (kind === 'given-up') return;
    const { processed, failed, duration } = this.instruments.current(COMPONENT_SCOPE);
    const attributes =
      errorType === undefined
        ? this.attributes
        : Object.assign({}, this.attributes, { [ATTR_OTEL_ERROR_TYPE]: errorType });
    if (errorType === undefined) {
      this.processed++;
      processed.add(1, attributes);
    } else {
      this.failed++;
      failed.add(1, attributes);
    }
    duration.record(seconds * 1_000, attributes);
  }
}
