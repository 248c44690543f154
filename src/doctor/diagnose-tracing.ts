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

// In the order in which one would repair them.
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
 * Looks at this process and says why there are no spans, or not the right ones: what is registered with the
 * OpenTelemetry API, how it is put together, whether the exporters' addresses answer, and what the decorators came to.
 * Each finding says what was seen, why it matters and what to do. An empty list is a healthy set-up.
 *
 * Call it when the set-up has run and the decorated classes are loaded. Nothing is changed, no span is made, and the
 * promise is never rejected: what cannot be looked at is a finding. The sampler is asked for a few made-up spans;
 * exporters are probed (see `probe`); the process stands still for a moment (see `inspect`).
 *
 * What can be seen: the SDKs 1, 2 and 3 of OpenTelemetry; of another provider only that it is there. Packages, early
 * tracers and decorated classes need Node's inspector.
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
    why: 'A fault may be there and was not looked for.',
    remedy: 'Report it to otel-traced, with the versions of Node and of the OpenTelemetry packages.',
  };
}
