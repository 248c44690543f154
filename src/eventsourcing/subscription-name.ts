import { type Fields, factIn, factValue, isObject } from './fact-value.js';
import { type Facts, factAttributes } from './facts.js';

export interface SubscriptionOptions {
  /** @default the component's field `subscriptionName` or `name`, or the `name` of its `subscription` or `config` */
  readonly subscriptionName?: string;
}

/** What the component of one subscription says of it. */
export function subscriptionFacts(options: SubscriptionOptions) {
  const { subscriptionName } = options;
  const self =
    subscriptionName === undefined
      ? (component: Fields) => ({ subscriptionName: nameOf(component) })
      : undefined;
  return { self, attributes: factAttributes({ subscriptionName }), options: ['subscriptionName'] };
}

/** The state of a subscription in what a method gave, or in the subscription that it was given. */
export function stateAfter(result: unknown, args: readonly unknown[]): Facts {
  const direct = isObject(result)
    ? factIn('subscriptionState', result)
    : factValue('subscriptionState', result);
  const [subscription] = args;
  return {
    subscriptionState:
      direct ?? (isObject(subscription) ? factIn('subscriptionState', subscription) : undefined),
  };
}

function nameOf(self: Fields): Facts['subscriptionName'] {
  for (const source of [self, self.subscription, self.config]) {
    if (!isObject(source)) continue;
    const name = factIn('subscriptionName', source) ?? factValue('subscriptionName', source.name);
    if (name !== undefined) return name;
  }
  return undefined;
}
