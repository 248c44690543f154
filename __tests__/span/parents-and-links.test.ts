import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  extractTraceContext,
  injectTraceContext,
  Traced,
  traced,
  withSpan,
  withSpanAttributes,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names, spans, tree } = useTracing();

beforeEach(() => {
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const header = (span = SPAN) => `00-${TRACE}-${span}-01`;
const remote: SpanContext = { traceId: TRACE, spanId: SPAN, traceFlags: TraceFlags.SAMPLED, isRemote: true };

interface Message {
  headers: Record<string, string>;
}

const message = (span?: string): Message => ({ headers: { traceparent: header(span) } });
const idOf = (name: string) => find(name).spanContext().spanId;

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function refusing(): object {
  const refuse = (): never => {
    throw new Error('hands off');
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
}

describe('the parent of a span', () => {
  it('X4: is the active span', () => {
    withSpan('outer', () => withSpan('inner', () => undefined));
    expect(tree()).toBe('outer\n└─ inner');
    expect(names()).toEqual(['inner', 'outer']);
  });

  it('X4: may be the carrier of a message', () => {
    class Consumer {
      @Traced({ kind: SpanKind.CONSUMER, parent: (received) => received.headers })
      handle(_received: Message): void {
        withSpan('work', () => undefined);
      }
    }
    new Consumer().handle(message());
    const span = find('Consumer.handle');
    expect(span.parentSpanContext).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
    expect(span.spanContext().traceId).toBe(TRACE);
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(find('work')).toBeChildOf(span);
    expect(names()).toEqual(['work', 'Consumer.handle']);
  });

  it.each<[string, () => object]>([
    ['a context', () => trace.setSpanContext(ROOT_CONTEXT, remote)],
    ['a span context', () => remote],
    ['an extracted context', () => extractTraceContext(message().headers)],
    ['a Map', () => new Map([['traceparent', header()]])],
    ['Headers', () => new Headers({ traceparent: header() })],
    ['a list of pairs', () => [['traceparent', header()]]],
  ])('X4: may be %s', (_, parent) => {
    withSpan('outer', () => withSpan('child', { parent }, () => undefined));
    expect(find('child').parentSpanContext).toMatchObject({ traceId: TRACE, spanId: SPAN });
    expect(names()).toEqual(['child', 'outer']);
  });

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['an empty carrier', () => ({})],
    ['a carrier with a broken context', () => ({ traceparent: '00-zz-zz-01' })],
    [
      'a carrier with a context of zeros',
      () => ({ traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }),
    ],
    ['an invalid span context', () => ({ traceId: '', spanId: '', traceFlags: 0 })],
    ['text', () => 'traceparent'],
    ['a number', () => 7],
    ['a revoked proxy', revoked],
    ['a proxy that refuses everything', refusing],
    [
      'an error',
      () => {
        throw new Error('no parent');
      },
    ],
  ])('X4: is the active span where the option gives %s', (_, parent) => {
    withSpan('outer', () => withSpan('child', { parent: parent as () => object }, () => undefined));
    expect(find('child')).toBeChildOf('outer');
    expect(names()).toEqual(['child', 'outer']);
  });

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['an empty carrier', () => ({})],
    ['a revoked proxy', revoked],
  ])('X4: is none where the option gives %s and no span is active', (_, parent) => {
    withSpan('alone', { parent: parent as () => object }, () => undefined);
    expect(find('alone').parentSpanContext).toBeUndefined();
    expect(names()).toEqual(['alone']);
  });

  it('X4: may be no span, by a context that holds none', () => {
    withSpan('outer', () => withSpan('child', { parent: () => ROOT_CONTEXT }, () => undefined));
    expect(find('child').parentSpanContext).toBeUndefined();
    expect(find('child').spanContext().traceId).not.toBe(find('outer').spanContext().traceId);
    expect(names()).toEqual(['child', 'outer']);
  });

  it('X4: brings the values of its context, baggage too, to the code that runs', () => {
    const KEY = Symbol('tenant');
    const parent = (): Context => trace.setSpanContext(ROOT_CONTEXT.setValue(KEY, 't-1'), remote);
    let value: unknown;
    withSpan('child', { parent }, () => {
      value = context.active().getValue(KEY);
    });
    expect(value).toBe('t-1');
    expect(names()).toEqual(['child']);
  });

  it('X4: of a carrier keeps what the active context holds beside the span', () => {
    const KEY = Symbol('request');
    let value: unknown;
    context.with(ROOT_CONTEXT.setValue(KEY, 'r-1'), () =>
      withSpan('child', { parent: () => message().headers }, () => {
        value = context.active().getValue(KEY);
      }),
    );
    expect(value).toBe('r-1');
    expect(names()).toEqual(['child']);
  });

  it('X4: from elsewhere brings the attributes given to all spans there, below those given here', () => {
    const elsewhere = withSpanAttributes({ tenant: 'a', from: 'elsewhere' }, () => context.active());
    withSpanAttributes({ tenant: 'b' }, () =>
      withSpan('child', { parent: () => trace.setSpanContext(elsewhere, remote) }, () =>
        withSpan('grandchild', () => undefined),
      ),
    );
    expect(find('child').attributes).toEqual({ tenant: 'b', from: 'elsewhere' });
    expect(find('grandchild').attributes).toEqual({ tenant: 'b', from: 'elsewhere' });
    expect(names()).toEqual(['grandchild', 'child']);
  });

  it('X4: is asked with `this` and the arguments', () => {
    class Consumer {
      defaults = message('1111111111111111');

      @Traced({
        parent(received) {
          return (received ?? this.defaults).headers;
        },
      })
      handle(_received?: Message): void {}
    }
    new Consumer().handle();
    expect(find('Consumer.handle').parentSpanContext?.spanId).toBe('1111111111111111');
    expect(names()).toEqual(['Consumer.handle']);
  });
});

describe('a root span', () => {
  it('X4: begins a new trace', () => {
    withSpan('outer', () => withSpan('root', { root: true }, () => withSpan('inner', () => undefined)));
    const root = find('root');
    expect(root.parentSpanContext).toBeUndefined();
    expect(root.links).toEqual([]);
    expect(root.spanContext().traceId).not.toBe(find('outer').spanContext().traceId);
    expect(find('inner')).toBeChildOf(root);
    expect(names()).toEqual(['inner', 'root', 'outer']);
  });

  it("X4: with 'linked' links back to the span that was active", () => {
    withSpan('outer', () => withSpan('root', { root: 'linked' }, () => undefined));
    expect(find('root').parentSpanContext).toBeUndefined();
    expect(find('root').links.map((link) => link.context.spanId)).toEqual([idOf('outer')]);
    expect(names()).toEqual(['root', 'outer']);
  });

  it("X4: with 'linked' and links has them all", () => {
    const links = [{ context: remote, attributes: { first: true } }];
    withSpan('outer', () => {
      withSpan('fixed', { root: 'linked', links }, () => undefined);
      withSpan('asked', { root: 'linked', links: () => [remote] }, () => undefined);
    });
    for (const name of ['fixed', 'asked'])
      expect(find(name).links.map((link) => link.context.spanId)).toEqual([SPAN, idOf('outer')]);
    expect(links).toHaveLength(1);
    expect(names()).toEqual(['fixed', 'asked', 'outer']);
  });

  it("X4: with 'linked' links to nothing where no span is active", () => {
    withSpan('root', { root: 'linked' }, () => undefined);
    expect(find('root').links).toEqual([]);
    expect(names()).toEqual(['root']);
  });

  it('X4: wins over a parent, whose context is not asked for', () => {
    withSpan('root', { root: true, parent: () => remote }, () => undefined);
    expect(find('root').parentSpanContext).toBeUndefined();
    expect(names()).toEqual(['root']);
  });

  it('X4: keeps the values of the context', () => {
    const KEY = Symbol('request');
    let value: unknown;
    context.with(ROOT_CONTEXT.setValue(KEY, 'r-1'), () =>
      withSpanAttributes({ tenant: 't' }, () =>
        withSpan('root', { root: true }, () => {
          value = context.active().getValue(KEY);
        }),
      ),
    );
    expect(value).toBe('r-1');
    expect(find('root').attributes).toEqual({ tenant: 't' });
    expect(names()).toEqual(['root']);
  });
});

describe('links', () => {
  it('X4: of a batch are one for each message', () => {
    class Consumer {
      @Traced({ links: (messages) => messages.map(({ headers }) => headers) })
      handleBatch(_messages: Message[]): void {}
    }
    new Consumer().handleBatch([message('1111111111111111'), message('2222222222222222'), { headers: {} }]);
    const span = find('Consumer.handleBatch');
    expect(span.links.map((link) => link.context.spanId)).toEqual(['1111111111111111', '2222222222222222']);
    expect(span.parentSpanContext).toBeUndefined();
    expect(names()).toEqual(['Consumer.handleBatch']);
  });

  it('X4: may be contexts, span contexts, links and carriers; what cannot be read is left out', () => {
    const links = () => [
      null,
      undefined,
      remote,
      trace.setSpanContext(ROOT_CONTEXT, remote),
      { context: remote, attributes: { from: 'link' } },
      message().headers,
      new Map([['traceparent', header()]]),
      ROOT_CONTEXT,
      {},
      { traceId: 'x', spanId: 'y', traceFlags: 1 },
      { context: { traceId: 'x', spanId: 'y', traceFlags: 1 } },
      { context: null },
      'text' as unknown as object,
      7 as unknown as object,
      revoked(),
      refusing(),
      { context: remote, attributes: revoked() as never },
    ];
    withSpan('call', { links }, () => undefined);
    const kept = find('call').links;
    expect(kept.map((link) => link.context.spanId)).toEqual(Array(6).fill(SPAN));
    expect(kept[2]?.attributes).toEqual({ from: 'link' });
    expect(names()).toEqual(['call']);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['no list', {}],
    ['text', 'links'],
  ])('X4: may be %s', (_, links) => {
    withSpan('call', { links: () => links as [] }, () => undefined);
    expect(find('call').links).toEqual([]);
    expect(names()).toEqual(['call']);
  });

  it('X4: of an active span are not the active span', () => {
    withSpan('outer', () => withSpan('call', { links: () => [{}, new Map()] }, () => undefined));
    expect(find('call').links).toEqual([]);
    expect(names()).toEqual(['call', 'outer']);
  });

  it('X4: go with a parent', () => {
    const options = { parent: () => remote, links: () => [message('1111111111111111').headers] };
    withSpan('call', options, () => undefined);
    expect(find('call')).toBeChildOf(remote);
    expect(find('call').links.map((link) => link.context.spanId)).toEqual(['1111111111111111']);
    expect(names()).toEqual(['call']);
  });
});

describe('a producer', () => {
  it("X2: writes its own span's context into the message before the method runs", () => {
    let inside: string | undefined;
    class Producer {
      @Traced({ kind: SpanKind.PRODUCER, inject: (sent) => sent.headers })
      send(sent: Message): void {
        inside = sent.headers.traceparent;
      }
    }
    const sent: Message = { headers: { kept: 'yes' } };
    withSpan('outer', () => new Producer().send(sent));
    const expected = `00-${find('outer').spanContext().traceId}-${idOf('Producer.send')}-01`;
    expect(inside).toBe(expected);
    expect(sent.headers).toEqual({ kept: 'yes', traceparent: expected });
    expect(names()).toEqual(['Producer.send', 'outer']);
  });

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['text', () => 'headers'],
    ['a frozen carrier', () => Object.freeze({})],
    ['a revoked proxy', revoked],
    ['a proxy that refuses everything', refusing],
  ])('X2: sends its message where the carrier is %s', (_, inject) => {
    expect(withSpan('send', { inject: inject as () => object }, () => 'sent')).toBe('sent');
    expect(names()).toEqual(['send']);
  });

  it('X4: and consumer make one trace, message by message', () => {
    const queue: Message[] = [];
    const send = traced('send', { inject: (sent) => sent.headers }, (sent: Message) => queue.push(sent));
    const receive = traced(
      'receive',
      { parent: (received) => received.headers },
      (_received: Message) => undefined,
    );
    withSpan('first request', () => send({ headers: {} }));
    withSpan('second request', () => send({ headers: {} }));
    withSpan('consumer loop', () => queue.map((received) => receive(received)));
    const sends = spans().filter(({ name }) => name === 'send');
    const receives = spans().filter(({ name }) => name === 'receive');
    expect(receives.map((span) => span.parentSpanContext?.spanId)).toEqual(
      sends.map((span) => span.spanContext().spanId),
    );
    expect(names()).toHaveLength(7);
  });

  it('X2: writes the active span from within', () => {
    const carrier: Record<string, string> = {};
    withSpan('outer', () => withSpan('inner', () => injectTraceContext(carrier)));
    expect(carrier.traceparent).toContain(idOf('inner'));
    expect(names()).toEqual(['inner', 'outer']);
  });
});
