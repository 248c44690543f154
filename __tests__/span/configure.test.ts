import {
  configureTracing,
  createTracing,
  instrument,
  Traced,
  TracedClass,
  traced,
  withSpan,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { names } = useTracing();

class Orders {
  @Traced()
  place(): string {
    return 'placed';
  }

  @Traced('cancel order')
  cancel(): string {
    return 'cancelled';
  }

  @Traced()
  static open(): void {}
}

@TracedClass('stock')
class Stock {
  reserve(): void {}
  release(): void {}
}

const price = traced('price', () => 1);

function callAll(): void {
  new Orders().place();
  new Orders().cancel();
  Orders.open();
  new Stock().reserve();
  new Stock().release();
  price();
  withSpan('load order', () => undefined);
}

const ALL = [
  'Orders.place',
  'cancel order',
  'Orders.open',
  'stock.reserve',
  'stock.release',
  'price',
  'load order',
];

describe('the settings of the process', () => {
  it('O1: switch everything off and on, from the next call on', () => {
    configureTracing({ enabled: false });
    callAll();
    createTracing({ name: 'other' }).withSpan('other', () => undefined);
    expect(names()).toEqual([]);
    configureTracing({ enabled: true });
    callAll();
    expect(names()).toEqual(ALL);
    configureTracing({ enabled: false });
    configureTracing({ enabled: undefined });
    price();
    expect(names()).toEqual([...ALL, 'price']);
  });

  it('O1: change only what is named', () => {
    configureTracing({ enabled: false, exclude: ['price'] });
    configureTracing({ exclude: ['Orders.*'] });
    callAll();
    expect(names()).toEqual([]);
    configureTracing({ enabled: true });
    price();
    new Orders().place();
    expect(names()).toEqual(['price']);
  });

  it('O1: finish what was begun before they changed', async () => {
    let finish = () => {};
    const running = withSpan('running', () => new Promise<void>((resolve) => (finish = resolve)));
    configureTracing({ enabled: false });
    finish();
    await running;
    expect(names()).toEqual(['running']);
  });

  it.each<[string, string[], string[]]>([
    ['a name', ['price'], ['price']],
    ['Class.method of a method with another name', ['Orders.cancel'], ['cancel order']],
    ['Class.method of a class with a prefix', ['Stock.reserve'], ['stock.reserve']],
    ['a name with a prefix', ['stock.release'], ['stock.release']],
    ['a static', ['Orders.open'], ['Orders.open']],
    ['a star at the end', ['Orders.*'], ['Orders.place', 'cancel order', 'Orders.open']],
    ['a star at the beginning', ['*order'], ['cancel order', 'load order']],
    ['a star in the middle', ['s*e'], ['stock.reserve', 'stock.release']],
    [
      'several stars',
      ['*.*e*'],
      ['Orders.place', 'cancel order', 'Orders.open', 'stock.reserve', 'stock.release'],
    ],
    ['several patterns', ['price', 'load *'], ['price', 'load order']],
    ['everything', ['*'], ALL],
    ['nothing that is only a part', ['pric', 'rice', 'Orders', '.place'], []],
    ['nothing in another case', ['PRICE'], []],
    ['a dot that is a dot', ['Orders,place', 'OrdersXplace'], []],
    [
      'signs that are none of a pattern',
      ['^price$', 'pri[c]e', 'price|x', '(price)', 'pric?e', 'price+', '\\w+'],
      [],
    ],
  ])('O1: exclude %s', (_, exclude, excluded) => {
    configureTracing({ exclude });
    callAll();
    expect(names()).toEqual(ALL.filter((name) => !excluded.includes(name)));
  });

  it('O1: exclude by the name that a function gave, call by call', () => {
    const publish = traced('publish', { name: (type) => `publish ${type}` }, (type: string) => type);
    configureTracing({ exclude: ['publish Heartbeat*'] });
    expect(publish('HeartbeatSent')).toBe('HeartbeatSent');
    publish('OrderPlaced');
    publish('Heartbeat');
    publish('OrderPlaced');
    expect(names()).toEqual(['publish OrderPlaced', 'publish OrderPlaced']);
  });

  it('O1: exclude a call and not what it calls', () => {
    configureTracing({ exclude: ['outer'] });
    const result = withSpan('outer', (span) => {
      span.setAttribute('kept', false);
      return withSpan('inner', () => span.isRecording());
    });
    expect(result).toBe(false);
    expect(names()).toEqual(['inner']);
  });

  it('O1: exclude generators and items', () => {
    class Feed {
      @Traced({ each: {} })
      *read(): Generator<number> {
        yield 1;
      }
    }
    configureTracing({ exclude: ['* item'] });
    expect([...new Feed().read()]).toEqual([1]);
    expect(names()).toEqual(['Feed.read']);
    configureTracing({ exclude: ['Feed.read'] });
    expect([...new Feed().read()]).toEqual([1]);
    expect(names()).toEqual(['Feed.read']);
  });

  it('O1: exclude what was instrumented', () => {
    class Client {
      send(): void {}
      ping(): void {}
    }
    const restore = instrument(Client);
    configureTracing({ exclude: ['Client.ping'] });
    new Client().send();
    new Client().ping();
    restore();
    expect(names()).toEqual(['Client.send']);
  });

  it('C8: tell failures inside tracing to `onInternalError`, one for a method', () => {
    const told: unknown[] = [];
    configureTracing({
      onInternalError: (error, { method }) => told.push([method, (error as Error).message]),
    });
    const fail = (): never => {
      throw new Error('callback');
    };
    const failing = traced('failing', { attributes: fail, resultAttributes: fail }, () => 'result');
    expect([failing(), failing()]).toEqual(['result', 'result']);
    expect(told).toEqual([['failing', 'callback']]);
    expect(names()).toEqual(['failing', 'failing']);
  });

  it('C8: may have an `onInternalError` that throws itself', () => {
    configureTracing({
      onInternalError: () => {
        throw new Error('worse');
      },
    });
    const attributes = (): never => {
      throw new Error('callback');
    };
    expect(withSpan('failing', { attributes }, () => 'result')).toBe('result');
    expect(names()).toEqual(['failing']);
  });

  it('C8: tell what sanitize fails on', () => {
    const told: string[] = [];
    configureTracing({
      sanitize: () => {
        throw new Error('cannot');
      },
      onInternalError: (_error, { method }) => told.push(method),
    });
    expect(withSpan('call', { attributes: { a: 1, b: 2 } }, () => 'result')).toBe('result');
    expect(told).toEqual(['call']);
    expect(names()).toEqual(['call']);
  });
});

describe('settings that are wrong', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /configureTracing\(\): expected a settings object, got undefined/],
    ['null', null, /configureTracing\(\): expected a settings object, got null/],
    ['text', 'off', /configureTracing\(\): expected a settings object, got 'off'/],
    ['an unknown one', { enable: false }, /configureTracing\(\): unknown option 'enable'.*enabled, exclude/],
    ['enabled as text', { enabled: 'false' }, /'enabled' is 'false'; expected true or false/],
    ['exclude as text', { exclude: 'Orders.*' }, /'exclude' is 'Orders\.\*'; expected an array/],
    [
      'an empty pattern',
      { exclude: ['ok', ''] },
      /expected an array of non-empty patterns; the entry at 1 is ''/,
    ],
    ['patterns of another kind', { exclude: [/x/] }, /'exclude'/],
    [
      'sanitize as an object',
      { sanitize: Object.create(null) },
      /'sanitize' is an object; expected a function/,
    ],
    ['onInternalError as a symbol', { onInternalError: Symbol('x') }, /'onInternalError' is Symbol\(x\)/],
  ])('T1: are refused: %s', (_, settings, message) => {
    expect(() => configureTracing(settings as object)).toThrow(TypeError);
    expect(() => configureTracing(settings as object)).toThrow(message);
    expect(names()).toEqual([]);
  });

  it('T1: change nothing, not even what is right beside them', () => {
    expect(() => configureTracing({ enabled: false, exclude: [''] })).toThrow(TypeError);
    price();
    expect(names()).toEqual(['price']);
  });
});
