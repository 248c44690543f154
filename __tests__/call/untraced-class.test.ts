import { instrument, TracedClass, Untraced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { names } = useTracing();

describe('@Untraced() on a class', () => {
  @Untraced()
  class Health {
    check(): string {
      return 'up';
    }
  }

  class Readiness extends Health {
    ready(): string {
      return this.check();
    }
  }

  it('leaves the class out of instrument()', () => {
    const restore = instrument(Health);
    expect(new Health().check()).toBe('up');
    expect(names()).toEqual([]);
    restore();
  });

  it('leaves an object of the class out too', () => {
    instrument(new Health());
    expect(names()).toEqual([]);
  });

  it('says nothing of the classes that derive from it', () => {
    instrument(Readiness);
    expect(new Readiness().ready()).toBe('up');
    expect(names()).toEqual(['Readiness.ready']);
  });

  it('leaves its methods out of a derived class that traces inherited ones', () => {
    @TracedClass({ inherited: true })
    class Liveness extends Health {
      live(): string {
        return this.check();
      }
    }
    expect(new Liveness().live()).toBe('up');
    expect(names()).toEqual(['Liveness.live']);
  });
});
