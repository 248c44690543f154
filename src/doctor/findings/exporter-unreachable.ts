import type { Check } from '../evidence.js';
import type { Finding } from '../finding.js';
import { isObject, reachable, typeName } from '../own-data.js';
import { type Address, connectionFailure, exportFailure, isOtlp } from '../reach.js';

/** Nothing listens at an exporter's address, or what listens there does not accept spans. */
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
  return finding(exporter, address, `does not accept a request without spans: ${declined}`, SPEAK);
}

const LISTEN =
  'Start the receiver, or correct the address: the url of the exporter, OTEL_EXPORTER_OTLP_ENDPOINT, ' +
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. In a container, localhost is the container itself.';
const SPEAK =
  'Compare protocol, port, path and headers: OTLP over HTTP is port 4318 with the path /v1/traces, over gRPC port 4317; ' +
  'OTEL_EXPORTER_OTLP_ENDPOINT gets the path appended, the url of an exporter and ..._TRACES_ENDPOINT do not.';

function finding(exporter: object, { text }: Address, failure: string, remedy: string): Finding {
  return {
    code: 'exporter-unreachable',
    seen: `${text}, the address of ${typeName(exporter)}, ${failure}.`,
    why: 'Spans are made and lost: exporters report failures to diag only, which is silent by default.',
    remedy,
  };
}

// What the versions of OpenTelemetry's exporters call it.
const NAMES = ['url', 'address', '_urlStr', '_url', 'endpoint'];
const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };
const DEPTH = 5;

/** The address in an exporter's own data; `undefined` if it has none, or doesn't show it. */
function exporterAddress(exporter: object): Address | undefined {
  for (const object of reachable(exporter, DEPTH)) {
    for (const name of NAMES) {
      const value: unknown = Reflect.getOwnPropertyDescriptor(object, name)?.value;
      const address =
        typeof value === 'string' ? parse(value) : isObject(value) ? parse(String(value)) : undefined;
      if (address !== undefined) return address;
    }
  }
  return undefined;
}

function parse(text: string): Address | undefined {
  if (/^https?:\/\//i.test(text)) return parseUrl(text);
  // The forms of gRPC: unix:/path, dns:///host:port, host:port.
  const path = /^unix:(?:\/\/)?(\/.*)$/.exec(text)?.[1];
  if (path !== undefined) return { text, target: { path } };
  const [, bracketed, plain, port] =
    /^(?:dns:(?:\/\/[^/]*\/)?)?(?:\[([^\]]+)\]|([^:/[\]]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? undefined : { text, target: { host, port: Number(port) } };
}

function parseUrl(text: string): Address | undefined {
  try {
    const { protocol, hostname, port } = new URL(text);
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    return {
      text: withoutSecrets(text),
      target: { host, port: port === '' ? (PORTS[protocol] ?? 0) : Number(port) },
    };
  } catch {
    return undefined;
  }
}

/** The address is printed: without a password, and without a query, which may hold a key. */
function withoutSecrets(text: string): string {
  const url = new URL(text);
  return url.origin + url.pathname;
}
