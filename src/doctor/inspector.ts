import type { Runtime, Session } from 'node:inspector';
import { type Builtins, builtin } from './builtin.js';

type Parameters = Record<string, unknown>;

// How a value gets from this program to the inspector and back.
const SLOT = Symbol.for('otel-traced.doctor.slot');
const SLOT_CODE = `globalThis[Symbol.for('otel-traced.doctor.slot')]`;
const slots = globalThis as { [SLOT]?: unknown };

// Scopes within scopes, functions that scopes hold: as many are looked at to find what a function holds.
const MOST_LOOKED_AT = 200;

/** What V8's inspector shows of this process. */
export class Inspector {
  private readonly scripts: string[] = [];
  private contextId: number | undefined;

  private constructor(private readonly session: Session) {}

  /** Calls `use` with an inspector, or with `undefined` if there is none. */
  static async use<Result>(use: (inspector: Inspector | undefined) => Promise<Result>): Promise<Result> {
    const node = await builtin('node:inspector');
    const inspector = node === undefined ? undefined : Inspector.connect(node);
    try {
      return await use(inspector);
    } finally {
      inspector?.session.disconnect();
    }
  }

  private static connect(node: Builtins['node:inspector']): Inspector | undefined {
    try {
      const inspector = new Inspector(new node.Session());
      inspector.start();
      return inspector;
    } catch {
      return undefined; // Built without, or forbidden.
    }
  }

  private start(): void {
    this.session.connect();
    const contexts: number[] = [];
    this.session.on('Debugger.scriptParsed', ({ params }) => this.scripts.push(params.url));
    this.session.on('Runtime.executionContextCreated', ({ params }) => contexts.push(params.context.id));
    this.post('Debugger.enable'); // lists all scripts, and lets a function's scopes be seen
    this.post('Runtime.enable'); // lists all contexts
    this.post('Runtime.disable');
    slots[SLOT] = SLOT;
    this.contextId = contexts.find((contextId) => {
      const { result } = this.post('Runtime.evaluate', { expression: SLOT_CODE, contextId });
      return result.type === 'symbol';
    });
    delete slots[SLOT];
    if (this.contextId === undefined) throw new Error('this program runs in no context of the inspector');
  }

  /** Where the scripts and modules come from that the process has loaded. */
  scriptUrls(): readonly string[] {
    return this.scripts;
  }

  /** All objects that inherit from `prototype`, after garbage was collected. */
  objectsOf(prototype: object): object[] {
    const { objects } = this.post<{ objects: Runtime.RemoteObject }>('Runtime.queryObjects', {
      prototypeObjectId: this.remote(prototype).objectId,
    });
    return this.local(objects) as object[];
  }

  /** Whether a function holds another: as what it is bound to, or in a variable that it or such a function uses. */
  holds(outer: object, inner: object): boolean {
    const wanted = this.remote(inner);
    const waiting = [this.remote(outer)];
    for (let count = 0; count < MOST_LOOKED_AT; count++) {
      const next = waiting.shift();
      if (next === undefined) return false;
      for (const held of this.heldBy(next)) {
        if (this.isSame(held, wanted)) return true;
        waiting.push(held);
      }
    }
    return false;
  }

  private heldBy({ objectId }: Runtime.RemoteObject): Runtime.RemoteObject[] {
    const { internalProperties = [] } = this.properties(objectId);
    return internalProperties.flatMap(({ name, value }) => {
      if (name === '[[TargetFunction]]' && value !== undefined) return [value];
      return name === '[[Scopes]]' ? this.functionsIn(value?.objectId) : [];
    });
  }

  /** The functions among the variables of a list of scopes. */
  private functionsIn(scopesId: string | undefined): Runtime.RemoteObject[] {
    const scopes = this.properties(scopesId).result.flatMap(({ value }) =>
      value?.objectId === undefined || /^Global/.test(value.description ?? '') ? [] : [value.objectId],
    );
    return scopes.flatMap((scopeId) =>
      this.properties(scopeId).result.flatMap(({ value }) => (value?.type === 'function' ? [value] : [])),
    );
  }

  private properties(objectId: string | undefined): Runtime.GetPropertiesReturnType {
    return this.post('Runtime.getProperties', { objectId, ownProperties: true });
  }

  private isSame(one: Runtime.RemoteObject, other: Runtime.RemoteObject): boolean {
    const { result } = this.post('Runtime.callFunctionOn', {
      objectId: one.objectId,
      functionDeclaration: 'function (other) { return this === other; }',
      arguments: [{ objectId: other.objectId }],
      returnByValue: true,
    });
    return result.value === true;
  }

  private remote(value: object): Runtime.RemoteObject {
    slots[SLOT] = value;
    const { result } = this.post('Runtime.evaluate', { expression: SLOT_CODE, contextId: this.contextId });
    delete slots[SLOT];
    return result;
  }

  private local({ objectId }: Runtime.RemoteObject): unknown {
    const functionDeclaration = `function () { ${SLOT_CODE} = this; }`;
    this.post('Runtime.callFunctionOn', { objectId, functionDeclaration });
    const value = slots[SLOT];
    delete slots[SLOT];
    return value;
  }

  /** Within one thread the callback is called before `post` returns. */
  private post<Response = { result: Runtime.RemoteObject }>(
    method: string,
    parameters: Parameters = {},
  ): Response {
    let failure: Error | null = null;
    let response: unknown;
    this.session.post(method, parameters, (error, result) => {
      failure = error;
      response = result;
    });
    if (failure !== null) throw new Error(`the inspector refused ${method}`, { cause: failure });
    return response as Response;
  }
}
