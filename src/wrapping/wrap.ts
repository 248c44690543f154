import type { Span, Tracer } from '@opentelemetry/api';
import { settle } from '../completion/complete.js';
import { watchNewGenerator } from '../completion/iterator.js';
import { isNothingRegistered, makeRegistryPlace, registeredProvider } from '../context/active-tracer.js';
import { activeContext } from '../context/run-in-context.js';
import type { CallPlan } from '../engine/call-plan.js';
import { NO_SPAN, startAgain, startRun } from '../engine/traced-call.js';
import { type Callable, isAsyncFunction, isGeneratorFunction } from '../shared/function-kinds.js';
import { copyProperties } from './copy-properties.js';
import { METHOD_MARK } from './wrapper-info.js';

const NOTHING: readonly unknown[] = [];

/** A function that does what `fn` does, each call traced by `plan`. */
export function wrapFunction(fn: Callable, plan: CallPlan): Callable {
  const call = isGeneratorFunction(fn) ? callGenerator : callInSpan;
  plan.isAsync = isAsyncFunction(fn);
  makeRegistryPlace();
  const constructible = Object.hasOwn(fn, 'prototype') && !isGeneratorFunction(fn);
  const wrapper = constructible ? constructibleWrapper(fn, plan, call) : methodWrapper(fn, plan, call);
  // A wrapper of a wrapper has a mark of its own.
  copyProperties(fn, wrapper, METHOD_MARK);
  return wrapper;
}

type Call = (plan: CallPlan, tracer: Tracer | null, fn: Callable, self: unknown, args: unknown[]) => unknown;

// A method of an object literal: like a class's method it has no `prototype` and refuses `new`.
function methodWrapper(fn: Callable, plan: CallPlan, call: Call): Callable {
  const traced = tracedCall(fn, plan, call);
  return {
    wrapper(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(isOff(plan) ? fn : traced, this, args);
    },
  }.wrapper;
}

function constructibleWrapper(fn: Callable, plan: CallPlan, call: Call): Callable {
  const traced = tracedCall(fn, plan, call);
  return function wrapper(this: unknown, ...args: unknown[]): unknown {
    if (new.target !== undefined)
      return Reflect.construct(fn, args, new.target === wrapper ? fn : new.target);
    return Reflect.apply(isOff(plan) ? fn : traced, this, args);
  };
}

/** Whether nobody is there to trace or to measure for. */
function isOff(plan: CallPlan): boolean {
  return isNothingRegistered() || (registeredProvider() === undefined && plan.measured?.isOn() !== true);
}

// A function of its own: arguments that the wrapper only passes on are never made an array.
function tracedCall(fn: Callable, plan: CallPlan, call: Call): Callable {
  return function traced(this: unknown, ...args: unknown[]): unknown {
    const tracer = plan.tracerFor(this, args);
    return tracer === undefined
      ? Reflect.apply(fn, this, args)
      : call(plan, tracer, fn, this, plan.argumentsFor(args));
  };
}

/** A call in a span of its own. */
function callInSpan(
  plan: CallPlan,
  tracer: Tracer | null,
  fn: Callable,
  self: unknown,
  args: unknown[],
): unknown {
  const run = startRun(plan, tracer, self, args, activeContext(plan));
  return run === undefined ? Reflect.apply(fn, self, args) : settle(run, run.invoke(fn));
}

/** Runs `fn` in a span of its own, with attributes that are this call's, and hands it the span. */
export function callWithSpan(plan: CallPlan, fn: (span: Span) => unknown, given?: object): unknown {
  const tracer = plan.tracerFor(undefined, NOTHING);
  const run =
    tracer === undefined ? undefined : startRun(plan, tracer, undefined, NOTHING, activeContext(plan), given);
  return run === undefined
    ? fn(NO_SPAN)
    : settle(
        run,
        run.invoke(() => fn(run.span)),
      );
}

/** A generator function runs nothing of its body when it is called: the span begins with the iteration. */
function callGenerator(
  plan: CallPlan,
  tracer: Tracer | null,
  fn: Callable,
  self: unknown,
  args: unknown[],
): unknown {
  const active = activeContext(plan);
  let generator: unknown;
  try {
    generator = Reflect.apply(fn, self, args);
  } catch (error) {
    // A parameter's default value, or its destructuring.
    startRun(plan, tracer, self, args, active)?.fail(error);
    throw error;
  }
  watchNewGenerator(generator as object, () => startAgain(plan, self, args, active));
  return generator;
}
