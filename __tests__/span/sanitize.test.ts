import { SpanStatusCode } from '@opentelemetry/api';
import {
  addSpanEvent,
  configureTracing,
  createTracing,
  recordSpanError,
  setSpanAttributes,
  Traced,
  withSpan,
  withSpanAttributes,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names, spans } = useTracing();

const SECRET = '4111 1111 1111 1111';
const seen: [key: string, value: unknown][] = [];

/** Blots the secret out of every text, and notes what it was asked. */
function blotOut(key: string, value: unknown): unknown {
  seen.push([key, value]);
  return typeof value === 'string' ? value.replaceAll(SECRET, '****') : value;
}

const remote = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
  isRemote: true,
};

beforeEach(() => {
  seen.length = 0;
});

const card = { card: SECRET };

class Payments {
  @Traced({ attributes: card })
  fixed(): void {}

  @Traced({ attributes: () => ({ nested: { deep: card } }) })
  callback(): void {}

  @Traced({ args: ['card'] })
  byPosition(_card: string): void {}

  @Traced({ resultAttributes: (result) => ({ result }) })
  async result(): Promise<{ card: string }> {
    return card;
  }

  @Traced({ errorAttributes: () => card })
  failing(): never {
    throw new Error(`declined: ${SECRET}`, { cause: new Error(SECRET) });
  }

  @Traced()
  byHand(): void {
    setSpanAttributes(card);
    addSpanEvent('seen', card);
  }

  @Traced()
  recorded(): void {
    recordSpanError(new Error(SECRET));
  }

  @Traced()
  primitive(): never {
    throw SECRET;
  }

  @Traced({ links: [{ context: remote, attributes: { card: SECRET } }] })
  linked(): void {}

  @Traced({ links: () => [{ context: remote, attributes: { card: SECRET } }] })
  linkedByCallback(): void {}

  @Traced({ each: { attributes: (item) => ({ item }) } })
  *items(): Generator<string> {
    yield SECRET;
  }
}

describe('sanitize', () => {
  it('A3: sees everything that is recorded, on whatever way it comes', async () => {
    configureTracing({ sanitize: blotOut });
    const payments = new Payments();
    const { withSpan: scopeSpan } = createTracing({ name: 'scope', attributes: card });
    payments.fixed();
    payments.callback();
    payments.byPosition(SECRET);
    await payments.result();
    expect(() => payments.failing()).toThrow(SECRET);
    payments.byHand();
    payments.recorded();
    expect(() => payments.primitive()).toThrow(SECRET);
    payments.linked();
    payments.linkedByCallback();
    expect([...payments.items()]).toEqual([SECRET]);
    withSpan('direct', { attributes: card }, () => undefined);
    withSpanAttributes(card, () => withSpan('inherited', () => undefined));
    scopeSpan('scope', () => undefined);

    expect(names()).toHaveLength(15);
    for (const { name, attributes, events, links, status } of spans()) {
      const text = JSON.stringify([attributes, events, links, status]);
      expect([name, text.includes(SECRET), text.includes('****')]).toEqual([
        name,
        false,
        name !== 'Payments.items',
      ]);
    }
  });

  it('A3: sees exception texts and the status message by name', () => {
    configureTracing({ sanitize: blotOut });
    expect(() => new Payments().failing()).toThrow(SECRET);
    expect([...new Set(seen.map(([key]) => key))].sort()).toEqual([
      'card',
      'error.type',
      'exception.message',
      'exception.stacktrace',
      'exception.type',
      'otel.status_description',
    ]);
    expect(find('Payments.failing').status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'declined: ****',
    });
    expect(names()).toEqual(['Payments.failing']);
  });

  it('A3: gets values as the span would, and only those that it would', () => {
    configureTracing({ sanitize: blotOut });
    const attributes = {
      when: new Date(0),
      map: new Map([['a', 1]]),
      none: null,
      fn: () => 1,
      list: ['a', null],
    };
    withSpan('call', { attributes: () => attributes }, () => undefined);
    expect(seen).toEqual([
      ['when', '1970-01-01T00:00:00.000Z'],
      ['map', '[["a",1]]'],
      ['list', ['a']],
    ]);
    expect(names()).toEqual(['call']);
  });

  it('A3: may give another value, of any kind, or none', () => {
    const answers: Record<string, unknown> = {
      text: 'other',
      number: 7,
      date: new Date(0),
      object: { a: 1n },
      nothing: undefined,
      none: null,
      fn: () => 1,
    };
    configureTracing({ sanitize: (key) => answers[key] });
    withSpan(
      'call',
      { attributes: Object.fromEntries(Object.keys(answers).map((key) => [key, 'given'])) },
      () => 1,
    );
    expect(find('call').attributes).toEqual({
      text: 'other',
      number: 7,
      date: '1970-01-01T00:00:00.000Z',
      object: '{"a":"1"}',
    });
    expect(names()).toEqual(['call']);
  });

  it('A3: drops what it throws on, and nothing else, and is reported', () => {
    const reported: unknown[] = [];
    configureTracing({
      sanitize: (key, value) => {
        if (key !== 'kept') throw new Error(`not ${key}`);
        return value;
      },
      onInternalError: (error, { method }) => reported.push([method, String(error)]),
    });
    expect(() =>
      withSpan('call', { attributes: { kept: 1, dropped: 2 } }, () => {
        setSpanAttributes({ kept: 2, dropped: 3 });
        throw new Error(SECRET);
      }),
    ).toThrow(SECRET);
    const { attributes, status, events } = find('call');
    expect(attributes).toEqual({ kept: 2 });
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(events.map((event) => [event.name, event.attributes])).toEqual([['exception', {}]]);
    expect(reported).toEqual([
      ['call', 'Error: not dropped'],
      ['setSpanAttributes', 'Error: not dropped'],
    ]);
    expect(names()).toEqual(['call']);
  });

  it('A3: may drop the status message and leave the status', () => {
    configureTracing({ sanitize: (key, value) => (key === 'otel.status_description' ? undefined : value) });
    expect(() => new Payments().primitive()).toThrow(SECRET);
    expect(find('Payments.primitive').status).toEqual({ code: SpanStatusCode.ERROR });
    expect(find('Payments.primitive').events[0]?.attributes).toMatchObject({ 'exception.message': SECRET });
    expect(names()).toEqual(['Payments.primitive']);
  });

  it('A3: goes from the next call on, and can be taken away again', () => {
    const payments = new Payments();
    payments.fixed();
    payments.linked();
    configureTracing({ sanitize: blotOut });
    payments.fixed();
    payments.linked();
    configureTracing({ sanitize: undefined });
    payments.fixed();
    payments.linked();
    const [first, linkedFirst, second, linkedSecond, third, linkedThird] = spans();
    expect([first, second, third].map((span) => span?.attributes.card)).toEqual([SECRET, '****', SECRET]);
    expect([linkedFirst, linkedSecond, linkedThird].map((span) => span?.links[0]?.attributes?.card)).toEqual([
      SECRET,
      '****',
      SECRET,
    ]);
    expect(names()).toHaveLength(6);
  });

  it('A3: changes nothing of what the caller gets', async () => {
    configureTracing({ sanitize: () => undefined });
    const error = new Error(SECRET);
    await expect(new Payments().result()).resolves.toBe(card);
    expect(() =>
      withSpan('call', () => {
        throw error;
      }),
    ).toThrow(error);
    expect(error.message).toBe(SECRET);
    expect(card).toEqual({ card: SECRET });
    expect(names()).toEqual(['Payments.result', 'call']);
  });
});
