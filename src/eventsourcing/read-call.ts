import { className, type Fields, factIn, factValue, fieldOf, isObject } from './fact-value.js';
import { add, type FactName, isFactName, type MutableFacts } from './facts.js';
import { type EventReading, isEvent, readAggregate, readEvent, readEvents } from './read-event.js';

/** What an argument is: a fact, or something that facts are read from. */
export type Role =
  | FactName
  | 'event'
  | 'events'
  | 'items'
  | 'aggregate'
  | 'model'
  | 'subscription'
  | 'error'
  | 'handler'
  | 'handlers'
  | 'filters';

/**
 * The facts in a call's arguments. Each argument takes the first role that is free and that it can be, so optional ones
 * may be left out; what is not given by position is looked for in the objects among the arguments.
 */
export function readArguments(
  roles: readonly Role[],
  args: readonly unknown[],
  reading: EventReading,
): MutableFacts {
  const facts: MutableFacts = {};
  const free = new Set(roles);
  for (const [index, arg] of args.entries()) {
    const role = arg === undefined || arg === null ? roles[index] : firstFit(free, arg, reading);
    if (role === undefined) continue;
    free.delete(role);
    add(facts, factsOf(role, arg, reading));
  }
  for (const source of args.filter(isObject)) {
    for (const role of free) add(facts, namedFacts(role, source, reading));
  }
  return facts;
}

/** The facts in what a call gave: a number, a text or a flag, the fields of an object, the length of a list. */
export function readResult(roles: readonly FactName[], result: unknown): MutableFacts {
  const facts: MutableFacts = {};
  if (Array.isArray(result)) return roles.includes('eventCount') ? { eventCount: result.length } : facts;
  if (!isObject(result)) {
    const role = roles.find((name) => factValue(name, result) !== undefined);
    return role === undefined ? facts : { [role]: factValue(role, result) };
  }
  for (const role of roles) add(facts, { [role]: factIn(role, result) });
  if (roles.includes('eventCount') && Array.isArray(result.events))
    add(facts, { eventCount: result.events.length });
  return facts;
}

function firstFit(free: ReadonlySet<Role>, value: unknown, reading: EventReading): Role | undefined {
  for (const role of free) if (fits(role, value, reading)) return role;
  return undefined;
}

function fits(role: Role, value: unknown, reading: EventReading): boolean {
  switch (role) {
    case 'event':
      return isEvent(value, reading);
    case 'events':
    case 'items':
    case 'handlers':
      return Array.isArray(value) || value instanceof Set;
    case 'aggregate':
    case 'model':
    case 'subscription':
    case 'filters':
      return isObject(value);
    case 'error':
      return value instanceof Error;
    case 'handler':
      return isHandler(value);
    default:
      return factValue(role, value) !== undefined;
  }
}

function factsOf(role: Role, value: unknown, reading: EventReading): MutableFacts {
  if (value === undefined || value === null) return {};
  switch (role) {
    case 'event':
      return readEvent(value, reading);
    case 'events':
      return readEvents([...(value as Iterable<unknown>)], reading);
    case 'items':
      return { batchSize: sizeOf(value) };
    case 'handlers':
      return { handlerCount: sizeOf(value) };
    case 'aggregate':
      return readAggregate(value as Fields);
    case 'model':
      return { readModelId: factIn('readModelId', value as Fields) };
    case 'subscription':
      return {
        subscriptionName: namedOf('subscriptionName', value as Fields),
        subscriptionState: factIn('subscriptionState', value as Fields),
      };
    case 'filters':
      return { filterCount: Object.keys(value).length };
    case 'error':
      return { errorType: className(value as object) };
    case 'handler':
      return { handlerName: handlerName(value) };
    default:
      return { [role]: factValue(role, value) };
  }
}

const FIELDS: { readonly [role: string]: readonly string[] } = {
  event: ['event'],
  events: ['events', 'messages'],
  items: ['items', 'models'],
  aggregate: ['aggregate'],
  model: ['model'],
  error: ['error'],
  handler: ['handler'],
  handlers: ['handlers'],
  subscription: ['subscription'],
  filters: ['filters', 'filter', 'where'],
};

function namedFacts(role: Role, source: Fields, reading: EventReading): MutableFacts {
  if (isFactName(role)) return { [role]: factIn(role, source) };
  const value = fieldOf(source, ...(FIELDS[role] ?? []));
  return value !== undefined && fits(role, value, reading) ? factsOf(role, value, reading) : {};
}

function isHandler(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return isObject(value) && (typeof value.handle === 'function' || typeof value.handleEvent === 'function');
}

function handlerName(handler: unknown): string | undefined {
  if (typeof handler === 'function') return handler.name || undefined;
  return namedOf('handlerName', handler as Fields);
}

/** The name of an object: the fact's field, its `name`, or its class. */
export function namedOf(name: FactName, value: Fields): string | undefined {
  return (factIn(name, value) ?? factValue(name, value.name) ?? className(value)) as string | undefined;
}

function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : (value as Set<unknown>).size;
}
