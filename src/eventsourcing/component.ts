import { SpanKind } from '@opentelemetry/api';
import { defineConvention } from '../functions/convention.js';
import type { Convention, TraceAttributes, TracedOptions } from '../options.js';
import { checkComponent } from './check-component.js';
import { type Fields, isObject } from './fact-value.js';
import { add, type FactName, type Facts, factAttributes, type MutableFacts } from './facts.js';
import { methodNames } from './method-names.js';
import { type Role, readArguments, readResult } from './read-call.js';
import type { EventReading } from './read-event.js';

/** One operation of a component family, a row of its table. */
export interface Operation {
  /** The last part of the span's name, where it is not the operation's own. */
  readonly span?: string;
  /** Further names of its method, in snake case. */
  readonly methods?: readonly string[];
  readonly kind?: SpanKind;
  /** What the method's own name says, where it is a name that the options gave. */
  readonly methodIs?: FactName;
  /** The documented parameters. */
  readonly takes?: readonly Role[] | ((args: readonly unknown[], reading: EventReading) => Facts);
  /** What is known after success. */
  readonly gives?: readonly FactName[] | ((result: unknown, args: readonly unknown[]) => Facts);
  /** What is known after failure. */
  readonly fails?: Facts;
  /** Attributes that each of its spans has. */
  readonly attributes?: TraceAttributes | ((args: readonly unknown[], self: unknown) => TraceAttributes);
  /** What else is traced in a way of its own: the parent, links, the name. */
  readonly traced?: TracedOptions;
}

/** A component family: a declarative table of what its spans are called and what they say. */
export interface Family<Name extends string> {
  /** The convention's function, for messages. */
  readonly convention: string;
  readonly prefix: string;
  readonly operations: { readonly [Operation_ in Name]: Operation };
  /** What the component itself says. */
  readonly self?: (self: Fields) => Facts;
  /** Attributes that all its spans have, from their start. */
  readonly attributes?: TraceAttributes;
  /** Options of the family alone, besides the common ones. */
  readonly options?: readonly string[];
}

/** What every component's convention takes. */
export interface ComponentOptions<Name extends string> extends EventReading {
  /**
   * The component's switch. A function is asked at each call, with the component as `this`:
   * `enabled() { return this.enableTracing; }`.
   * @default true; false for projections
   */
  readonly enabled?: Convention['enabled'];
  /** Methods that go by other names: `{ commit: 'append_events' }`. Both spellings of the family's names are known. */
  readonly operations?: { readonly [method: string]: Name };
  /** Operations that are not traced. @default none */
  readonly without?: readonly Name[];
  /**
   * Reads arguments that are not of the documented shape, by operation:
   * `{ append_events: (order: Order) => ({ aggregateId: order.id }) }`. What it leaves out is read as documented,
   * `null` leaves a fact off the span.
   */
  readonly read?: { readonly [Operation_ in Name]?: (...args: never) => Facts | undefined };
  /** Reads results that are not of the documented shape, by operation. It gets the result, then the arguments. */
  readonly results?: { readonly [Operation_ in Name]?: (result: never, ...args: never) => Facts | undefined };
}

/** The convention of one component: a family's table under a component's options. */
export function componentConvention<Name extends string>(
  family: Family<Name>,
  options: ComponentOptions<Name>,
): Convention {
  checkComponent(family, options);
  const { enabled = true, without = [], operations = {} } = options;
  const methods: Record<string, TracedOptions> = {};
  const renamed = Object.keys(operations);
  for (const name of Object.keys(family.operations) as Name[]) {
    if (without.includes(name)) continue;
    const { methods: others = [], methodIs } = family.operations[name] as Operation;
    const traced = operationOptions(family, name, options);
    for (const method of [name, ...others].flatMap(methodNames))
      if (!renamed.includes(method)) methods[method] = traced;
    for (const method of renamed) {
      if (operations[method] !== name) continue;
      const said = methodIs === undefined ? {} : { [methodIs]: method };
      methods[method] = operationOptions(family, name, options, said);
    }
  }
  return defineConvention({
    enabled,
    attributes: family.attributes ?? {},
    include: Object.keys(methods),
    methods,
  });
}

function operationOptions<Name extends string>(
  family: Family<Name>,
  name: Name,
  options: ComponentOptions<Name>,
  said?: Facts,
): TracedOptions {
  const {
    span = name,
    kind = SpanKind.INTERNAL,
    takes = [],
    gives,
    fails,
    attributes,
    traced,
  } = family.operations[name] as Operation;
  const read = options.read?.[name];
  const readOutcome = options.results?.[name];

  function callAttributes(this: unknown, ...args: readonly unknown[]): TraceAttributes {
    const facts: MutableFacts = {};
    if (read !== undefined) add(facts, Reflect.apply(read, this, args));
    add(facts, said);
    add(facts, typeof takes === 'function' ? takes(args, options) : readArguments(takes, args, options));
    if (family.self !== undefined && isObject(this)) add(facts, family.self(this));
    const more = typeof attributes === 'function' ? attributes(args, this) : attributes;
    const known = factAttributes(facts);
    // At each call: on Node 20 a spread that anything follows takes ten times as long.
    return more === undefined ? known : Object.assign({}, more, known);
  }

  function resultAttributes(this: unknown, result: unknown, ...args: readonly unknown[]) {
    const facts: MutableFacts = {};
    if (readOutcome !== undefined) add(facts, Reflect.apply(readOutcome, this, [result, ...args]));
    if (gives !== undefined)
      add(facts, typeof gives === 'function' ? gives(result, args) : readResult(gives, result));
    return factAttributes(facts);
  }

  return {
    name: `${family.prefix}.${span}`,
    kind,
    attributes: callAttributes,
    ...(gives !== undefined || readOutcome !== undefined ? { resultAttributes } : undefined),
    ...(fails !== undefined ? { errorAttributes: () => factAttributes(fails) } : undefined),
    ...traced,
  };
}
