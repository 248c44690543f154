import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { at, remoteParent, tracePrinter } from './printed-spans';

class DeclinedError extends Error {
  override readonly name = 'DeclinedError';
}

describe('the form of a printed trace', () => {
  it('is an indented tree with durations, attributes, kinds, failures and exceptions', () => {
    const { start, written } = tracePrinter();
    const order = start('OrderService.placeOrder', { attributes: { 'order.id': 'o-1', 'order.total': 42 } });
    const charge = start('PaymentGateway.charge', {
      parent: order,
      kind: SpanKind.CLIENT,
      startTime: at(1),
      attributes: { 'payment.amount': 42 },
    });
    charge.recordException(new DeclinedError('card declined'));
    charge.setStatus({ code: SpanStatusCode.ERROR, message: 'card declined' });
    charge.end(at(4.1));
    order.end(at(12.3));

    expect(written).toEqual([
      [
        '[OrderService.placeOrder] 12.3ms',
        '    order.id: "o-1"',
        '    order.total: 42',
        '  [PaymentGateway.charge] 3.1ms CLIENT ERROR card declined',
        '      payment.amount: 42',
        '      exception: DeclinedError: card declined',
        '',
      ].join('\n'),
    ]);
  });

  it('orders children by their start, whichever ended first', () => {
    const { start, written } = tracePrinter({ times: false });
    const root = start('root');
    const first = start('first', { parent: root, startTime: at(1) });
    const third = start('third', { parent: root, startTime: at(1000) });
    const second = start('second', { parent: first, startTime: at(2) });
    third.end();
    second.end();
    first.end();
    root.end();

    expect(written).toEqual(['[root]\n  [first]\n    [second]\n  [third]\n']);
  });

  it.each([
    [0, '0ms'],
    [0.0417, '0.042ms'],
    [3.14, '3.1ms'],
    [45, '45ms'],
    [1234.5678, '1235ms'],
  ])('gives a duration of %f milliseconds as %s', (milliseconds, text) => {
    const { start, written } = tracePrinter();
    start('work').end(at(milliseconds));

    expect(written).toEqual([`[work] ${text}\n`]);
  });

  it('gives durations across full seconds', () => {
    const { start, written } = tracePrinter();
    start('work', { startTime: at(999) }).end(at(2001));

    expect(written).toEqual(['[work] 1002ms\n']);
  });

  it('names every kind but INTERNAL', () => {
    const { start, written } = tracePrinter({ times: false });
    for (const kind of [
      SpanKind.INTERNAL,
      SpanKind.SERVER,
      SpanKind.CLIENT,
      SpanKind.PRODUCER,
      SpanKind.CONSUMER,
    ]) {
      start('work', { kind }).end();
    }

    expect(written).toEqual([
      '[work]\n',
      '[work] SERVER\n',
      '[work] CLIENT\n',
      '[work] PRODUCER\n',
      '[work] CONSUMER\n',
    ]);
  });

  it('shows status OK, and ERROR without a message', () => {
    const { start, written } = tracePrinter({ times: false });
    start('good').setStatus({ code: SpanStatusCode.OK }).end();
    start('bad').setStatus({ code: SpanStatusCode.ERROR }).end();

    expect(written).toEqual(['[good] OK\n', '[bad] ERROR\n']);
  });

  it('quotes strings, and nothing else, also in arrays', () => {
    const { start, written } = tracePrinter({ times: false });
    const attributes = {
      text: 'say "hi"',
      whole: 42,
      ratio: 0.5,
      yes: true,
      texts: ['a', 'b'],
      numbers: [1, 2],
    };
    start('work', { attributes }).end();

    expect(written[0]).toBe(
      [
        '[work]',
        '    text: "say \\"hi\\""',
        '    whole: 42',
        '    ratio: 0.5',
        '    yes: true',
        '    texts: ["a", "b"]',
        '    numbers: [1, 2]',
        '',
      ].join('\n'),
    );
  });

  it('shows events with their time since the start, and their attributes', () => {
    const { start, written } = tracePrinter();
    const span = start('work', { startTime: at(100) });
    span.addEvent('retried', { attempt: 2 }, at(101.5));
    span.addEvent('queued', at(98));
    span.end(at(110));

    expect(written).toEqual([
      '[work] 10ms\n    event: retried (+1.5ms)\n      attempt: 2\n    event: queued (-2ms)\n',
    ]);
  });

  it('shows links by short ids, and their attributes', () => {
    const { start, written } = tracePrinter({ times: false });
    start('work', { links: [{ context: remoteParent, attributes: { position: 7 } }] }).end();

    expect(written).toEqual(['[work]\n    link: trace 4bf92f35… span 00f067aa…\n      position: 7\n']);
  });

  it('shows what an exception event has, and its other attributes below it', () => {
    const { start, written } = tracePrinter({ times: false });
    const span = start('work');
    span.addEvent('exception', { 'exception.type': 'TypeError' });
    span.addEvent('exception', { 'exception.message': 'no type', 'exception.escaped': true });
    span.addEvent('exception', { 'exception.type': '', 'exception.message': '' });
    span.addEvent('exception');
    span.end();

    expect(written[0]).toBe(
      '[work]\n    exception: TypeError\n    exception: no type\n      exception.escaped: true\n    exception\n    exception\n',
    );
  });
});
