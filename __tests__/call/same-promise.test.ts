import { SpanStatusCode } from '@opentelemetry/api';
import Bluebird from 'bluebird';
import { Traced, traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

describe('a promise that is returned again', () => {
  it('C3: is the same promise for the caller, and each call has its span', async () => {
    class Cache {
      private readonly loads = new Map<number, Promise<number>>();
      @Traced()
      get(id: number): Promise<number> {
        const load = this.loads.get(id) ?? Promise.resolve(id);
        this.loads.set(id, load);
        return load;
      }
    }
    const cache = new Cache();
    const first = cache.get(1);
    expect(cache.get(1)).toBe(first);
    expect(cache.get(2)).not.toBe(first);
    await expect(first).resolves.toBe(1);
    expect(tracing.names()).toEqual(['Cache.get', 'Cache.get', 'Cache.get']);
  });

  it('C3: samePromise hands back the very promise of the method', async () => {
    const error = new Error('no');
    const promise = Promise.reject(error);
    const handled = promise.catch(() => 'handled');
    expect(traced('load', { samePromise: true }, () => promise)()).toBe(promise);
    await expect(handled).resolves.toBe('handled');
    expect(tracing.find('load').status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('an eager promise of another make', () => {
  it('C3: Bluebird: keeps its class and methods, and its span covers the work', async () => {
    const load = traced('load', () => Bluebird.delay(5).then(() => 7));
    const promise = load();
    expect(promise).toBeInstanceOf(Bluebird);
    expect(tracing.names()).toEqual([]);
    const tapped: number[] = [];
    await expect(promise.tap((value) => void tapped.push(value))).resolves.toBe(7);
    expect(tapped).toEqual([7]);
    expect(tracing.find('load').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('E1: Bluebird: a rejection is the error of the call', async () => {
    const error = new RangeError('late');
    const load = traced('load', () => Bluebird.delay(1).then(() => Promise.reject(error)));
    await expect(load()).rejects.toBe(error);
    expect(tracing.find('load').attributes).toMatchObject({ 'error.type': 'RangeError' });
  });
});
