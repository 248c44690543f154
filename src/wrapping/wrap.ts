import type { Span } from '@opentelemetry/api';
import { argumentsWithCallback } from '../completion/callback.js';
import { complete } from '../completion/complete.js';
import { observeNewGenerator } from '../completion/iterator.js';
import { isNothingRegistered, makeRegistryPlace, registeredProvider } from '../context/active-tracer.js';
import { activeContext } from '../context/run-in-context.js';
import type { CallPlan } from '../engine/call-plan.js';
import { NO_SPAN, startCall, TracedCall } from '../engine/traced-call.js';
import { type Callable, isAsyncFunction, isGeneratorFunction } from '../shared/function-kinds.js';
import { mirrorFunction } from './mirror-function.js';

type Trace = (plan: CallPlan, fn: Callable, self: unknown, args: readonly unknown[]) => unknown;

const NO_ARGUMENTS: readonly unknown[] = [];

/** A function that does what `fn` does, each call traced by `plan`. */
export function wrapFunction(fn: Callable, plan: CallPlan): Callable {
  const isGenerator = isGeneratorFunction(fn);
  const trace: Trace = isGenerator ? traceGenerator : traceCall;
  plan.isAsync = isAsyncFunction(fn);
  makeRegistryPlace();
  const isConstructible = Object.hasOwn(fn, 'prototype') && !isGenerator;
  const wrapper = isConstructible ? constructibleWrapper(fn, plan, trace) : methodWrapper(fn, plan, trace);
  return mirrorFunction(fn, wrapper);
}

// A method of an object literal: like a class's method it has no `prototype` and refuses `new`.
function methodWrapper(fn: Callable, plan: CallPlan, trace: Trace): Callable {
  return {
    wrapper(this: unknown, ...args: unknown[]): unknown {
      return isOff(plan) ? Reflect.apply(fn, this, args) : trace(plan, fn, this, args);
    },
  }.wrapper;
}

function constructibleWrapper(fn: Callable, plan: CallPlan, trace: Trace): Callable {
  return function wrapper(this: unknown, ...args: unknown[]): unknown {
    if (new.target !== undefined)
      return Reflect.construct(fn, args, new.target === wrapper ? fn : new.target);
    return isOff(plan) ? Reflect.apply(fn, this, args) : trace(plan, fn, this, args);
  };
}

/** Whether nothing is registered that traces or measures. */
function isOff(plan: CallPlan): boolean {
  return isNothingRegistered() || (registeredProvider() === undefined && plan.measured?.isOn() !== true);
}

/** A call in a span of its own. */
function traceCall(plan: CallPlan, fn: Callable, self: unknown, args: readonly unknown[]): unknown {
  const tracer = plan.tracerFor(self, args);
  if (tracer === undefined) return Reflect.apply(fn, self, args);
  const active = activeContext(plan);
  if (active === undefined) return Reflect.apply(fn, self, args);
  const call = new TracedCall(plan, self, plan.argumentsFor(args), active);
  if (!call.start(tracer)) return Reflect.apply(fn, self, args);
  return plan.options.until === 'callback' ? runUntilCallback(call, fn) : complete(call, call.run(fn));
}

function runUntilCallback(call: TracedCall, fn: Callable): unknown {
  const args = argumentsWithCallback(call);
  if (args === undefined) return complete(call, call.run(fn));
  return call.run(function (this: unknown) {
    return Reflect.apply(fn, this, args);
  });
}

/** Runs `fn` in a span of its own, with attributes that are this call's, and hands it the span. */
export function callWithSpan(plan: CallPlan, fn: (span: Span) => unknown, ownAttributes?: object): unknown {
  const tracer = plan.tracerFor(undefined, NO_ARGUMENTS);
  const active = tracer === undefined ? undefined : activeContext(plan);
  if (tracer === undefined || active === undefined) return fn(NO_SPAN);
  const call = new TracedCall(plan, undefined, NO_ARGUMENTS, active, ownAttributes);
  return call.start(tracer)
    ? complete(
        call,
        call.run(() => fn(call.span)),
      )
    : fn(NO_SPAN);
}

/** A generator function runs nothing of its body when it is called: the span begins with the iteration. */
function traceGenerator(plan: CallPlan, fn: Callable, self: unknown, given: readonly unknown[]): unknown {
  if (plan.tracerFor(self, given) === undefined) return Reflect.apply(fn, self, given);
  const args = plan.argumentsFor(given);
  const active = activeContext(plan);
  let generator: unknown;
  try {
    generator = Reflect.apply(fn, self, args);
  } catch (error) {
    // A parameter's default value, or its destructuring.
    startCall(plan, self, args, active)?.fail(error);
    throw error;
  }
  observeNewGenerator(generator as object, () => startCall(plan, self, args, active));
  return generator;
}
