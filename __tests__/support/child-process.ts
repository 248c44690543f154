import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { PROCESS_LIMIT } from './long-running';

const root = resolve(__dirname, '../..');
const installed = process.env.OTEL_TRACED_PACKAGE;
const packagePath = installed ? resolve(root, installed, 'dist/cjs/index.js') : join(root, 'src/index.ts');

// What every script begins with: the package, a provider that is not registered yet, and a report at the end.
const PRELUDE = `
  const api = require('@opentelemetry/api');
  const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
  const tracing = require(process.env.PACKAGE_PATH);
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  function register() {
    api.trace.setGlobalTracerProvider(provider);
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }
  const seen = {};
  process.on('exit', () => {
    const spans = exporter.getFinishedSpans().map(({ name, status }) => ({ name, status: status.code }));
    process.stdout.write(JSON.stringify({ ...seen, spans }));
  });
`;

interface Outcome {
  spans: { name: string; status: number }[];
  [name: string]: unknown;
}

/**
 * Runs a script in a Node process of its own. It knows `tracing` (the package), `api`, `register()` (a provider that
 * collects), and `seen`, whose properties come back beside the spans that ended.
 */
export async function inChildProcess(script: string, env: Record<string, string> = {}): Promise<Outcome> {
  const args = ['--require', 'tsx/cjs', '--eval', PRELUDE + script];
  const options = {
    cwd: root,
    timeout: PROCESS_LIMIT,
    env: { ...process.env, PACKAGE_PATH: packagePath, ...env },
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`The script failed: ${stderr || error.message}`));
      else resolve(JSON.parse(stdout));
    });
  });
}
