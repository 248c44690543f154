export { type OtlpJson, parseOtlpJson } from './otlp/parse-otlp-json.js';
export { renderWaterfall } from './render-waterfall.js';
export {
  WaterfallExporter,
  type WaterfallExporterOptions,
  type WaterfallExportResult,
} from './waterfall-exporter.js';
export type { WaterfallOptions } from './waterfall-options.js';
export type { WaterfallSpan, WaterfallSpanSource } from './waterfall-span.js';
