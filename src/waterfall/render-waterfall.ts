import { pageEnd, pageStart } from './page.js';
import { SpanLines } from './span-lines.js';
import { pageLimits, type WaterfallOptions } from './waterfall-options.js';
import { spansOf, type WaterfallSpanSource } from './waterfall-span.js';

/**
 * One self-contained HTML page that shows `source` as a list of traces and a waterfall. The page needs no server and no
 * network: it opens from a folder, a CI artifact or an attachment.
 *
 * The spans may belong to several traces and be in any order. Spans of OpenTelemetry's SDK 1, 2 and 3 are accepted, and
 * so are those of `parseOtlpJson`. All text is escaped, and the page's Content-Security-Policy forbids network access
 * and other scripts.
 *
 * By default the page holds up to 50,000 spans and 64 MiB of span data, and cuts texts at 16,384 characters; see
 * `WaterfallOptions`. The page shows how many spans were left out.
 *
 * @throws TypeError if `source` isn't one of the accepted forms, an option is invalid, or a span cannot be read.
 *
 * @example
 * const traces = recordTraces();
 * await checkout(cart);
 * writeFileSync('traces.html', renderWaterfall(traces, { title: 'Checkout' }));
 */
export function renderWaterfall(source: WaterfallSpanSource, options: WaterfallOptions = {}): string {
  const limits = pageLimits(options, 'renderWaterfall()');
  const lines = new SpanLines(limits);
  const text = lines.add(spansOf(source), (cause) => {
    throw new TypeError('renderWaterfall(): expected spans of OpenTelemetry, got something else.', { cause });
  });
  return pageStart(limits.title) + text + lines.leftOut + pageEnd;
}
