// Compiled, never run: parameter decorators exist with experimentalDecorators only.
import { SpanAttribute, Traced, TracedClass } from 'otel-traced';

@TracedClass
export class Cart {
  @Traced
  add(@SpanAttribute() sku: string, @SpanAttribute('quantity') count: number): string {
    return sku.repeat(count);
  }

  // @ts-expect-error: a method is no parameter
  @SpanAttribute('key')
  remove(sku: string): string {
    return sku;
  }
}

export const stored = Traced() as MethodDecorator;
