import { type Context, context, diag } from '@opentelemetry/api';

/** Runs `body` in `target`, or where it stands if the context manager fails: exactly once, its outcome unchanged. */
export function inContext<Result>(target: Context, body: () => Result): Result {
  let outcome: { readonly value: Result } | { readonly error: unknown } | undefined;
  const run = () => {
    try {
      outcome = { value: body() };
    } catch (error) {
      outcome = { error };
    }
  };
  try {
    context.with(target, run);
  } catch (error) {
    diag.warn('otel-traced/kurrentdb: the context manager failed; the handler is not affected', error);
  }
  if (outcome === undefined) run();
  return unwrap(outcome as unknown as { readonly value: Result } | { readonly error: unknown });
}

function unwrap<Result>(outcome: { readonly value: Result } | { readonly error: unknown }): Result {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
