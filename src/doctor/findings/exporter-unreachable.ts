import type { Check } from '../evidence.js';
import { type Address, exporterAddress } from '../exporter-address.js';
import type { Finding } from '../finding.js';
import { typeName } from '../own-data.js';
import { connectionFailure, exportFailure, isOtlp } from '../reach.js';

/** Nobody listens where an exporter sends to, or what listens there does not take spans. */
export const exporterUnreachable: Check = async ({ sdk, probe, timeoutMs }) => {
  if (!probe) return [];
  const findings = await Promise.all(sdk.exporters.map((exporter) => examine(exporter, timeoutMs)));
  return findings.filter((finding) => finding !== undefined);
};

async function examine(exporter: object, timeoutMs: number): Promise<Finding | undefined> {
  const address = exporterAddress(exporter);
  if (address === undefined) return undefined;
  const refused = await connectionFailure(address, timeoutMs);
  if (refused !== undefined) return finding(exporter, address, `cannot be reached: ${refused}`, LISTEN);
  if (!isOtlp(exporter)) return undefined;
  const declined = await exportFailure(exporter, timeoutMs);
  if (declined === undefined) return undefined;
  return finding(exporter, address, `does not take a request without spans: ${declined}`, SPEAK);
}

const LISTEN =
  'Start what should listen there, or correct the address: the url of the exporter, OTEL_EXPORTER_OTLP_ENDPOINT, ' +
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. In a container, localhost is the container itself.';
const SPEAK =
  'Compare protocol, port, path and headers: OTLP over HTTP is port 4318 with the path /v1/traces, over gRPC port 4317; ' +
  'OTEL_EXPORTER_OTLP_ENDPOINT gets the path appended, the url of an exporter and ..._TRACES_ENDPOINT do not.';

function finding(exporter: object, { text }: Address, failure: string, remedy: string): Finding {
  return {
    code: 'exporter-unreachable',
    seen: `${text}, where ${typeName(exporter)} sends to, ${failure}.`,
    why: 'Spans are made, tried and lost: exporters report failures to diag only, which is silent by default.',
    remedy,
  };
}
