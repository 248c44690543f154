import 'reflect-metadata';
import { Traced, TracedClass } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

/** A decorator as frameworks write them: metadata on the prototype and the key, under `experimentalDecorators`. */
const route =
  (path: string): MethodDecorator =>
  (target, key) =>
    Reflect.defineMetadata('route', path, target, key);

@TracedClass()
class Controller {
  @route('/above')
  @Traced()
  above(_id: string): number {
    return 1;
  }

  @Traced()
  @route('/below')
  below(_id: number): string {
    return '';
  }

  @route('/plain')
  plain(_id: boolean): void {}
}

describe('the metadata that the compiler and frameworks leave on the class', () => {
  it.each([
    ['above', '/above', String, Number],
    ['below', '/below', Number, String],
    ['plain', '/plain', Boolean, undefined],
  ])('C2: of %s is untouched', (key, path, parameter, result) => {
    expect(Reflect.getMetadata('route', Controller.prototype, key)).toBe(path);
    expect(Reflect.getMetadata('design:paramtypes', Controller.prototype, key)).toEqual([parameter]);
    expect(Reflect.getMetadata('design:returntype', Controller.prototype, key)).toBe(result);
    expect(tracing.spans()).toEqual([]);
  });
});
