import 'reflect-metadata';
import { type DynamicModule, type INestApplication, Logger, type ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TracingModule, type TracingModuleOptions } from 'otel-traced/nestjs';

const open: INestApplication[] = [];

/** Starts an application with the tracing module, on a port of its own. Its warnings are collected. */
export async function startApplication(
  { imports = [], ...metadata }: ModuleMetadata,
  options: TracingModuleOptions | DynamicModule = {},
  configure: (app: INestApplication) => void | Promise<void> = () => {},
) {
  const messages: string[] = [];
  const collect = (message: unknown, ...rest: unknown[]) => {
    if (rest.at(-1) === 'TracingModule') messages.push(String(message));
  };
  const tracing = 'module' in options ? (options as DynamicModule) : TracingModule.forRoot(options);
  const builder = Test.createTestingModule({ imports: [tracing, ...imports], ...metadata });
  const logger = { log() {}, debug() {}, warn: collect, error: collect };
  const app = (await builder.setLogger(logger).compile()).createNestApplication();
  open.push(app);
  await configure(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    messages,
    request: async (path: string, init: RequestInit = {}) => {
      const response = await fetch(url + path, init);
      return { status: response.status, body: await response.text() };
    },
  };
}

afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
  Logger.overrideLogger(['error', 'warn']);
});
