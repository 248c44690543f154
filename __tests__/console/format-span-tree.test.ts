import { type FinishedSpan, formatSpanTree } from 'otel-traced/console';
import { at, finishedSpans, lostParent, remoteParent, tracePrinter } from './printed-spans';

describe('formatSpanTree', () => {
  it('prints finished spans of several traces by their start, whatever order they come in', () => {
    const spans = finishedSpans((start) => {
      const one = start('one', { startTime: at(1) });
      const two = start('two', { startTime: at(2) });
      start('second below two', { parent: two, startTime: at(5) }).end(at(6));
      start('first below two', { parent: two, startTime: at(3) }).end(at(7));
      start('below one', { parent: one, startTime: at(3) }).end(at(4.5));
      two.end(at(20));
      one.end(at(10));
      start('lost', { parent: lostParent, startTime: at(1.5) }).end(at(2));
      start('remote', { parent: remoteParent, startTime: at(3) }).end(at(4));
    });
    const text = [
      '[one] 9ms',
      '  [below one] 1.5ms',
      '[lost] 0.5ms (parent deadbeef… not seen)',
      '[two] 18ms',
      '  [first below two] 4ms',
      '  [second below two] 1ms',
      '[remote] 1ms (remote parent 00f067aa…)',
    ].join('\n');

    expect(formatSpanTree(spans)).toBe(text);
    expect(formatSpanTree(spans.toReversed())).toBe(text);
  });

  it('takes the same options as the exporter, colours off by default', () => {
    const spans = finishedSpans((start) =>
      start('work', { attributes: { a: 1 } })
        .setStatus({ code: 2 })
        .end(),
    );

    expect(formatSpanTree(spans, { times: false })).toBe('[work] ERROR\n    a: 1');
    expect(formatSpanTree(spans, { times: false, attributes: false, colors: true })).toBe(
      '\u001b[31m[work] ERROR\u001b[39m',
    );
  });

  it('prints a span that has not ended as such', () => {
    const open = tracePrinter().start('open') as unknown as FinishedSpan;

    expect(formatSpanTree([open])).toBe('[open] (not ended)');
  });

  it('is an empty text for no spans', () => {
    expect(formatSpanTree([])).toBe('');
  });
});
