import { isObject, reachable } from './own-data.js';

/** Where an exporter sends to. */
export interface Address {
  /** As the exporter has it. */
  readonly text: string;
  /** For `node:net`: a port of a host, or the file of a socket. */
  readonly target: { readonly host: string; readonly port: number } | { readonly path: string };
}

// The exporters of OpenTelemetry have called it so, in one version or another.
const NAMES = ['url', 'address', '_urlStr', '_url', 'endpoint'];
const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };
const DEPTH = 5;

/** The address that stands in an exporter's own data; `undefined` for one that sends nowhere, or does not show it. */
export function exporterAddress(exporter: object): Address | undefined {
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
  // What gRPC takes: unix:/path, dns:///host:port, host:port.
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

/** An address is printed: no password, and no query, which may hold a key. */
function withoutSecrets(text: string): string {
  const url = new URL(text);
  return url.origin + url.pathname;
}
