import { DiagLogLevel, diag, SpanStatusCode, trace } from '@opentelemetry/api';
import { recordSpanError, Traced, traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names } = useTracing();

const complaints: unknown[][] = [];

beforeEach(() => {
  complaints.length = 0;
  const complain = (...message: unknown[]) => void complaints.push(message);
  const ignore = () => undefined;
  diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.WARN,
  );
});

const active = () => trace.getActiveSpan();

describe('the status of a success', () => {
  it.each([
    ['a value', () => 42],
    ['a promise', async () => 42],
    ['a falsy value', () => false],
    ['an error as a value', () => new Error('returned, not thrown')],
  ])('E4: is left unset for %s', async (_, fn) => {
    await traced('call', fn)();
    expect(find('call').status).toEqual({ code: SpanStatusCode.UNSET });
    expect(find('call').events).toEqual([]);
    expect(names()).toEqual(['call']);
  });

  it.each<[string, () => unknown]>([
    ['a value', () => 42],
    ['a promise', async () => 42],
  ])('E4: is OK with okStatus for %s', async (_, fn) => {
    await withSpan('call', { okStatus: true }, fn);
    expect(find('call').status).toEqual({ code: SpanStatusCode.OK });
    expect(names()).toEqual(['call']);
  });

  it('E4: with okStatus is OK for a generator that is done', () => {
    class Numbers {
      @Traced({ okStatus: true })
      *count(): Generator<number> {
        yield 1;
      }
    }
    expect([...new Numbers().count()]).toEqual([1]);
    expect(find('Numbers.count').status).toEqual({ code: SpanStatusCode.OK });
    expect(names()).toEqual(['Numbers.count']);
  });

  it('E4: with okStatus stays ERROR for a failure', async () => {
    await expect(
      withSpan('call', { okStatus: true }, async () => {
        throw new Error('declined');
      }),
    ).rejects.toThrow('declined');
    expect(find('call').status).toEqual({ code: SpanStatusCode.ERROR, message: 'declined' });
    expect(names()).toEqual(['call']);
  });

  it('E4: with okStatus stays what the method made of it', () => {
    withSpan('partly', { okStatus: true }, (span) => {
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'two of three' });
    });
    withSpan('recorded', { okStatus: true }, () => recordSpanError(new Error('handled')));
    expect(find('partly').status).toEqual({ code: SpanStatusCode.ERROR, message: 'two of three' });
    expect(find('recorded').status).toEqual({ code: SpanStatusCode.ERROR, message: 'handled' });
    expect(names()).toEqual(['partly', 'recorded']);
  });

  it('E4: that the method set OK itself stays OK', () => {
    withSpan('sure', (span) => {
      span.setStatus({ code: SpanStatusCode.OK });
    });
    expect(find('sure').status).toEqual({ code: SpanStatusCode.OK });
    expect(names()).toEqual(['sure']);
  });
});

describe('the end of a span', () => {
  const outcomes: [string, () => unknown][] = [
    ['returns', () => 1],
    ['resolves', async () => 1],
    [
      'throws',
      () => {
        throw new Error('thrown');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('rejected');
      },
    ],
  ];

  it.each(outcomes)('E5: comes exactly once where the method %s', async (_, outcome) => {
    try {
      await traced('call', outcome)();
    } catch {}
    expect(names()).toEqual(['call']);
    expect(complaints).toEqual([]);
  });

  it.each(outcomes)(
    'E5: comes exactly once where the method ends the span itself and %s',
    async (_, outcome) => {
      const options = {
        okStatus: true,
        resultAttributes: () => ({ late: true }),
        errorAttributes: () => ({ late: true }),
      };
      try {
        await withSpan('call', options, (span) => {
          span.setAttribute('early', true);
          span.end();
          return outcome();
        });
      } catch {}
      expect(names()).toEqual(['call']);
      expect(find('call').attributes).toEqual({ early: true });
      expect(names()).toEqual(['call']);
      expect(complaints).toEqual([]);
    },
  );

  it.each(outcomes)('E5: comes where every callback throws and the method %s', async (_, outcome) => {
    const fail = () => {
      throw new Error('callback');
    };
    const options = {
      attributes: fail,
      resultAttributes: fail,
      errorAttributes: fail,
      isError: fail,
      links: fail,
      parent: fail,
      inject: fail,
      enabled: fail,
    };
    try {
      await withSpan('call', options, outcome);
    } catch {}
    expect(names()).toEqual(['call']);
    expect(complaints).toHaveLength(1);
  });

  it('E5: comes exactly once where the body ends its span through the active one', () => {
    class Job {
      @Traced()
      run(): number {
        active()?.end();
        return 1;
      }
    }
    expect(new Job().run()).toBe(1);
    expect(names()).toEqual(['Job.run']);
    expect(complaints).toEqual([]);
  });

  it("E5: of a span that `span: 'current'` joined stays its owner's", async () => {
    class Job {
      @Traced({ span: 'current', okStatus: true, attributes: () => ({ joined: true }) })
      async step(): Promise<void> {
        throw new Error('failed step');
      }
    }
    await withSpan('job', async (span) => {
      await new Job().step().catch(() => undefined);
      expect(span.isRecording()).toBe(true);
    });
    const span = find('job');
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.attributes).toEqual({ joined: true });
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
    expect(names()).toEqual(['job']);
  });

  it("E5: before the part that `span: 'current'` played in it is over loses nothing further out", async () => {
    const error = new Error('late');
    class Job {
      @Traced({ span: 'current', resultAttributes: () => ({ late: true }) })
      async step(fails: boolean): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (fails) throw error;
      }
    }
    const steps = withSpan('job', () => [new Job().step(true), new Job().step(false)]);
    await Promise.allSettled(steps);
    expect(() =>
      withSpan('next', () => {
        throw error;
      }),
    ).toThrow(error);
    expect(find('next').events).toHaveLength(1);
    expect(names()).toEqual(['job', 'next']);
    expect(complaints).toEqual([]);
  });
});
