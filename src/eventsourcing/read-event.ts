import { className, type Fields, factIn, factValue, fieldOf, isObject } from './fact-value.js';
import { add, type Facts, type MutableFacts } from './facts.js';

export interface EventReading {
  /**
   * Reads events that are not of the documented shape: `eventId`, `eventType`, `aggregateId`, `aggregateType`,
   * `tenantId` and `actorId`, in camel or snake case, of the event or of its `metadata`. What it leaves out is read as
   * documented.
   */
  readonly event?: (event: never) => Facts | undefined;
  /** Whether events' actors are recorded: personal data in most systems. @default false */
  readonly actor?: boolean;
}

// Enough to see whether a batch is of one kind, without a walk through all of a large one.
const COMPARED = 100;

/**
 * An event: `eventId`, `eventType`, `aggregateId`, `aggregateType`, `tenantId`, in camel or snake case, itself or in its
 * `metadata`; `id` and `type` will do, and a class's name stands for its type. `{ event, position }` is read as well.
 */
export function readEvent(value: unknown, reading: EventReading): MutableFacts {
  const { event: reader, actor } = reading;
  const facts: MutableFacts = {};
  if (reader !== undefined) add(facts, Reflect.apply(reader, undefined, [value]));
  if (!isObject(value)) return facts;
  if (isObject(value.event)) add(facts, readEvent(value.event, { actor }));
  add(facts, readFields(value, actor === true));
  return facts;
}

/** Whether `value` looks like an event rather than like an object of arguments. With a reader, any object may be one. */
export function isEvent(value: unknown, { event: reader }: EventReading): value is Fields {
  if (!isObject(value) || value instanceof Error) return false;
  if (reader !== undefined) return true;
  return typeOf(value) !== undefined || isObject(value.event) || factIn('eventId', value) !== undefined;
}

/** A list of events: how many, and what they have in common. */
export function readEvents(values: readonly unknown[], reading: EventReading): MutableFacts {
  const [first, ...others] = values.slice(0, COMPARED).map((value) => readEvent(value, reading));
  const facts: MutableFacts = { eventCount: values.length };
  if (first === undefined || values.length > COMPARED) return facts;
  if (others.length === 0) return Object.assign(first, facts);
  for (const name of ['eventType', 'aggregateId', 'aggregateType', 'tenantId', 'actorId'] as const) {
    if (others.every((other) => other[name] === first[name])) facts[name] = first[name];
  }
  return facts;
}

/** An aggregate: its identity, its type, its version and how many events it has not saved yet. */
export function readAggregate(value: Fields): MutableFacts {
  const pending = fieldOf(
    value,
    'uncommittedEvents',
    'uncommitted_events',
    'pendingEvents',
    'pending_events',
    'changes',
  );
  return {
    aggregateId: factIn('aggregateId', value) ?? factValue('aggregateId', value.id),
    aggregateType: factIn('aggregateType', value) ?? className(value),
    eventCount: Array.isArray(pending) ? pending.length : undefined,
    version: factIn('version', value),
  };
}

function readFields(event: Fields, actor: boolean): MutableFacts {
  const metadata = isObject(event.metadata) ? event.metadata : {};
  return {
    eventId: factIn('eventId', event) ?? factValue('eventId', event.id),
    eventType: typeOf(event),
    aggregateId: factIn('aggregateId', event),
    aggregateType: factIn('aggregateType', event),
    tenantId: factIn('tenantId', event) ?? factIn('tenantId', metadata),
    actorId: actor ? (factIn('actorId', event) ?? factIn('actorId', metadata)) : undefined,
    position: factIn('position', event),
  };
}

function typeOf(event: Fields): string | undefined {
  const type = factIn('eventType', event) ?? factValue('eventType', event.type) ?? className(event);
  return type as string | undefined;
}
