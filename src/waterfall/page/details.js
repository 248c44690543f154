// The side panel: everything that is known of one span.

import { addressOf } from './address.js';
import { colorClasses } from './colors.js';
import { append, byId, element } from './dom.js';
import { notes } from './span-row.js';
import { count, dateTime, duration, KINDS, printableValue } from './text.js';

const STATUS = ['unset', 'OK', 'error'];
const LIBRARY_FRAME = /node_modules|\(?node:|internal\//;
const CAUSE = /^\s*(\[?cause\]?:|caused by:?)/i;

/** `spanAt(traceId, spanId)` finds a span of this file, `linksTo(span)` the spans that link to it. */
export function showDetails(span, { colorNumber, spanAt, linksTo, close }) {
  const panel = byId('details');
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.replaceChildren(
    element(
      'header',
      { className: `details-head ${colorClasses(colorNumber(span))}` },
      element(
        'h2',
        { id: 'span-name' },
        element('span', { className: 'shape' }),
        element('bdi', {}, span.name || '(no name)'),
      ),
      element(
        'button',
        {
          className: 'icon',
          type: 'button',
          'aria-label': 'Close the details',
          title: 'Close (Esc)',
          onclick: close,
        },
        '×',
      ),
    ),
    element(
      'p',
      { className: 'badges' },
      span.failed && element('span', { className: 'badge error' }, 'error'),
      span.status === 1 && element('span', { className: 'badge ok' }, 'OK'),
      ...notes(span).map(({ text, title }) => element('span', { className: 'badge', title }, text)),
      span.onCriticalPath &&
        span.trace.spans.length > 1 &&
        element('span', { className: 'badge path' }, 'critical path'),
    ),
    ...notes(span).map(({ title }) => element('p', { className: 'remark' }, title)),
    span.message ? element('p', { className: 'message' }, element('bdi', {}, span.message)) : '',
    factTable(span, spanAt),
    ...exceptions(span),
    ...section('Attributes', span.attributes.length, () => [valueTable(span.attributes)]),
    ...events(span),
    ...links('Links', span.links, spanAt),
    ...links('Linked from', linksTo(span), spanAt),
    span.dropped > 0
      ? element(
          'p',
          { className: 'remark' },
          `The SDK dropped ${count(span.dropped, 'attribute, event or link', 'attributes, events or links')} of this span.`,
        )
      : '',
    folded('Resource', span.resource.length, () => valueTable(span.resource)),
    identifiers(span),
  );
}

function factTable(span, spanAt) {
  const { trace } = span;
  const share =
    trace.duration > 0
      ? ` · ${Number(((span.duration / trace.duration) * 100).toPrecision(2))}% of the trace`
      : '';
  return pairTable([
    ['Duration', span.open ? 'not ended' : duration(span.duration) + share],
    ['Self time', !span.open && duration(span.self)],
    ['Start', `${dateTime(span.seconds, span.nanos)} · ${duration(span.start)} into the trace`],
    ['Kind', KINDS[span.kind] ?? String(span.kind)],
    ['Status', STATUS[span.status] ?? String(span.status)],
    ['Service', span.service],
    ['Scope', span.scope.name && `${span.scope.name} ${span.scope.version}`.trim()],
    ['Parent', span.parentId && spanLink(span.trace.id, span.parentId, spanAt)],
  ]);
}

function exceptions(span) {
  return span.events
    .filter(({ name }) => name === 'exception')
    .map(({ attributes, offset }) => {
      const {
        'exception.type': type,
        'exception.message': message,
        'exception.stacktrace': stack,
        ...rest
      } = Object.fromEntries(attributes);
      const title = [type, message]
        .filter((part) => part !== undefined && part !== '')
        .map(printableValue)
        .join(': ');
      return element(
        'section',
        { className: 'exception-box' },
        element(
          'h3',
          {},
          element('bdi', {}, title || 'exception'),
          element('span', { className: 'at' }, `at ${duration(offset)}`),
        ),
        typeof stack === 'string' ? stackText(stack) : '',
        Object.keys(rest).length > 0 && valueTable(Object.entries(rest)),
      );
    });
}

/** Frames of libraries are pale, causes stand out. */
function stackText(stack) {
  const lines = stack.split('\n').map((line) => {
    const className = CAUSE.test(line)
      ? 'cause'
      : /^\s*at /.test(line) && LIBRARY_FRAME.test(line)
        ? 'library'
        : '';
    return element('span', { className }, `${line}\n`);
  });
  return element('pre', { className: 'stack', tabIndex: 0, role: 'region', 'aria-label': 'Stack' }, ...lines);
}

function events(span) {
  const others = span.events.filter(({ name }) => name !== 'exception');
  return section('Events', others.length, () =>
    others.map((event) =>
      element(
        'div',
        { className: 'event-box' },
        element(
          'h4',
          {},
          element('bdi', {}, event.name),
          element('span', { className: 'at' }, `at ${duration(event.offset)}`),
        ),
        event.attributes.length > 0 && valueTable(event.attributes),
      ),
    ),
  );
}

function links(title, targets, spanAt) {
  return section(title, targets.length, () =>
    targets.map(({ traceId, spanId, attributes }) =>
      element(
        'div',
        { className: 'event-box' },
        spanLink(traceId, spanId, spanAt),
        attributes?.length > 0 && valueTable(attributes),
      ),
    ),
  );
}

/** A link to a span of this file; for another one its ids. */
function spanLink(traceId, spanId, spanAt) {
  const target = spanAt(traceId, spanId);
  if (!target)
    return element(
      'span',
      { className: 'elsewhere' },
      `span ${spanId} of trace ${traceId}, not in this file`,
    );
  return element(
    'a',
    { href: addressOf(traceId, spanId) },
    element('bdi', {}, target.name || '(no name)'),
    element('span', { className: 'at' }, duration(target.duration)),
  );
}

function identifiers(span) {
  return pairTable([
    ['Span id', copied(span.id)],
    ['Trace id', copied(span.trace.id)],
    [
      'Link',
      copied(
        location.href.replace(/#.*$/, '') + addressOf(span.trace.id, span.id),
        'Copy the link to this span',
      ),
    ],
  ]);
}

function copied(text, label) {
  const button = element(
    'button',
    { type: 'button', className: 'copy', 'aria-label': label ?? `Copy ${text}` },
    label ? label : 'Copy',
  );
  button.addEventListener('click', () => {
    navigator.clipboard?.writeText(text).then(
      () => {
        button.textContent = 'Copied';
      },
      () => {
        button.textContent = 'Copying failed';
      },
    );
  });
  return element('span', { className: 'id' }, !label && element('code', {}, text), button);
}

function section(title, length, content) {
  if (length === 0) return [];
  return [
    element(
      'section',
      {},
      element('h3', {}, title, element('span', { className: 'count' }, String(length))),
      ...content(),
    ),
  ];
}

function folded(title, length, content) {
  if (length === 0) return '';
  return element(
    'details',
    {},
    element('summary', {}, title, element('span', { className: 'count' }, String(length))),
    content(),
  );
}

function pairTable(pairs) {
  return table(
    pairs.filter(([, value]) => value),
    (value) => value,
  );
}

function valueTable(pairs) {
  return table(pairs, (value) =>
    element('span', { className: `value ${typeof value}` }, printableValue(value)),
  );
}

function table(pairs, show) {
  const list = element('dl', { className: 'pairs' });
  for (const [key, value] of pairs) {
    append(list, [
      element('div', {}, element('dt', {}, element('bdi', {}, key)), element('dd', {}, show(value))),
    ]);
  }
  return list;
}
