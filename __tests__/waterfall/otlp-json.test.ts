import { parseOtlpJson } from 'otel-traced/waterfall';

const TRACE = '5b8efff798038103d269b633813fc60c';

/** A line as the Collector's file exporter writes it, with a span's fields given. */
function line(fields: object, scope = 'scopeSpans'): string {
  const span = {
    traceId: TRACE,
    spanId: 'eee19b7ec3c1b174',
    name: 'charge',
    kind: 3,
    startTimeUnixNano: '1544712660300000001',
    endTimeUnixNano: '1544712661600000000',
    ...fields,
  };
  const attributes = [{ key: 'service.name', value: { stringValue: 'payments' } }];
  return JSON.stringify({
    resourceSpans: [
      { resource: { attributes }, [scope]: [{ scope: { name: 'lib', version: '2' }, spans: [span] }] },
    ],
  });
}

const one = (fields: object) => parseOtlpJson(line(fields)).spans[0]!;

describe('parseOtlpJson', () => {
  it('reads lines, each with spans of its own', () => {
    const { spans, truncated } = parseOtlpJson(`${line({ name: 'a' })}\n${line({ name: 'b' })}\r\n\n`);
    expect(spans.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(truncated).toBe(false);
  });

  it('reads one indented document', () => {
    const text = JSON.stringify(JSON.parse(line({})), undefined, 2);
    expect(parseOtlpJson(text).spans).toHaveLength(1);
    expect(parseOtlpJson(`\ufeff${text}`).spans).toHaveLength(1);
  });

  it('keeps every nanosecond', () => {
    const { startTime, duration, ended } = one({});
    expect({ startTime, duration, ended }).toEqual({
      startTime: [1544712660, 300000001],
      duration: [1, 299999999],
      ended: true,
    });
  });

  it('reads ids in upper case, no parent, a local and a remote one', () => {
    expect(one({ traceId: TRACE.toUpperCase() }).spanContext().traceId).toBe(TRACE);
    expect(one({ parentSpanId: '' })).not.toHaveProperty('parentSpanId');
    expect(one({ parentSpanId: '0000000000000000' })).not.toHaveProperty('parentSpanId');
    expect(one({ parentSpanId: 'eee19b7ec3c1b173' }).parentSpanId).toBe('eee19b7ec3c1b173');
    expect(one({ parentSpanId: 'eee19b7ec3c1b173', flags: 0x101 }).parentSpanContext?.isRemote).toBe(false);
    expect(one({ parentSpanId: 'eee19b7ec3c1b173', flags: 0x301 }).parentSpanContext?.isRemote).toBe(true);
  });

  it.each([
    [3, 2],
    ['SPAN_KIND_CONSUMER', 4],
    [0, 0],
    [99, 0],
    [undefined, 0],
  ])('reads kind %p', (kind, expected) => {
    expect(one({ kind }).kind).toBe(expected);
  });

  it.each([
    [
      { code: 2, message: 'no' },
      { code: 2, message: 'no' },
    ],
    [{ code: 'STATUS_CODE_OK' }, { code: 1, message: '' }],
    [undefined, { code: 0, message: '' }],
  ])('reads status %j', (status, expected) => {
    expect(one({ status }).status).toEqual(expected);
  });

  it('reads values of every type', () => {
    const values = {
      text: { stringValue: 'x' },
      yes: { boolValue: true },
      integer: { intValue: '42' },
      large: { intValue: '9223372036854775807' },
      double: { doubleValue: 0.5 },
      list: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } },
      nested: { kvlistValue: { values: [{ key: 'a', value: { boolValue: false } }] } },
      bytes: { bytesValue: 'AQID' },
      empty: {},
      emptyList: { arrayValue: {} },
    };
    const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
    expect({ ...one({ attributes }).attributes }).toEqual({
      text: 'x',
      yes: true,
      integer: 42,
      large: '9223372036854775807',
      double: 0.5,
      list: [1, 'b'],
      nested: { a: false },
      bytes: Buffer.from([1, 2, 3]),
      empty: null,
      emptyList: [],
    });
  });

  it('reads events, links, scope, resource, and what was dropped', () => {
    const span = one({
      events: [
        {
          name: 'e',
          timeUnixNano: '1544712660500000000',
          attributes: [{ key: 'k', value: { intValue: '1' } }],
        },
      ],
      links: [{ traceId: TRACE, spanId: 'aaaaaaaaaaaaaaaa' }],
      droppedAttributesCount: 3,
    });
    expect(span.events).toEqual([{ name: 'e', time: [1544712660, 500000000], attributes: { k: 1 } }]);
    expect(span.links[0]?.context).toEqual({ traceId: TRACE, spanId: 'aaaaaaaaaaaaaaaa' });
    expect(span.instrumentationScope).toEqual({ name: 'lib', version: '2' });
    expect({ ...span.resource?.attributes }).toEqual({ 'service.name': 'payments' });
    expect(span.droppedAttributesCount).toBe(3);
  });

  it("reads instrumentationLibrarySpans, OTLP's older name", () => {
    expect(parseOtlpJson(line({}, 'instrumentationLibrarySpans')).spans).toHaveLength(1);
  });

  it('marks a span without an end as not ended', () => {
    expect(one({ endTimeUnixNano: undefined }).ended).toBe(false);
    expect(one({ endTimeUnixNano: '0' }).ended).toBe(false);
  });

  it('skips lines of logs and metrics', () => {
    const { spans } = parseOtlpJson(`{"resourceLogs":[]}\n${line({})}\n{"resourceMetrics":[]}`);
    expect(spans).toHaveLength(1);
  });

  it('leaves out a last line that is cut off', () => {
    const { spans, truncated } = parseOtlpJson(`${line({})}\n${line({}).slice(0, 100)}`);
    expect({ spans: spans.length, truncated }).toEqual({ spans: 1, truncated: true });
  });

  it('gives no spans for an empty text', () => {
    expect(parseOtlpJson(' \n')).toEqual({ spans: [], truncated: false });
  });

  it.each([
    ['hello\nworld', /^line 1: expected JSON, got "hello"\. Pass OTLP JSON/],
    ['{"a":1}', /^line 1: expected \{"resourceSpans": \[…\]\}, got "\{\\"a\\":1\}"/],
    ['[1]', /^line 1: expected \{"resourceSpans"/],
    ['{"resourceLogs":[]}\nnope\n{"resourceLogs":[]}', /^line 2: expected JSON, got "nope"/],
    ['\n\nnull', /^line 3: expected/],
  ])('refuses %j with the line at fault', (text, message) => {
    expect(() => parseOtlpJson(text)).toThrow(message);
    expect(() => parseOtlpJson(text)).toThrow(SyntaxError);
  });
});
