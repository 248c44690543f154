import { context } from '@opentelemetry/api';
import { inConsumerSpan, type SubscriptionSource } from './consumer-span.js';
import { keepReceived } from './received-events.js';
import { replaceMember } from './replace-member.js';

type Step = (this: unknown, ...args: unknown[]) => Promise<IteratorResult<unknown>>;

// How a loop that was left early ends the span: by `break` or by an error, which can't be told apart.
const LEFT = Symbol('left');

/**
 * Gives each event of an iteration a consumer span, from the moment it is handed out until the next one is asked for.
 * The loop's body is the consumer's own code and runs in the consumer's own context: see `withConsumerSpan`.
 */
export class Iterations {
  readonly #open = new Set<EventSpan>();
  #running = 0;

  constructor(private readonly source: SubscriptionSource) {}

  /** Whether an iteration is running. */
  get running(): boolean {
    return this.#running > 0;
  }

  /** Follows an iterator of the subscription in place. */
  follow(iterator: object): void {
    let current: EventSpan | undefined;
    let state: 'new' | 'running' | 'over' = 'new';
    const over = () => {
      if (state === 'running') this.#running--;
      state = 'over';
    };
    const hand = (step: IteratorResult<unknown>) => {
      if (step.done) over();
      else if (state === 'running') {
        current?.succeed(); // more than one event was asked for at a time
        current = this.#handOut(step.value);
      }
      return step;
    };
    replaceMember(iterator, 'next', (original) => (...args: unknown[]) => {
      if (state === 'new') {
        state = 'running';
        this.#running++;
      }
      current?.succeed();
      current = undefined;
      return Reflect.apply(original as Step, iterator, args).then(hand, (error: unknown) => {
        over();
        throw error;
      });
    });
    for (const step of ['return', 'throw'] as const) {
      replaceMember(iterator, step, (original) => (...args: unknown[]) => {
        current?.leave();
        current = undefined;
        over();
        return Reflect.apply(original as Step, iterator, args);
      });
    }
  }

  /** Ends what is open, for the subscription is closed and nobody may ask for another event. */
  close(): void {
    for (const span of this.#open) span.leave();
  }

  #handOut(event: unknown): EventSpan | undefined {
    if (typeof event !== 'object' || event === null) return undefined;
    const span = EventSpan.open(this.source, event, () => this.#open.delete(span as EventSpan));
    if (span !== undefined) this.#open.add(span);
    return span;
  }
}

/** The consumer span of one event that a loop holds. */
class EventSpan {
  #failure: { readonly error: unknown } | undefined;
  #settle: { resolve(): void; reject(error: unknown): void } | undefined;

  private constructor(
    private readonly onEnd: () => void,
    private readonly isLegacy: boolean,
  ) {}

  static open(source: SubscriptionSource, event: object, onEnd: () => void): EventSpan | undefined {
    const opened = new EventSpan(onEnd, source.instrumentation.isLegacy);
    const handled = inConsumerSpan(
      source,
      event,
      (span) => (span === undefined ? undefined : opened.#begin(event)),
      (error) => error !== LEFT,
    );
    handled?.catch(() => {}); // the span has it; the loop has its own way to fail
    return opened.#settle === undefined ? undefined : opened;
  }

  #begin(event: object): Promise<void> {
    const forget = keepReceived(event, {
      context: context.active(),
      fail: (error) => {
        this.#failure ??= { error };
      },
    });
    return new Promise((resolve, reject) => {
      const end = (outcome: () => void) => {
        this.#settle = undefined;
        forget();
        this.onEnd();
        outcome();
      };
      this.#settle = { resolve: () => end(resolve), reject: (error) => end(() => reject(error)) };
    });
  }

  /** The loop went on to the next event. */
  succeed(): void {
    if (this.#failure !== undefined) this.#settle?.reject(this.#failure.error);
    else this.#settle?.resolve();
  }

  /**
   * The loop was left. Whether the event was handled is known to `withConsumerSpan` only; by the older names, an event that
   * was handed out without a known failure is a success.
   */
  leave(): void {
    if (this.#failure === undefined && !this.isLegacy) this.#settle?.reject(LEFT);
    else this.succeed();
  }
}
