import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM,
  ATTR_DB_SYSTEM_NAME,
  ATTR_MESSAGING_DESTINATION,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_OPERATION,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM,
  ATTR_MESSAGING_SYSTEM_NAME,
} from '../attributes.js';
import type { AttributeInput } from '../options.js';
import { semconvFor } from '../shared/semconv.js';

/** `'stable'`: the current names. `'legacy'`: the older ones (`db.system`, `messaging.destination`). `'both'`: each. */
export type Semconv = 'stable' | 'legacy' | 'both';

type Value = readonly [stable: string | null, legacy: string | null, value: AttributeInput];

/** The names that a component uses, by its option or by what is set for the process; `'stable'` by default. */
export function semconvOf(signal: 'database' | 'messaging', option: Semconv | 'seed' | undefined): Semconv {
  return semconvFor(signal, option) ?? 'stable';
}

export interface DatabaseFacts {
  readonly system?: string;
  readonly namespace?: string;
  readonly collection?: string;
  readonly operation?: string;
}

export function databaseAttributes(semconv: Semconv, facts: DatabaseFacts): Record<string, AttributeInput> {
  return named(semconv, [
    [ATTR_DB_SYSTEM_NAME, ATTR_DB_SYSTEM, facts.system],
    [ATTR_DB_NAMESPACE, ATTR_DB_NAME, facts.namespace],
    [ATTR_DB_OPERATION_NAME, ATTR_DB_OPERATION, facts.operation],
    [ATTR_DB_COLLECTION_NAME, null, facts.collection],
  ]);
}

export interface MessagingFacts {
  readonly system?: string;
  readonly destination?: string;
  /** What the bus calls the operation, and its kind. */
  readonly operation?: readonly [name: string, type: 'send' | 'process'];
}

export function messagingAttributes(semconv: Semconv, facts: MessagingFacts): Record<string, AttributeInput> {
  const [name, type] = facts.operation ?? [];
  return named(semconv, [
    [ATTR_MESSAGING_SYSTEM_NAME, ATTR_MESSAGING_SYSTEM, facts.system],
    [ATTR_MESSAGING_DESTINATION_NAME, ATTR_MESSAGING_DESTINATION, facts.destination],
    [ATTR_MESSAGING_OPERATION_TYPE, null, type],
    [ATTR_MESSAGING_OPERATION_NAME, null, name],
    [null, ATTR_MESSAGING_OPERATION, name === 'consume' ? 'receive' : name],
  ]);
}

function named(semconv: Semconv, values: readonly Value[]): Record<string, AttributeInput> {
  const attributes: Record<string, AttributeInput> = {};
  for (const [stable, legacy, value] of values) {
    if (value === undefined) continue;
    if (stable !== null && semconv !== 'legacy') attributes[stable] = value;
    if (legacy !== null && semconv !== 'stable') attributes[legacy] = value;
  }
  return attributes;
}
