import { context, createContextKey } from '@opentelemetry/api';
import { builtin } from './builtin.js';
import { hasMethods, isObject, reachable } from './own-data.js';

// Instrumentations of net and http make no spans while this key is set, nor do the SDK's own processors.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The address that an exporter sends to. */
export interface Address {
  /** As the exporter is configured. */
  readonly text: string;
  /** For `node:net`: a port of a host, or the file of a socket. */
  readonly target: { readonly host: string; readonly port: number } | { readonly path: string };
}

/** Why nothing listens at an address; `undefined` if something does. */
export async function connectionFailure({ target }: Address, timeoutMs: number): Promise<string | undefined> {
  const net = await builtin('node:net');
  if (net === undefined) return undefined;
  return unseen(
    () =>
      new Promise((resolve) => {
        const socket = net.connect(target);
        const finish = (failure?: string) => {
          socket.destroy();
          resolve(failure);
        };
        socket.setTimeout(timeoutMs, () => finish(`no response within ${timeoutMs} ms`));
        socket.once('connect', () => finish());
        socket.once('error', (error) => finish(reasonOf(error)));
      }),
  );
}

interface ExportResult {
  readonly code: number;
  readonly error?: unknown;
}

interface Exporter {
  export(spans: readonly never[], done: (result: ExportResult) => void): void;
}

/** Whether it is one of OpenTelemetry's exporters for OTLP: they can send a request without spans. */
export function isOtlp(exporter: object): exporter is Exporter {
  return [...reachable(exporter, 2)].some((object) => hasMethods(object, 'serializeRequest'));
}

/** Why a request without spans isn't accepted; `undefined` if it is. */
export function exportFailure(exporter: Exporter, timeoutMs: number): Promise<string | undefined> {
  return unseen(
    () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(`no response within ${timeoutMs} ms`), timeoutMs);
        exporter.export([], ({ code, error }) => {
          clearTimeout(timer);
          resolve(code === 0 ? undefined : reasonOf(error));
        });
      }),
  );
}

function unseen<Result>(action: () => Promise<Result>): Promise<Result> {
  return context.with(context.active().setValue(SUPPRESS_TRACING, true), action);
}

function reasonOf(error: unknown): string {
  if (!isObject(error)) return 'the exporter gave no reason';
  const { name, message, code, errors } = error as Partial<NodeJS.ErrnoException & AggregateError>;
  // If a name has several addresses, each fails separately.
  const details = (errors ?? []).map(reasonOf);
  if (details.length > 0) return [...new Set(details)].join(', ');
  const number = typeof code === 'number' ? ` (${code})` : '';
  return `${message === undefined || message === '' ? (code ?? name ?? 'unknown') : message}${number}`;
}
