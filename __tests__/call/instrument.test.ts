import { instrument, Traced, TracedClass } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

function makeClient() {
  class Base {
    ping() {
      return 'pong';
    }
  }
  return class Client extends Base {
    #secret = 'secret';
    closed = false;
    reads = 0;
    get status() {
      this.reads++;
      return 'open';
    }
    async get(id: string) {
      await null;
      return `${id} ${this.#secret}`;
    }
    close() {
      this.closed = true;
      return this;
    }
    static connect() {
      return new Client();
    }
  };
}

describe('instrument', () => {
  it('C7: traces a class in place, for instances that exist already too, and runs no getter', async () => {
    const Client = makeClient();
    const before = new Client();
    instrument(Client);

    await expect(before.get('1')).resolves.toBe('1 secret');
    await expect(Client.connect().get('2')).resolves.toBe('2 secret');
    expect(before.close()).toBe(before);
    expect(before.reads).toBe(0);
    expect(tracing.names()).toEqual(['Client.get', 'Client.get', 'Client.close']);
  });

  it('C7: twice is once', () => {
    const Client = makeClient();
    instrument(Client);
    instrument(Client);
    new Client().close();
    expect(tracing.names()).toEqual(['Client.close']);
  });

  it('C7: restore puts every property back as it was, flags and all', () => {
    const Client = makeClient();
    const all = (owner: object) => Object.getOwnPropertyDescriptors(owner);
    const [prototype, statics, base] = [
      all(Client.prototype),
      all(Client),
      all(Object.getPrototypeOf(Client.prototype)),
    ];
    const restore = instrument(Client, { statics: true, inherited: true });
    expect(all(Client.prototype)).not.toEqual(prototype);
    new Client().ping();
    expect(tracing.names()).toEqual(['Base.ping']);
    restore();
    restore();

    expect(all(Client.prototype)).toEqual(prototype);
    expect(all(Client)).toEqual(statics);
    expect(all(Object.getPrototypeOf(Client.prototype))).toEqual(base);
    new Client().ping();
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C7: undoes exactly what it did: what was traced before, and what came after, stays', () => {
    class Service {
      @Traced()
      own() {
        return 'own';
      }
      theirs() {
        return 'theirs';
      }
    }
    const restore = instrument(Service);
    const again = instrument(Service);
    const spy = jest.spyOn(Service.prototype, 'theirs');
    again();
    new Service().theirs();
    expect(tracing.names()).toEqual(['Service.theirs']);
    restore();
    new Service().theirs();
    new Service().own();
    expect(spy).toHaveBeenCalledTimes(2);
    expect(tracing.names()).toEqual(['Service.theirs', 'Service.own']);
  });

  it('C7: a reference to a method that was taken before the restore is the plain call after it', async () => {
    const Client = makeClient();
    const restore = instrument(Client);
    const client = new Client();
    const get = client.get.bind(client);
    restore();
    await expect(get('1')).resolves.toBe('1 secret');
    expect(tracing.spans()).toEqual([]);
  });

  it('C7: instrumented again after a restore it is traced again', () => {
    const Client = makeClient();
    for (let n = 0; n < 3; n++) {
      const restore = instrument(Client);
      new Client().close();
      restore();
      new Client().close();
    }
    expect(tracing.names()).toEqual(['Client.close', 'Client.close', 'Client.close']);
  });

  it('C7: one object alone is traced on itself; its class and other instances are not', () => {
    const Client = makeClient();
    const [one, other] = [new Client(), new Client()];
    const restore = instrument(one);
    one.close();
    other.close();
    expect(one.reads).toBe(0);
    expect(tracing.names()).toEqual(['Client.close']);
    expect(Object.keys(one)).toEqual(Object.keys(other));
    restore();
    expect(Reflect.ownKeys(one)).toEqual(Reflect.ownKeys(other));
    one.close();
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C7: a plain object and one without a prototype', () => {
    const repository = {
      find() {
        return this;
      },
    };
    const bare = Object.assign(Object.create(null), { find: () => 'found' });
    const restores = [instrument(repository), instrument(bare, { prefix: 'bare' })];
    expect(repository.find()).toBe(repository);
    expect(bare.find()).toBe('found');
    expect(tracing.names()).toEqual(['Object.find', 'bare.find']);
    for (const restore of restores) restore();
    repository.find();
    expect(tracing.spans()).toHaveLength(2);
  });

  it('C7: a frozen object and a class with a locked method pass', () => {
    const frozen = Object.freeze({ work: () => 'done' });
    class Locked {
      work() {
        return 'done';
      }
      free() {}
    }
    Object.defineProperty(Locked.prototype, 'work', { writable: false, configurable: false });
    instrument(frozen)();
    instrument(Locked);
    expect([frozen.work(), new Locked().work()]).toEqual(['done', 'done']);
    new Locked().free();
    expect(tracing.names()).toEqual(['Locked.free']);
  });

  it('C7: a class that is decorated already keeps its own options', () => {
    @TracedClass('decorated')
    class Service {
      work() {}
    }
    instrument(Service, { prefix: 'instrumented' })();
    new Service().work();
    expect(tracing.names()).toEqual(['decorated.work']);
  });

  it('C7: functions as constructors, as old libraries are written', () => {
    function Old(this: { n: number }) {
      this.n = 1;
    }
    Old.prototype.get = function (this: { n: number }) {
      return this.n;
    };
    instrument(Old);
    const old = Reflect.construct(Old, []) as { get(): number };
    expect(old.get()).toBe(1);
    expect(tracing.names()).toEqual(['Old.get']);
  });
});
