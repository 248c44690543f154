import { SpanStatusCode, trace } from '@opentelemetry/api';
import { configureTracing, TracedClass, traced, withActiveSpan, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const start = (name: string) => trace.getTracer('elsewhere').startSpan(name);

describe('code under a span that was started elsewhere', () => {
  it('X1: runs with the span active, which stays open', () => {
    const span = start('job');
    withActiveSpan(span, () => withSpan('step', () => {}));
    expect(tracing.names()).toEqual(['step']);
    span.end();
    expect(tracing.find('step')).toBeChildOf('job');
  });

  it('E1: a failure is recorded on it and thrown as it is', () => {
    const span = start('job');
    const error = new RangeError('too many');
    expect(() =>
      withActiveSpan(span, () => {
        throw error;
      }),
    ).toThrow(error);
    span.end();
    expect(tracing.find('job').status).toEqual({ code: SpanStatusCode.ERROR, message: 'too many' });
    expect(tracing.find('job').events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('E5: end: true ends it when the result completes', async () => {
    const result = withActiveSpan(start('job'), { end: true, okStatus: true }, async () => {
      await null;
      return 7;
    });
    expect(tracing.names()).toEqual([]);
    await expect(result).resolves.toBe(7);
    expect(tracing.find('job').status.code).toBe(SpanStatusCode.OK);
  });

  it.each<[string, unknown[], RegExp]>([
    ['something else', [7, () => 1], /withActiveSpan\(\): expected a span, got 7/],
    ['nothing to run', ['span'], /expected a function to run under the span/],
    ['an unknown option', ['span', { ends: true }, () => 1], /unknown option 'ends'/],
    [
      'an end that is no boolean',
      ['span', { end: 'yes' }, () => 1],
      /'end' is 'yes'; expected true or false/,
    ],
  ])('refuses %s', (_, [first, ...rest], message) => {
    const span = first === 'span' ? start('job') : first;
    expect(() => (withActiveSpan as (...args: unknown[]) => unknown)(span, ...rest)).toThrow(message);
    if (first === 'span') tracing.leaveOpen();
  });
});

describe('settings of the process', () => {
  it('E3: isError of configureTracing is the weakest level of that option', () => {
    configureTracing({ isError: (error) => !(error instanceof RangeError) });
    const fail = () => {
      throw new RangeError('no');
    };
    expect(traced('weak', fail)).toThrow('no');
    expect(traced('strong', { isError: () => true }, fail)).toThrow('no');
    expect(tracing.find('weak').status.code).toBe(SpanStatusCode.UNSET);
    expect(tracing.find('strong').status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('what tracing itself reads', () => {
  it('A4: makes no spans', () => {
    @TracedClass({
      attributes() {
        return { self: this };
      },
    })
    class Money {
      amount() {
        return 7;
      }
      toString() {
        return `${this.amount()} EUR`;
      }
    }
    expect(new Money().amount()).toBe(7);
    expect(tracing.names()).toEqual(['Money.amount']);
    expect(tracing.find('Money.amount').attributes).toEqual({ self: '7 EUR' });
  });
});
