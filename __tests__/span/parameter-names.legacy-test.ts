import { SpanAttribute, Traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find } = useTracing();

function Replaced(): MethodDecorator {
  return (_target, _key, descriptor) => {
    const fn = descriptor.value as unknown as (...args: unknown[]) => unknown;
    const replacement = function (this: unknown, other: unknown, ...rest: unknown[]): unknown {
      return fn.call(this, other, ...rest);
    };
    return { ...descriptor, value: replacement as never };
  };
}

class Orders {
  @Traced('load')
  @Replaced()
  load(@SpanAttribute() id: string): string {
    return id;
  }
}

it('A1: @SpanAttribute() records the parameter by its name below a decorator that replaces the method', () => {
  new Orders().load('7');
  expect(find('load').attributes).toEqual({ id: '7' });
});
