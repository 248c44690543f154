import {
  type CanActivate,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  Get,
  HttpException,
  Inject,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  Scope,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, LazyModuleLoader, Reflector } from '@nestjs/core';
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { createTracing, Traced, TracedClass, Untraced } from 'otel-traced';
import { CurrentSpan, isServerError, TracingModule } from 'otel-traced/nestjs';
import { useTracing } from '../support/tracing';
import { startApplication } from './application';

const { find, names, spans } = useTracing();

@Injectable()
class Users {
  private readonly known = new Map([[1, 'Ada']]);

  async find(id: number): Promise<string> {
    const name = this.known.get(id);
    if (name === undefined) throw new NotFoundException(`no user ${id}`);
    return name;
  }

  fail(): never {
    throw new HttpException('disk full', 507);
  }

  onModuleInit(): void {}
}

const Roles = (role: string) => SetMetadata('role', role);

@Injectable()
class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const role = this.reflector.get<string | undefined>('role', context.getHandler());
    return role === undefined || role === context.switchToHttp().getRequest().headers.role;
  }
}

@Controller('users')
@UseGuards(RoleGuard)
class UsersController {
  constructor(private readonly users: Users) {}

  @Get('broken')
  broken(): never {
    return this.users.fail();
  }

  @Roles('admin')
  @Get('secret')
  secret(): string {
    return 'secret';
  }

  @Get(':id')
  async find(@Param('id', ParseIntPipe) id: number, @CurrentSpan() span: Span): Promise<string> {
    span.setAttribute('user.id', id).addEvent('asked');
    span.end();
    return this.users.find(id);
  }
}

const users = { controllers: [UsersController], providers: [Users] };

describe('TracingModule', () => {
  it('traces controllers and providers: each call is a span, nested as the calls are', async () => {
    const { request } = await startApplication(users);
    expect(await request('/users/1')).toEqual({ status: 200, body: 'Ada' });
    expect(names()).toEqual(['Users.find', 'UsersController.find']);
    expect(find('Users.find').parentSpanContext?.spanId).toBe(
      find('UsersController.find').spanContext().spanId,
    );
  });

  it('leaves guards, metadata and pipes at work', async () => {
    const { request } = await startApplication(users);
    expect((await request('/users/secret')).status).toBe(403);
    expect(await request('/users/secret', { headers: { role: 'admin' } })).toMatchObject({ body: 'secret' });
    expect((await request('/users/one')).status).toBe(400);
    expect(names()).toEqual(['UsersController.secret']);
  });

  it('keeps injection tokens and the classes of instances', async () => {
    const { app } = await startApplication(users);
    expect(app.get(Users)).toBeInstanceOf(Users);
    expect(app.get(Users).constructor).toBe(Users);
  });

  it('gives the classes their own methods back when the application closes', async () => {
    const before = Users.prototype.find;
    const { app } = await startApplication(users);
    expect(Users.prototype.find).not.toBe(before);
    await app.close();
    expect(Users.prototype.find).toBe(before);
  });

  it('keeps classes traced until the last application that has them closes', async () => {
    const before = Users.prototype.find;
    const first = await startApplication(users);
    const second = await startApplication(users);
    await first.app.close();
    await second.request('/users/1');
    expect(names()).toEqual(['Users.find', 'UsersController.find']);
    await second.app.close();
    expect(Users.prototype.find).toBe(before);
  });
});

describe('errors', () => {
  it('records no HttpException with a status below 500', async () => {
    const { request } = await startApplication(users);
    expect((await request('/users/7')).status).toBe(404);
    for (const span of spans()) {
      expect(span).toMatchObject({ status: { code: SpanStatusCode.UNSET }, events: expect.any(Array) });
      expect(span.events.filter(({ name }) => name === 'exception')).toEqual([]);
    }
  });

  it('records an HttpException with a status of 500 or more', async () => {
    const { request } = await startApplication(users);
    expect((await request('/users/broken')).status).toBe(507);
    expect(find('Users.fail')).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'disk full' },
      attributes: { 'error.type': 'HttpException' },
    });
  });

  it('takes isError of the options instead', async () => {
    const { request } = await startApplication(users, { options: { isError: () => true } });
    await request('/users/7');
    expect(find('Users.find').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('isServerError() is false for HttpExceptions below 500 alone', () => {
    const errors = [
      new NotFoundException(),
      new HttpException('', 500),
      new Error('x'),
      'text',
      undefined,
      null,
    ];
    expect(errors.map(isServerError)).toEqual([false, true, true, true, true, true]);
    expect(isServerError({ getStatus: 404 })).toBe(true);
  });
});

describe('@CurrentSpan()', () => {
  it('is the span of the handler, which stays its owner’s to end', async () => {
    const { request } = await startApplication(users);
    await request('/users/1');
    expect(find('UsersController.find')).toMatchObject({
      attributes: { 'user.id': 1 },
      events: [{ name: 'asked' }],
    });
    expect(spans()).toHaveLength(2);
  });

  it('is the active span where the handler is not traced, and records nothing without one', async () => {
    const { request } = await startApplication(users, { controllers: false });
    expect((await request('/users/1')).status).toBe(200);
    expect(find('Users.find').attributes).toEqual({});
  });
});

describe('what is traced', () => {
  it('is limited by the switches', async () => {
    const { request } = await startApplication(users, { providers: false });
    await request('/users/1');
    expect(names()).toEqual(['UsersController.find']);
  });

  it.each([
    ['a name', { include: ['Users'] }, ['Users.find']],
    ['a class', { include: [Users] }, ['Users.find']],
    ['a pattern', { include: ['User*'] }, ['Users.find', 'UsersController.find']],
    ['another method', { include: ['*.fail'] }, []],
    ['an excluded name', { exclude: ['Users'] }, ['UsersController.find']],
    ['an excluded method', { exclude: ['Users.find'] }, ['UsersController.find']],
    ['both', { include: ['User*'], exclude: [UsersController] }, ['Users.find']],
  ])('is limited by include and exclude: %s', async (_, options, expected) => {
    const { request, messages } = await startApplication(users, options);
    await request('/users/1');
    expect(names()).toEqual(expected);
    expect(messages).toEqual([]);
  });

  it('includes guards and the like on request', async () => {
    const providers = [Users, { provide: APP_GUARD, useClass: RoleGuard }];
    const without = await startApplication({ ...users, providers });
    await without.request('/users/1');
    expect(names()).not.toContain('RoleGuard.canActivate');
    await without.app.close();
    const { request } = await startApplication({ ...users, providers }, { enhancers: true });
    await request('/users/1');
    expect(names().filter((name) => name === 'RoleGuard.canActivate')).toHaveLength(2);
  });

  it('leaves out lifecycle hooks and the classes of packages', async () => {
    await startApplication({
      providers: [Users, Reflector, { provide: 'loader', useClass: LazyModuleLoader }],
    });
    expect(names()).toEqual([]);
  });

  it('includes a library’s class that is named', async () => {
    const { app } = await startApplication({ providers: [Reflector] }, { include: [Reflector] });
    app.get(Reflector).get('role', Users);
    expect(names()).toEqual(['Reflector.get']);
  });

  it('includes request-scoped, transient and aliased providers', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {
      name(): string {
        return 'acme';
      }
    }
    @Injectable({ scope: Scope.TRANSIENT })
    class Clock {
      now(): number {
        return 7;
      }
    }
    @Controller()
    class TenantController {
      constructor(
        private readonly tenant: Tenant,
        private readonly clock: Clock,
        @Inject('clock') private readonly alias: Clock,
      ) {}

      @Get()
      show(): string {
        return `${this.tenant.name()} ${this.clock.now()} ${this.alias.now()}`;
      }
    }
    const providers = [Tenant, Clock, { provide: 'clock', useExisting: Clock }];
    const { request } = await startApplication({ controllers: [TenantController], providers });
    expect(await request('/')).toMatchObject({ body: 'acme 7 7' });
    expect(names()).toEqual(['Tenant.name', 'Clock.now', 'Clock.now', 'TenantController.show']);
  });

  it('includes the classes of what factories and values hold, and leaves everything else as it is', async () => {
    class Payments {
      charge(): string {
        return 'paid';
      }
    }
    class Stock {
      reserve(): string {
        return 'reserved';
      }
    }
    class Tariff {
      rate(): number {
        return 3;
      }
    }
    class Basket {
      count(): number {
        return 2;
      }
    }
    const plain = { charge: () => 'paid' };
    const library = new Map([['a', 1]]);
    @Controller()
    class Shop {
      constructor(
        @Inject('payments') private readonly payments: Payments,
        @Inject('stock') private readonly stock: Stock,
        @Inject('tariff') private readonly tariff: Tariff,
        @Inject('basket') private readonly basket: Basket,
      ) {}

      @Get()
      buy(): string {
        return `${this.payments.charge()} ${this.stock.reserve()} ${this.tariff.rate()} ${this.basket.count()}`;
      }
    }
    const providers = [
      { provide: 'payments', useFactory: () => new Payments() },
      { provide: 'stock', useFactory: async () => new Stock() },
      { provide: 'tariff', useValue: new Tariff() },
      { provide: 'basket', useFactory: () => new Basket(), scope: Scope.REQUEST },
      { provide: 'plain', useValue: plain },
      { provide: 'library', useValue: library },
      { provide: 'nothing', useValue: null },
      { provide: 'function', useValue: () => 1 },
    ];
    const { app, request } = await startApplication({ controllers: [Shop], providers });
    const { charge } = plain;
    expect(await request('/')).toMatchObject({ body: 'paid reserved 3 2' });
    expect(names()).toEqual(['Payments.charge', 'Stock.reserve', 'Tariff.rate', 'Basket.count', 'Shop.buy']);
    expect(app.get('plain').charge).toBe(charge);
    expect(Map.prototype.get.name).toBe('get');
    app.get('library').get('a');
    expect(names()).toHaveLength(5);
  });

  it('includes providers of dynamic modules and of modules that are loaded later', async () => {
    @Injectable()
    class Reports {
      run(): string {
        return 'done';
      }
    }
    class ReportsModule {}
    const reports = (): DynamicModule => ({ module: ReportsModule, providers: [Reports] });
    const first = await startApplication({ imports: [reports()] });
    first.app.get(Reports, { strict: false }).run();
    expect(names()).toEqual(['Reports.run']);
    await first.app.close();
    const { app } = await startApplication({});
    const reference = await app.get(LazyModuleLoader).load(() => reports());
    reference.get(Reports).run();
    expect(names()).toEqual(['Reports.run', 'Reports.run']);
  });
});

describe('decorators win over the module', () => {
  it('@Traced, @Untraced() and @TracedClass say themselves how a class is traced', async () => {
    const orders = createTracing({ name: 'shop.orders' });
    @Injectable()
    class Orders {
      @Traced('place order')
      place(): void {}

      @Untraced()
      peek(): void {}

      list(): void {}
    }
    @Injectable()
    @orders.TracedClass({ include: ['save'] })
    class OrderRepository {
      save(): void {}
      load(): void {}
    }
    @Untraced()
    @Injectable()
    class Health {
      check(): void {}
    }
    @TracedClass()
    @Injectable()
    class Prices {
      price(): void {}
    }
    const { app } = await startApplication({ providers: [Orders, OrderRepository, Health, Prices] });
    const service = app.get(Orders);
    service.place();
    service.peek();
    service.list();
    app.get(OrderRepository).save();
    app.get(OrderRepository).load();
    app.get(Health).check();
    app.get(Prices).price();
    expect(names()).toEqual(['place order', 'Orders.list', 'OrderRepository.save', 'Prices.price']);
    expect(find('OrderRepository.save').instrumentationScope.name).toBe('shop.orders');
  });
});

describe('forRootAsync()', () => {
  @Module({ providers: [{ provide: 'config', useValue: { exclude: ['Users'] } }], exports: ['config'] })
  class ConfigModule {}

  @Injectable()
  class Options {
    createTracingOptions() {
      return { exclude: ['Users'] };
    }
  }

  @Module({ providers: [Options], exports: [Options] })
  class OptionsModule {}

  it.each([
    [
      'useFactory',
      { imports: [ConfigModule], inject: ['config'], useFactory: async (config: object) => config },
    ],
    ['useClass', { useClass: Options }],
    ['useExisting', { imports: [OptionsModule], useExisting: Options }],
  ])('takes options from %s', async (_, source) => {
    const { request } = await startApplication(users, TracingModule.forRootAsync(source));
    await request('/users/1');
    expect(names().filter((name) => name.startsWith('Users'))).toEqual(['UsersController.find']);
  });

  it('names what it expects where there is no source', () => {
    expect(() => TracingModule.forRootAsync({})).toThrow(
      'TracingModule.forRootAsync(): expected useFactory, useClass or useExisting, got none.',
    );
  });

  it('logs invalid options, and the application runs untraced', async () => {
    const source = { useFactory: () => ({ exclude: 'Users' }) as never };
    const { request, messages } = await startApplication(users, TracingModule.forRootAsync(source));
    expect(await request('/users/1')).toEqual({ status: 200, body: 'Ada' });
    expect(names()).toEqual([]);
    expect(messages).toEqual([
      "TracingModule.forRootAsync(), option 'exclude': expected an array of classes and names, got Users. Nothing is traced.",
    ]);
  });
});

describe('bad input', () => {
  it('is refused by forRoot(), which names the option', () => {
    const options = [null, { contrllers: true }, { providers: 1 }, { include: 'Users' }, { exclude: [''] }];
    const messages = options.map((value) => {
      try {
        TracingModule.forRoot(value as never);
        return 'accepted';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(messages).toEqual([
      'TracingModule.forRoot(): expected an options object, got null.',
      "TracingModule.forRoot(): unknown option 'contrllers'. Known options are controllers, providers, enhancers, microservices, include, exclude, options.",
      "TracingModule.forRoot(), option 'providers': expected a boolean, got 1.",
      "TracingModule.forRoot(), option 'include': expected an array of classes and names, got Users.",
      "TracingModule.forRoot(), option 'exclude': expected classes and non-empty names, got .",
    ]);
  });

  it('a second registration gives one message; the first one counts', async () => {
    const imports = [TracingModule.forRoot({ providers: false }), TracingModule.forRoot({ enhancers: true })];
    const { request, messages } = await startApplication({ ...users, imports }, { exclude: ['Users'] });
    await request('/users/1');
    expect(names()).toEqual(['UsersController.find']);
    expect(messages).toEqual([
      'expected one registration in an application, got several. The first one counts; ' +
        'import TracingModule.forRoot() in the root module only.',
    ]);
  });

  it('a pattern that matches nothing gives a message', async () => {
    const { messages } = await startApplication(users, {
      include: ['Users', '*Repo'],
      exclude: ['Userz.find'],
    });
    expect(messages).toEqual([
      "option 'include': no provider or controller matches '*Repo'. Use the name of a class or Class.method; * stands for any characters.",
      "option 'exclude': no provider or controller matches 'Userz.find'. Use the name of a class or Class.method; * stands for any characters.",
    ]);
  });

  it('a class that cannot be traced gives a message', async () => {
    class Frozen {
      run(): string {
        return 'ran';
      }
    }
    Object.freeze(Frozen.prototype);
    const { app } = await startApplication({ providers: [Frozen] });
    expect(app.get(Frozen).run()).toBe('ran');
  });
});
