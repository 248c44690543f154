import { Controller, Get, Inject, Injectable, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventsHandler,
  type ICommand,
  type ICommandHandler,
  type IEvent,
  type IEventHandler,
  ofType,
  Saga,
} from '@nestjs/cqrs';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { WsAdapter } from '@nestjs/platform-ws';
import { Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { map, type Observable, of } from 'rxjs';
import { WebSocket } from 'ws';
import { useTracing } from '../support/tracing';
import { startApplication } from './application';

const { find, names, tree, waitFor } = useTracing();

class PlaceOrder implements ICommand {
  constructor(readonly id: string) {}
}
class ShipOrder implements ICommand {
  constructor(readonly id: string) {}
}
class OrderPlaced {
  constructor(readonly id: string) {}
}

@CommandHandler(PlaceOrder)
class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(@Inject(EventBus) private readonly events: EventBus) {}
  async execute({ id }: PlaceOrder): Promise<string> {
    this.events.publish(new OrderPlaced(id));
    return id;
  }
}

@CommandHandler(ShipOrder)
class ShipOrderHandler implements ICommandHandler<ShipOrder> {
  async execute(): Promise<void> {}
}

@EventsHandler(OrderPlaced)
class SendReceipt implements IEventHandler<OrderPlaced> {
  handle(): void {}
}

@Injectable()
class OrderSagas {
  @Saga()
  placed(events: Observable<IEvent>): Observable<ICommand> {
    return events.pipe(
      ofType(OrderPlaced),
      map(({ id }) => new ShipOrder(id)),
    );
  }
}

describe('CQRS', () => {
  it('traces command and event handlers, and what a saga sends, in the command’s trace', async () => {
    const providers = [PlaceOrderHandler, ShipOrderHandler, SendReceipt, OrderSagas];
    const { app } = await startApplication({ imports: [CqrsModule.forRoot()], providers });
    expect(await app.get(CommandBus).execute(new PlaceOrder('o-1'))).toBe('o-1');
    await waitFor('ShipOrderHandler.execute');
    expect(tree({ attributes: false })).toBe(`PlaceOrderHandler.execute
├─ SendReceipt.handle
└─ ShipOrderHandler.execute`);
  });
});

describe('events, timers and streams', () => {
  it('traces event listeners as children of what emits', async () => {
    @Injectable()
    class Mailer {
      @OnEvent('user.created')
      welcome(): void {}
    }
    @Injectable()
    class Users {
      constructor(@Inject(EventEmitter2) private readonly events: EventEmitter2) {}
      create(): void {
        this.events.emit('user.created', {});
      }
    }
    const { app } = await startApplication({
      imports: [EventEmitterModule.forRoot()],
      providers: [Mailer, Users],
    });
    app.get(Users).create();
    await waitFor('Mailer.welcome');
    expect(find('Mailer.welcome').parentSpanContext?.spanId).toBe(find('Users.create').spanContext().spanId);
  });

  it('traces scheduled jobs', async () => {
    @Injectable()
    class Jobs {
      constructor(@Inject(SchedulerRegistry) private readonly registry: SchedulerRegistry) {}
      @Interval('sweep', 1)
      sweep(): void {
        this.registry.deleteInterval('sweep');
      }
    }
    await startApplication({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });
    expect((await waitFor('Jobs.sweep')).parentSpanContext).toBeUndefined();
  });

  it('traces a stream of server-sent events until it ends', async () => {
    @Controller()
    class Feed {
      @Sse('feed')
      feed(): Observable<{ data: string }> {
        return of({ data: 'one' }, { data: 'two' });
      }
    }
    const { request } = await startApplication({ controllers: [Feed] });
    expect((await request('/feed')).body).toContain('data: two');
    expect(names()).toEqual(['Feed.feed']);
  });
});

describe('gateways', () => {
  it('traces message handlers', async () => {
    @WebSocketGateway()
    class Chat {
      @SubscribeMessage('say')
      say(@MessageBody() text: string): { event: string; data: string } {
        return { event: 'said', data: text };
      }
    }
    const { app } = await startApplication({ providers: [Chat] }, {}, (application) => {
      application.useWebSocketAdapter(new WsAdapter(application));
    });
    const socket = new WebSocket((await app.getUrl()).replace('http', 'ws'));
    const reply = new Promise((resolve) =>
      socket.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    socket.once('open', () => socket.send(JSON.stringify({ event: 'say', data: 'hello' })));
    expect(await reply).toEqual({ event: 'said', data: 'hello' });
    socket.close();
    expect(names()).toEqual(['Chat.say']);
  });
});

describe('with @opentelemetry/instrumentation-nestjs-core', () => {
  @Controller()
  class Home {
    @Get()
    show(): string {
      return 'home';
    }
  }

  // What the instrumentation leaves on the methods that it patches.
  const { create } = NestFactory;
  beforeEach(() => {
    NestFactory.create = Object.assign((...args: unknown[]) => Reflect.apply(create, NestFactory, args), {
      __wrapped: true,
    }) as typeof create;
  });
  afterEach(() => Reflect.deleteProperty(NestFactory, 'create'));

  it('leaves controllers out, unless asked for', async () => {
    const first = await startApplication({ controllers: [Home] });
    await first.request('/');
    expect(names()).toEqual([]);
    await first.app.close();
    const { request } = await startApplication({ controllers: [Home] }, { controllers: true });
    await request('/');
    expect(names()).toEqual(['Home.show']);
  });
});
