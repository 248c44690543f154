import type { TracedCall } from '../engine/traced-call.js';
import { hasMethod } from './has-method.js';
import { defineHidden } from './observed-objects.js';
import { isPromise } from './promise.js';

interface NodeStream {
  once(event: PropertyKey, listener: (value?: unknown) => void): unknown;
  readonly errored?: unknown;
  readonly constructor: { readonly errorMonitor?: symbol };
}

interface WebStream {
  getReader(...args: unknown[]): { readonly closed?: unknown };
}

/** Ends the call when the stream closes, see the option `until`. `false` if `value` is not a stream. */
export function observeStream(value: object, call: TracedCall): boolean {
  if (hasMethod(value, 'once') && (hasMethod(value, 'pipe') || hasMethod(value, 'write'))) {
    observeNodeStream(value as NodeStream, call);
    return true;
  }
  if (!hasMethod(value, 'getReader') || !hasMethod(value, 'pipeTo')) return false;
  observeWebStream(value as WebStream, call);
  return true;
}

// A listener for 'error' would make an unhandled error a handled one. Node's error monitor only looks on.
function observeNodeStream(stream: NodeStream, call: TracedCall): void {
  const { errorMonitor } = stream.constructor;
  if (errorMonitor !== undefined) stream.once(errorMonitor, (error) => call.fail(error));
  stream.once('close', () => {
    const { errored } = stream;
    if (errored === undefined || errored === null) call.succeed(stream);
    else call.fail(errored);
  });
}

// A web stream tells of its end only to its reader: the call ends with the first one. What is piped through or teed is
// read by the platform itself, unseen: there the call ends as it is handed on.
function observeWebStream(stream: WebStream, call: TracedCall): void {
  const patch = (name: string, follow: (result: unknown) => void) => {
    if (!hasMethod(stream, name)) return;
    const original = (stream as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
    if (original === undefined) return;
    const value = {
      [name](this: unknown, ...args: unknown[]): unknown {
        const result: unknown = Reflect.apply(original, this, args);
        try {
          follow(result);
        } catch (error) {
          call.plan.report(error);
        }
        return result;
      },
    }[name];
    if (value !== undefined) defineHidden(stream, name, value);
  };
  const settle = (promise: unknown) => {
    if (typeof promise !== 'object' || promise === null || !isPromise(promise)) call.end();
    else
      promise.then(
        () => call.succeed(stream),
        (error: unknown) => call.fail(error),
      );
  };
  patch('getReader', (reader) => settle((reader as { closed?: unknown }).closed));
  patch('cancel', () => call.end());
  for (const name of ['pipeTo', 'pipeThrough', 'tee', 'values']) patch(name, () => call.succeed(stream));
}
