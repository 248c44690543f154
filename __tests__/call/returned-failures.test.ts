import { SpanStatusCode } from '@opentelemetry/api';
import { traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

describe('a failure that is returned', () => {
  type Result = { readonly ok: boolean; readonly error?: unknown };
  const failed: Result = { ok: false, error: new RangeError('too many') };
  const resultError = (result: Result) => (result.ok ? undefined : result.error);

  it.each<[string, () => unknown]>([
    ['by a function', () => traced('order', { resultError }, () => failed)()],
    ['by an async function', () => traced('order', { resultError }, async () => failed)()],
    ['by a block', () => withSpan('order', { resultError: resultError as never }, () => failed)],
  ])('E1: %s is recorded as the error of the call, and the caller gets the result', async (_, call) => {
    await expect(Promise.resolve(call())).resolves.toBe(failed);
    const span = tracing.find('order');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too many' });
    expect(span.attributes).toMatchObject({ 'error.type': 'RangeError' });
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('E4: a success leaves the status unset', () => {
    traced('order', { resultError }, () => ({ ok: true }))();
    expect(tracing.find('order').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('E3: isError keeps an expected one from being recorded', () => {
    traced('order', { resultError, isError: (error) => !(error instanceof RangeError) }, () => failed)();
    expect(tracing.find('order').status.code).toBe(SpanStatusCode.UNSET);
    expect(tracing.find('order').events).toEqual([]);
  });
});
