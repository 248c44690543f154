import type { SpanOptions, Tracer } from '@opentelemetry/api';
import { readLinks } from '../context/trace-context.js';
import { ownArguments } from '../shared/own-arguments.js';
import { handleRejection, type Reporter, reportInternalError } from '../shared/report.js';
import { settings } from '../shared/settings.js';
import { spanAttributes } from '../values/attribute-values.js';
import { instanceSwitch } from './instance-switch.js';
import { MeasuredCalls } from './measured-calls.js';
import { type Layer, type MergedOptions, mergeLayers } from './option-levels.js';
import type { Scope } from './scope.js';

/** Where a traced function stands. */
export interface CallSite {
  /** The class that declares the method; `undefined` for functions, and as long as it is not known. */
  className: string | undefined;
  /** `save`, `[description]` for symbols, `#name` for private methods. */
  readonly memberName: string;
  /** Whether each call has a plan of its own, so that the plan is not what calls have in common. */
  readonly isPerCall?: boolean;
  /** Finds the class that declares the method when a call shows an instance of it. */
  readonly findClass?: (self: unknown) => { readonly name: string | undefined; readonly certain: boolean };
  /** Attribute keys of parameters by position, as `@SpanAttribute` gave them. */
  readonly parameterKeys?: readonly (string | undefined)[];
}

type Callback = (this: never, ...args: never) => unknown;

/** How the calls of one method or function are traced: its options of all levels made one, and what follows from them. */
export class CallPlan {
  /** `false` where the wrapper is to do nothing any more: `instrument` was undone. */
  on = true;
  /** Whether the function is an async one, whose promises are its own. */
  isAsync = false;
  options!: Layer;
  attributes: MergedOptions['attributes'];
  attributesAbove: MergedOptions['attributesAbove'];
  /** The metrics of the calls, where they are asked for. */
  measured: MeasuredCalls | undefined;

  /** Whether a call's arguments have no say in how its span is started: no callback, no carrier, no other parent. */
  isUniform = false;
  /** How a call gets arguments of its own, see `injectOwn`. */
  private ownArguments: ((args: readonly unknown[]) => unknown[]) | undefined;
  /** Whether attributes are taken from the arguments. */
  readsArguments = false;

  private enabledTests: MergedOptions['enabled'] | undefined;
  private neverEnabled = false;
  private staticAttributes: MergedOptions['staticAttributes'];
  private reported = false;
  /** What the method is called in a report: known from its first call on. */
  private label: string | undefined;

  private knownName: string | undefined;

  // What depends on the process-wide settings, kept until those change.
  private revision = -1;
  private keptOptions: SpanOptions = {};
  private lastName: string | undefined;
  private lastExcluded = false;
  private exclusionRevision = -1;

  /**
   * @param base the scope's options, from the weakest level to the strongest
   * @param own those of the levels above, the function's own the last
   * @param reportsTo takes failures in the plan's place: of the plan that this one is a part of, of all blocks of a name
   */
  constructor(
    readonly scope: Scope,
    readonly site: CallSite,
    private readonly base: readonly Layer[],
    private own: readonly Layer[],
    private readonly reportsTo?: Reporter,
  ) {
    this.merge();
  }

  /** What is the same for all calls of one place. */
  get key(): unknown {
    return this.site.isPerCall === true ? `${this.scope.source.name} ${this.site.memberName}` : this;
  }

  /** Puts the options of further levels between the scope's and the function's own. */
  adopt(levels: readonly Layer[]): void {
    this.own = [...levels, ...this.own];
    this.merge();
  }

  private merge(): void {
    const merged = mergeLayers([...this.base, ...this.own]);
    this.options = merged.options;
    this.attributes = merged.attributes;
    this.attributesAbove = merged.attributesAbove;
    this.measured = merged.metrics === undefined ? undefined : new MeasuredCalls(this, merged.metrics);
    this.staticAttributes = merged.staticAttributes;
    this.enabledTests = merged.enabled.length === 0 ? undefined : merged.enabled;
    this.neverEnabled = merged.neverEnabled;
    this.knownName = undefined;
    this.revision = -1;
    const { args, inject, links, name, parent, root, span } = this.options;
    this.ownArguments = ownArguments(inject);
    const isAsked = isFunction(inject) || isFunction(links) || isFunction(name) || isFunction(parent);
    this.isUniform = !isAsked && (root ?? false) === false && (span ?? 'new') === 'new';
    this.readsArguments = (this.attributes ?? args ?? this.site.parameterKeys) !== undefined;
  }

  /**
   * The tracer for a call, `undefined` where the call is not to be traced. `null`: there is none, but somebody to measure
   * the call for.
   */
  tracerFor(self: unknown, args: readonly unknown[]): Tracer | null | undefined {
    this.label ??= this.methodName(self);
    const tracer = this.currentTracer(self);
    if (tracer === undefined) return undefined;
    // The span's name is known without the arguments: an excluded call goes no further.
    if (this.knownName !== undefined && this.measured === undefined && this.excludes(this.knownName, self))
      return undefined;
    if (this.enabledTests === undefined) return tracer;
    return this.enabledTests.every((test) => this.ask(test, self, args, true) !== false) ? tracer : undefined;
  }

  /** The arguments that the method is called with. */
  argumentsFor(args: readonly unknown[]): readonly unknown[] {
    if (this.ownArguments === undefined) return args;
    try {
      return this.ownArguments(args);
    } catch (error) {
      this.report(error);
      return args;
    }
  }

  /** The tracer as the switches are now, without a question to the option `enabled`. */
  currentTracer(self: unknown): Tracer | null | undefined {
    if (!this.on || this.neverEnabled || !this.scope.enabled) return undefined;
    try {
      const { enabled, reading } = settings();
      // What tracing itself reads or converts makes no spans.
      if (!enabled || reading > 0 || !instanceSwitch(self)) return undefined;
      return this.scope.source.current() ?? (this.measured?.isOn() ? null : undefined);
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** The span's name for a call. */
  nameFor(self: unknown, args: readonly unknown[]): string {
    if (this.knownName !== undefined) return this.knownName;
    const { name } = this.options;
    if (typeof name !== 'function') return this.learnName(name, self);
    const given = this.ask(name, self, args, undefined);
    return typeof given === 'string' && given !== '' ? given : this.defaultName(self);
  }

  /** Whether the settings exclude spans of this name, or the method. */
  excludes(name: string, self: unknown): boolean {
    const { exclude, revision } = settings();
    if (exclude.length === 0) return false;
    if (this.lastName !== name || this.exclusionRevision !== revision) {
      const label = this.methodName(self);
      this.lastExcluded = exclude.some((pattern) => pattern.test(name) || pattern.test(label));
      this.lastName = name;
      this.exclusionRevision = revision;
    }
    return this.lastExcluded;
  }

  /** What the span is started with, the same for each call. */
  startOptions(): SpanOptions {
    const { revision } = settings();
    if (this.revision !== revision) {
      const { kind, links, root } = this.options;
      const kept: SpanOptions = { kind };
      if (this.staticAttributes !== undefined) kept.attributes = spanAttributes(this.staticAttributes, this);
      if (Array.isArray(links)) kept.links = readLinks(links, this);
      if (root !== undefined && root !== false) kept.root = true;
      this.keptOptions = kept;
      this.revision = revision;
    }
    return this.keptOptions;
  }

  /** Asks a callback of the options. Where it throws, that is reported and `otherwise` is the answer. */
  ask<T>(callback: Callback, self: unknown, args: readonly unknown[], otherwise: T): unknown {
    try {
      const answer: unknown = Reflect.apply(callback, self, args);
      handleRejection(answer, (error) => this.report(error));
      return answer;
    } catch (error) {
      this.report(error);
      return otherwise;
    }
  }

  /** Reports a failure inside tracing, the first of this method. */
  report(error: unknown): void {
    if (this.reportsTo !== undefined) {
      this.reportsTo.report(error);
      return;
    }
    if (this.reported) return;
    this.reported = true;
    reportInternalError(error, this.label ?? this.methodName(undefined));
  }

  /** The name that is the same for each call, once it is known for certain. */
  private learnName(given: string | undefined, self: unknown): string {
    const name = given ?? this.defaultName(self);
    const { className, findClass } = this.site;
    if (given !== undefined || className !== undefined || findClass === undefined) this.knownName = name;
    return name;
  }

  private defaultName(self: unknown): string {
    const { isPerCall, memberName } = this.site;
    const { prefix } = this.options;
    // A block of code is called by its whole name.
    return prefix === undefined || isPerCall ? this.methodName(self) : qualifiedName(prefix, memberName);
  }

  /** `Class.method`, whatever prefix or name the span has. */
  methodName(self: unknown): string {
    const { site } = this;
    if (site.className === undefined && site.findClass !== undefined) {
      const found = findClass(site.findClass, self);
      if (!found.certain) return qualifiedName(found.name, site.memberName);
      site.className = found.name;
    }
    return qualifiedName(site.className, site.memberName);
  }
}

// A receiver may be a proxy whose traps throw.
function findClass(find: NonNullable<CallSite['findClass']>, self: unknown): ReturnType<typeof find> {
  try {
    return find(self);
  } catch {
    return { name: undefined, certain: false };
  }
}

function isFunction(option: unknown): boolean {
  return typeof option === 'function';
}

function qualifiedName(owner: string | undefined, member: string): string {
  if (owner === undefined || owner === '') return member;
  return member.startsWith('[') ? owner + member : `${owner}.${member}`;
}
