/// <reference types="node" />
import type { Debugger, Runtime, Session } from 'node:inspector';
import type { AnyClass } from './tracing-module-options.js';

/** Whether a class was loaded from an installed package; `undefined` if the platform cannot tell. */
export type IsLibraryClass = (type: AnyClass) => boolean | undefined;

const SLOT = Symbol.for('otel-traced.nestjs.slot');
const SLOT_CODE = `globalThis[Symbol.for('otel-traced.nestjs.slot')]`;
const slots = globalThis as { [SLOT]?: unknown };

const INSTALLED = /[\\/]node_modules[\\/]/;

/**
 * Calls `use` with a function that tells an application's classes from those of packages. Nothing in the language says
 * where a class comes from; V8's inspector does. A session is opened when the
 * first class is looked up, and lasts for the call only.
 */
export function withLibraryClasses<Result>(use: (isLibraryClass: IsLibraryClass) => Result): Result {
  let session: Session | undefined;
  let origins: IsLibraryClass | undefined;
  try {
    return use((type) => {
      if (origins === undefined) {
        session = openSession();
        origins = session === undefined ? () => undefined : originsBy(session);
      }
      return origins(type);
    });
  } finally {
    session?.disconnect();
  }
}

function openSession(): Session | undefined {
  try {
    const session = new (process.getBuiltinModule('node:inspector').Session)();
    session.connect();
    return session;
  } catch {
    return undefined; // An older Node, one built without the inspector, a process that may not use it.
  }
}

function originsBy(session: Session): IsLibraryClass {
  const urls = new Map<string, string>();
  const contexts: number[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Runtime.executionContextCreated', ({ params }) => contexts.push(params.context.id));
  try {
    post(session, 'Debugger.enable'); // Lists the scripts, and lets a function's location be seen.
    post(session, 'Runtime.enable'); // Lists the contexts: a test runner's modules have one of their own.
    slots[SLOT] = SLOT;
    const contextId = contexts.find((id) => evaluateSlot(session, id).type === 'symbol');
    return (type) => {
      try {
        const url = urls.get(scriptOf(session, type, contextId) ?? '');
        return url === undefined ? undefined : INSTALLED.test(url);
      } catch {
        return undefined;
      }
    };
  } catch {
    return () => undefined;
  } finally {
    delete slots[SLOT];
  }
}

function scriptOf(session: Session, type: AnyClass, contextId: number | undefined): string | undefined {
  slots[SLOT] = type;
  try {
    const { objectId } = evaluateSlot(session, contextId);
    const { internalProperties = [] } = post<Runtime.GetPropertiesReturnType>(
      session,
      'Runtime.getProperties',
      {
        objectId,
        ownProperties: true,
      },
    );
    const location = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
    return (location as Debugger.Location | undefined)?.scriptId;
  } finally {
    delete slots[SLOT];
  }
}

function evaluateSlot(session: Session, contextId: number | undefined): Runtime.RemoteObject {
  return post<{ result: Runtime.RemoteObject }>(session, 'Runtime.evaluate', {
    expression: SLOT_CODE,
    contextId,
  }).result;
}

/** In the same thread, the inspector answers before `post` returns. */
function post<Answer>(session: Session, method: string, parameters: object = {}): Answer {
  let failure: Error | null = null;
  let answer: unknown;
  session.post(method, parameters, (error, result) => {
    failure = error;
    answer = result;
  });
  if (failure !== null) throw failure;
  return answer as Answer;
}
