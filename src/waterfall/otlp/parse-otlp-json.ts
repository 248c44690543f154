import type { WaterfallSpan } from '../waterfall-span.js';
import { arrayOf, isObject, type JsonObject } from './json.js';
import { otlpSpan, otlpValues } from './otlp-span.js';

export interface OtlpJson {
  readonly spans: WaterfallSpan[];
  /** The last line is cut off, as in a file that is still being written. Its spans are left out. */
  readonly truncated: boolean;
}

/**
 * The spans in OTLP's JSON form: lines of `{"resourceSpans": […]}` as the Collector's file exporter writes them, or one
 * such document, indented or not. Lines with logs or metrics are skipped.
 *
 * An incomplete last line is left out, and `truncated` is true.
 *
 * @throws SyntaxError if the text is neither, with the number of the line at fault.
 *
 * @example
 * const { spans } = parseOtlpJson(readFileSync('spans.jsonl', 'utf8'));
 * writeFileSync('traces.html', renderWaterfall(spans));
 */
export function parseOtlpJson(text: string): OtlpJson {
  const whole = text.replace(/^\ufeff/, '');
  const lines = whole.split('\n').map((line, index) => ({ text: line.trim(), number: index + 1 }));
  const written = lines.filter((line) => line.text !== '');
  if (written.length === 0) return { spans: [], truncated: false };
  const document = written.length > 1 && !isJson(written[0]?.text ?? '') ? parseJson(whole) : undefined;
  if (document) return { spans: spansOfRequest(document.value, 1), truncated: false };
  const spans: WaterfallSpan[] = [];
  for (const [index, line] of written.entries()) {
    const parsed = parseJson(line.text);
    if (parsed) {
      for (const span of spansOfRequest(parsed.value, line.number)) spans.push(span);
    } else if (index > 0 && index === written.length - 1) {
      return { spans, truncated: true };
    } else {
      throw new SyntaxError(`line ${line.number}: expected JSON, got ${excerpt(line.text)}. ${REMEDY}`);
    }
  }
  return { spans, truncated: false };
}

const REMEDY = "Pass OTLP JSON, as the Collector's file exporter writes it with `format: json`.";
const OTHER_SIGNALS = ['resourceLogs', 'resourceMetrics', 'resourceProfiles'];

function spansOfRequest(request: unknown, line: number): WaterfallSpan[] {
  if (isObject(request) && Array.isArray(request.resourceSpans)) {
    return request.resourceSpans.filter(isObject).flatMap(spansOfResource);
  }
  if (isObject(request) && OTHER_SIGNALS.some((key) => Array.isArray(request[key]))) return [];
  throw new SyntaxError(
    `line ${line}: expected {"resourceSpans": […]}, got ${excerpt(JSON.stringify(request))}. ${REMEDY}`,
  );
}

function spansOfResource(resourceSpans: JsonObject): WaterfallSpan[] {
  const { resource, scopeSpans, instrumentationLibrarySpans } = resourceSpans;
  const attributes = otlpValues(isObject(resource) ? resource.attributes : undefined);
  // The second name is OTLP's own before version 0.19.
  return arrayOf(scopeSpans ?? instrumentationLibrarySpans).flatMap((scopeSpan) => {
    const scope = scopeSpan.scope ?? scopeSpan.instrumentationLibrary;
    return arrayOf(scopeSpan.spans).map((span) =>
      otlpSpan(span, { attributes }, isObject(scope) ? scope : {}),
    );
  });
}

function isJson(text: string): boolean {
  return parseJson(text) !== undefined;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
