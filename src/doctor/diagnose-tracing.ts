import { type Check, type Evidence, gatherEvidence } from './evidence.js';
import type { DiagnoseOptions, Finding } from './finding.js';
import { apiCopies, apiSdkMismatch, providerOutOfSight } from './findings/api-versions.js';
import { earlyTracer } from './findings/early-tracer.js';
import { everythingExcluded } from './findings/everything-excluded.js';
import { exporterUnreachable } from './findings/exporter-unreachable.js';
import { methodHidden } from './findings/method-hidden.js';
import { metricsNotEnabled } from './findings/metrics-not-enabled.js';
import { idsInNames, minifiedNames } from './findings/names.js';
import { noContextManager, noPropagator } from './findings/propagation.js';
import { noProvider, providerNotRegistered } from './findings/provider.js';
import { noSpanProcessor, samplerDropsAll, simpleProcessorInProduction } from './findings/span-pipeline.js';
import { switchedOff } from './findings/switched-off.js';
import { tracedNothing } from './findings/traced-nothing.js';
import { wrapperDropped } from './findings/wrapper-dropped.js';
import { Inspector } from './inspector.js';
import { printable } from './printable.js';

// In the order in which to repair them.
const CHECKS: readonly Check[] = [
  switchedOff,
  noProvider,
  providerOutOfSight,
  providerNotRegistered,
  apiCopies,
  apiSdkMismatch,
  earlyTracer,
  noContextManager,
  noPropagator,
  samplerDropsAll,
  noSpanProcessor,
  exporterUnreachable,
  simpleProcessorInProduction,
  everythingExcluded,
  tracedNothing,
  wrapperDropped,
  methodHidden,
  metricsNotEnabled,
  minifiedNames,
  idsInNames,
];

/**
 * Finds out why this process has no spans, or not the right ones: it checks what is registered with the OpenTelemetry
 * API, how the provider is configured, whether the exporters' addresses respond, and what effect the decorators had.
 * Each finding has what was seen, why it matters and what to do. An empty list means a healthy set-up.
 *
 * Call it after the set-up has run and the decorated classes are loaded. It changes nothing and makes no spans, and its
 * promise is never rejected: a check that fails is a finding. By default it calls the sampler for a few made-up spans,
 * connects to the exporters' addresses (`probe: false` prevents that) and stops the process for a moment while it looks
 * through the heap (`inspect: false` prevents that).
 *
 * Limits: it knows the providers of OpenTelemetry's SDK 1, 2 and 3; of another provider only that it exists. Findings
 * about packages, other providers, early tracers, decorated classes and names need Node's inspector.
 *
 * @example
 * ```ts
 * import { diagnoseTracing } from 'otel-traced/doctor';
 *
 * for (const { code, seen, remedy } of await diagnoseTracing()) console.warn(code, seen, remedy);
 * ```
 */
export async function diagnoseTracing(options: DiagnoseOptions = {}): Promise<Finding[]> {
  const { ignore = [], inspect = true } = options;
  const found = await examine(options, inspect).catch((error) => [checkFailed('the process', error)]);
  return found.filter(({ code }) => !ignore.includes(code)).map(printable);
}

function examine(options: DiagnoseOptions, inspect: boolean): Promise<Finding[]> {
  const run = async (inspector?: Inspector) => runChecks(await gatherEvidence(options, inspector));
  return inspect ? Inspector.use(run) : run();
}

async function runChecks(evidence: Evidence): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const check of CHECKS) {
    try {
      found.push(...(await check(evidence)));
    } catch (error) {
      found.push(checkFailed(`the check ${check.name}`, error));
    }
  }
  return found;
}

function checkFailed(what: string, error: unknown): Finding {
  return {
    code: 'check-failed',
    seen: `The doctor failed at ${what}: ${error instanceof Error ? error.message : typeof error}.`,
    why: 'There may be a fault that the doctor did not look for.',
    remedy: 'Report it to otel-traced, with the versions of Node and of the OpenTelemetry packages.',
  };
}
