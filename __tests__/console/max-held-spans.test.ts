import { tracePrinter } from './printed-spans';

const layoutOnly = { times: false };

describe('maxHeldSpans', () => {
  it('prints the oldest trace as far as it is there when more spans are held, and loses none', () => {
    const { start, written } = tracePrinter({ ...layoutOnly, maxHeldSpans: 3 });
    const old = start('old');
    const young = start('young');
    for (const name of ['old 1', 'old 2']) start(name, { parent: old }).end();
    start('young 1', { parent: young }).end();
    expect(written).toEqual([]);

    start('young 2', { parent: young }).end();
    const note = /\(parent [0-9a-f]{8}… not seen\)/;
    expect(written.map((text) => text.replace(note, '(…)'))).toEqual(['[old 1] (…)\n', '[old 2] (…)\n']);

    young.end();
    old.end();
    expect(written.slice(2)).toEqual(['[young]\n  [young 1]\n  [young 2]\n', '[old]\n']);
  });

  it('makes a tenth of the room free at a time', () => {
    const { start, written } = tracePrinter({ ...layoutOnly, maxHeldSpans: 20 });
    const orphans = (count: number) => {
      for (let i = 0; i < count; i++) start('orphan', { parent: start('open') }).end();
      return written.length;
    };

    expect([orphans(20), orphans(1), orphans(2), orphans(1)]).toEqual([0, 3, 3, 6]);
  });

  it('goes by how long a trace has waited, not by when it was first seen', () => {
    const { start, written } = tracePrinter({ ...layoutOnly, maxHeldSpans: 1 });
    const seenFirst = start('seen first');
    const open = start('open', { parent: seenFirst });
    seenFirst.end();
    start('waits longest', { parent: start('other') }).end();
    start('waits since', { parent: open }).end();

    expect(written).toEqual(['[seen first]\n', expect.stringContaining('[waits longest]')]);
  });

  it('counts a trace that was printed for lack of room as new when more of it comes', () => {
    const { start, written } = tracePrinter({ ...layoutOnly, maxHeldSpans: 1 });
    const [x, y] = [start('x'), start('y')];
    start('x 1', { parent: x }).end();
    start('y 1', { parent: y }).end();
    start('x 2', { parent: x }).end();

    expect(written.map((text) => text.slice(0, 5))).toEqual(['[x 1]', '[y 1]']);
  });

  it('at 0 holds nothing', () => {
    const { start, written } = tracePrinter({ ...layoutOnly, maxHeldSpans: 0 });
    const root = start('root');
    start('child', { parent: root }).end();
    root.end();

    expect(written).toEqual([expect.stringMatching(/^\[child\] \(parent .* not seen\)\n$/), '[root]\n']);
  });

  it('remembers at least half as many names of printed spans', () => {
    const { start, written } = tracePrinter({ ...layoutOnly, maxHeldSpans: 4 });
    const root = start('root');
    const late = start('late', { parent: root });
    root.end();
    for (const name of ['a', 'b']) start(name).end();
    late.end();

    expect(written[3]).toBe('[late] (late, child of [root])\n');
  });

  it('bounds the names that are remembered too: a late child of a forgotten parent is held, then printed', async () => {
    const { start, written, exporter } = tracePrinter({ ...layoutOnly, maxHeldSpans: 2 });
    const forgotten = start('forgotten');
    const late = start('late', { parent: forgotten });
    forgotten.end();
    for (const name of ['a', 'b']) start(name).end();
    late.end();
    expect(written).toEqual(['[forgotten]\n', '[a]\n', '[b]\n']);

    await exporter.forceFlush();
    expect(written[3]).toMatch(/^\[late\] \(parent [0-9a-f]{8}… not seen\)\n$/);
  });
});
