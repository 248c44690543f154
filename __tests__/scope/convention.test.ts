import { createTracing, defineConvention } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

class Store {
  constructor(readonly quiet = false) {}
  save() {}
}

it('a scope takes a convention whose switch is asked at each call', () => {
  const convention = defineConvention({
    prefix: 'store',
    enabled(this: unknown) {
      return !(this as Store).quiet;
    },
  });
  const scope = createTracing({ ...convention, name: 'stores' });
  const restore = scope.instrument(Store);
  new Store().save();
  new Store(true).save();
  restore();

  expect(scope.enabled).toBe(true);
  expect(tracing.names()).toEqual(['store.save']);
});

it('a scope of a convention that is off is switched off, until it is switched on', () => {
  const scope = createTracing({ ...defineConvention({ enabled: false }), name: 'stores' });
  const restore = scope.instrument(Store);
  new Store().save();
  expect(tracing.names()).toEqual([]);
  scope.enabled = true;
  new Store().save();
  restore();

  expect(tracing.names()).toEqual(['Store.save']);
});
