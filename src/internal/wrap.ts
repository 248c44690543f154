import type { Context, Span, Tracer } from '@opentelemetry/api';
import { registeredProvider } from './active-tracer.js';
import type { CallPlan } from './call-plan.js';
import { type Callable, isGeneratorFunction } from './callable.js';
import { copyProperties } from './copy-properties.js';
import { METHOD_MARK } from './method-mark.js';
import { activeContext, NO_SPAN, runInContext, type SpanRun, startRun } from './run-in-span.js';
import { watchIterator } from './settle/iterator.js';
import { settle } from './settle/result.js';

/** A function that does what `fn` does, each call traced by `plan`. */
export function wrapFunction(fn: Callable, plan: CallPlan): Callable {
  const call = isGeneratorFunction(fn) ? callGenerator : callInSpan;
  const constructible = Object.hasOwn(fn, 'prototype') && !isGeneratorFunction(fn);
  const wrapper = constructible ? constructibleWrapper(fn, plan, call) : methodWrapper(fn, plan, call);
  // A wrapper of a wrapper has a mark of its own.
  copyProperties(fn, wrapper, METHOD_MARK);
  return wrapper;
}

type Call = (plan: CallPlan, tracer: Tracer, fn: Callable, self: unknown, args: IArguments) => unknown;

// A method of an object literal: like a class's method it has no `prototype` and refuses `new`.
function methodWrapper(fn: Callable, plan: CallPlan, call: Call): Callable {
  return {
    wrapper(this: unknown): unknown {
      // biome-ignore lint/complexity/noArguments: a rest parameter is dearer when there is nothing to trace
      if (registeredProvider() === undefined) return Reflect.apply(fn, this, arguments);
      // biome-ignore lint/complexity/noArguments: as above
      return traced(plan, fn, this, arguments, call);
    },
  }.wrapper;
}

function constructibleWrapper(fn: Callable, plan: CallPlan, call: Call): Callable {
  return function wrapper(this: unknown): unknown {
    // biome-ignore lint/complexity/noArguments: it is handed on as it is
    const args = arguments;
    if (new.target !== undefined)
      return Reflect.construct(fn, args, new.target === wrapper ? fn : new.target);
    if (registeredProvider() === undefined) return Reflect.apply(fn, this, args);
    return traced(plan, fn, this, args, call);
  };
}

function traced(plan: CallPlan, fn: Callable, self: unknown, args: IArguments, call: Call): unknown {
  const tracer = plan.tracerFor(self, args);
  return tracer === undefined ? Reflect.apply(fn, self, args) : call(plan, tracer, fn, self, args);
}

/** A call in a span of its own. */
function callInSpan(plan: CallPlan, tracer: Tracer, fn: Callable, self: unknown, args: IArguments): unknown {
  const active = activeContext(plan);
  const run = startRun(plan, tracer, self, args, active);
  if (run === undefined) return Reflect.apply(fn, self, args);
  return complete(run, active, () => Reflect.apply(fn, self, args));
}

/** Runs `fn` in a span of its own and hands it the span. */
export function callWithSpan(plan: CallPlan, fn: (span: Span) => unknown): unknown {
  const tracer = plan.tracerFor(undefined, []);
  const active = activeContext(plan);
  const run = tracer === undefined ? undefined : startRun(plan, tracer, undefined, [], active);
  return run === undefined ? fn(NO_SPAN) : complete(run, active, () => fn(run.span));
}

function complete(run: SpanRun, active: Context | undefined, body: () => unknown): unknown {
  let value: unknown;
  try {
    value = runInContext(run.context, body, run.plan);
  } catch (error) {
    run.fail(error);
    throw error;
  }
  return settle(run, value, () => startAgain(run.plan, run.self, run.args, active));
}

/** A generator function runs nothing of its body when it is called: the span begins with the iteration. */
function callGenerator(
  plan: CallPlan,
  tracer: Tracer,
  fn: Callable,
  self: unknown,
  args: IArguments,
): unknown {
  const active = activeContext(plan);
  let generator: unknown;
  try {
    generator = Reflect.apply(fn, self, args);
  } catch (error) {
    // A default value or a destructured parameter failed.
    startRun(plan, tracer, self, args, active)?.fail(error);
    throw error;
  }
  watchIterator(generator as object, () => startAgain(plan, self, args, active));
  return generator;
}

function startAgain(plan: CallPlan, self: unknown, args: ArrayLike<unknown>, active: Context | undefined) {
  const tracer = plan.tracerFor(self, args);
  return tracer === undefined ? undefined : startRun(plan, tracer, self, args, active);
}
