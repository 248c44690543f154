// Traces of a made-up shop, for the screenshots: the same at each run.

const DAY = Date.UTC(2026, 2, 14, 9, 30) / 1e3;

class Trace {
  spans = [];
  #id;
  #start;

  /** `start` in milliseconds. */
  constructor(number, start) {
    this.#id = `${'4bf92f3577b34da6a3ce929d0e0e'}${number.toString(16).padStart(4, '0')}`;
    this.#start = start;
  }

  span(
    name,
    {
      service,
      scope = 'shop',
      parent,
      from,
      to,
      kind = 0,
      attributes = {},
      events = [],
      links = [],
      error,
      open,
      remote,
    },
  ) {
    const traceId = this.#id;
    const spanId = `00f067aa0ba9${(this.spans.length + 1).toString(16).padStart(4, '0')}`;
    const time = (ms) => {
      const whole = Math.round((this.#start + ms) * 1e6);
      return [DAY + Math.floor(whole / 1e9), whole % 1e9];
    };
    const length = Math.round((to - from) * 1e6);
    const failure = error && {
      name: 'exception',
      time: time(to),
      attributes: {
        'exception.type': error.type,
        'exception.message': error.message,
        'exception.stacktrace': error.stack,
      },
    };
    const span = {
      name,
      kind,
      spanContext: () => ({ traceId, spanId }),
      parentSpanContext: parent && {
        traceId,
        spanId: typeof parent === 'string' ? parent : parent.spanContext().spanId,
        isRemote: remote ?? false,
      },
      startTime: time(from),
      duration: [Math.floor(length / 1e9), length % 1e9],
      ended: !open,
      status: error ? { code: 2, message: error.message } : { code: 0 },
      attributes: error ? { ...attributes, 'error.type': error.type } : attributes,
      events: [
        ...events.map(({ at, ...event }) => ({ ...event, time: time(at) })),
        ...(failure ? [failure] : []),
      ],
      links: links.map((other) => ({ context: other.spanContext() })),
      resource: {
        attributes: {
          'service.name': service,
          'service.version': '2.4.1',
          'deployment.environment.name': 'staging',
        },
      },
      instrumentationScope: { name: scope, version: '1.0.0' },
    };
    this.spans.push(span);
    return span;
  }
}

const DECLINED = {
  type: 'PaymentDeclinedError',
  message: 'Card 4242 was declined: insufficient funds',
  stack: `PaymentDeclinedError: Card 4242 was declined: insufficient funds
    at PaymentGateway.charge (src/payments/payment-gateway.ts:48:13)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async PaymentService.authorize (src/payments/payment-service.ts:27:20)
    at async CheckoutService.pay (src/checkout/checkout-service.ts:61:5)
    at async /srv/shop/node_modules/express/lib/router/layer.js:95:5
  [cause]: HttpError: 402 Payment Required
      at BankClient.post (src/payments/bank-client.ts:19:11)`,
};

/** An order's way through four services, with `number` for its id. */
function checkout(number, start, { declined = false, slow = 1 } = {}) {
  const trace = new Trace(number, start);
  const order = `order-${1000 + number}`;
  const at = (ms) => ms * slow;
  const root = trace.span('POST /checkout', {
    service: 'web',
    kind: 1,
    from: 0,
    to: at(declined ? 149 : 218),
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/checkout',
      'http.response.status_code': declined ? 402 : 201,
      'url.scheme': 'https',
    },
    ...(declined && { error: { ...DECLINED } }),
  });
  const service = trace.span('CheckoutService.placeOrder', {
    service: 'web',
    parent: root,
    from: 2,
    to: at(declined ? 147 : 214),
    attributes: { 'order.id': order, 'customer.tier': 'gold', 'cart.items': 3 },
  });
  trace.span('CartRepository.load', {
    service: 'web',
    scope: 'shop.carts',
    parent: service,
    from: 3,
    to: at(15),
    attributes: { 'cart.id': `cart-${number}`, 'db.system.name': 'postgresql' },
  });
  const reserve = trace.span('POST /reservations', {
    service: 'web',
    parent: service,
    kind: 2,
    from: at(17),
    to: at(71),
    attributes: { 'http.request.method': 'POST', 'server.address': 'inventory' },
  });
  const inventory = trace.span('InventoryService.reserve', {
    service: 'inventory',
    parent: reserve,
    remote: true,
    kind: 1,
    from: at(20),
    to: at(68),
    attributes: { 'order.id': order },
    events: [{ name: 'stock.low', at: at(44), attributes: { sku: 'SKU-7781', left: 2 } }],
  });
  for (const [index, sku] of ['SKU-1042', 'SKU-7781', 'SKU-3310'].entries()) {
    const item = trace.span('StockRepository.reserve', {
      service: 'inventory',
      scope: 'shop.stock',
      parent: inventory,
      from: at(22 + index * 14),
      to: at(33 + index * 16),
      attributes: { sku, quantity: index + 1 },
    });
    trace.span('UPDATE stock', {
      service: 'inventory',
      scope: 'pg',
      parent: item,
      kind: 2,
      from: at(23 + index * 14),
      to: at(31 + index * 16),
      attributes: {
        'db.query.text': 'UPDATE stock SET reserved = reserved + $1 WHERE sku = $2',
        'db.system.name': 'postgresql',
      },
    });
  }
  const pay = trace.span('CheckoutService.pay', {
    service: 'web',
    parent: service,
    from: at(73),
    to: at(declined ? 146 : 170),
    attributes: { 'order.total': 129.95, 'order.currency': 'EUR' },
    ...(declined && { error: DECLINED }),
  });
  const authorize = trace.span('PaymentService.authorize', {
    service: 'payments',
    parent: pay,
    remote: true,
    kind: 1,
    from: at(76),
    to: at(declined ? 143 : 166),
    attributes: { 'payment.method': 'card', retries: 1 },
    ...(declined && { error: DECLINED }),
  });
  trace.span('FraudCheck.score', {
    service: 'payments',
    scope: 'shop.fraud',
    parent: authorize,
    from: at(77),
    to: at(104),
    attributes: { score: 0.12, rules: ['velocity', 'country', 'device'] },
  });
  trace.span('PaymentGateway.charge', {
    service: 'payments',
    parent: authorize,
    kind: 2,
    from: at(105),
    to: at(declined ? 142 : 163),
    attributes: { 'server.address': 'bank.example', 'payment.attempt': 2 },
    events: [{ name: 'retry', at: at(118), attributes: { reason: 'timeout', attempt: 2 } }],
    ...(declined && { error: DECLINED }),
  });
  if (declined) return { trace, publish: undefined };
  trace.span('OrderRepository.save', {
    service: 'web',
    scope: 'shop.orders',
    parent: service,
    from: at(172),
    to: at(196),
    attributes: { 'order.id': order, 'db.system.name': 'postgresql' },
  });
  const publish = trace.span('publish OrderPlaced', {
    service: 'web',
    scope: 'shop.events',
    parent: service,
    kind: 3,
    from: at(198),
    to: at(212),
    attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'orders' },
  });
  return { trace, publish };
}

/** What is done later with a published event: a trace of its own that links back. */
function shipping(number, start, publish) {
  const trace = new Trace(number, start);
  const root = trace.span('process OrderPlaced', {
    service: 'shipping',
    kind: 4,
    from: 0,
    to: 84,
    links: [publish],
    attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'orders' },
  });
  const ship = trace.span('ShippingService.schedule', {
    service: 'shipping',
    parent: root,
    from: 3,
    to: 80,
    attributes: { carrier: 'DHL', 'parcel.weight_kg': 2.4 },
  });
  trace.span('CarrierClient.quote', {
    service: 'shipping',
    parent: ship,
    kind: 2,
    from: 6,
    to: 52,
    attributes: { 'server.address': 'carrier.example' },
  });
  trace.span('LabelPrinter.print', {
    service: 'shipping',
    scope: 'shop.labels',
    parent: ship,
    from: 54,
    to: 78,
  });
  return trace;
}

/** A trace with what goes wrong with traces: a missing parent, a clock that differs, a span that never ended. */
function broken(number, start) {
  const trace = new Trace(number, start);
  const root = trace.span('GET /reports/:id', {
    service: 'web',
    kind: 1,
    from: 0,
    to: 61,
    parent: 'b7ad6b7169203331',
    remote: true,
  });
  const build = trace.span('ReportService.build', {
    service: 'reports',
    parent: root,
    remote: true,
    from: -4,
    to: 48,
    attributes: { 'report.id': 'r-77' },
  });
  trace.span('ReportRepository.rows', { service: 'reports', parent: build, from: 6, to: 40, open: true });
  trace.span('CacheClient.get', { service: 'web', parent: '00f067aa0ba99999', from: 12, to: 19 });
  return trace;
}

export function sampleTraces() {
  const spans = [];
  let publish;
  for (let number = 1; number <= 14; number += 1) {
    const options = { declined: number % 5 === 2, slow: 1 + ((number * 7) % 9) / 10 };
    const made = checkout(number, number * 730, options);
    spans.push(...made.trace.spans);
    publish = made.publish ?? publish;
    if (made.publish) spans.push(...shipping(100 + number, number * 730 + 260, publish).spans);
  }
  spans.push(...broken(90, 11_900).spans);
  return spans;
}
