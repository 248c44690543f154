export type { FinishedSpan, SpanEvent, SpanLink } from '../shared/finished-span.js';
export { formatSpanTree } from './format-span-tree.js';
export type { SpanTreeOptions } from './span-tree-options.js';
export {
  TraceTreeExporter,
  type TraceTreeExporterOptions,
  type TraceTreeExportResult,
} from './trace-tree-exporter.js';
