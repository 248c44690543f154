export { diagnoseTracing } from './diagnose-tracing.js';
export type { DiagnoseOptions, Finding, FindingCode } from './finding.js';
