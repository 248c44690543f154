import type { Layer } from '../engine/option-levels.js';
import type { Callable } from '../shared/function-kinds.js';

/** What a wrapper says of itself, to this and to other copies of the package in the process. */
export interface WrapperInfo {
  /** What the wrapper calls. */
  readonly original: Callable;
  /** Its options where it only measures: what traces the method takes them over, so that there is one wrapper. */
  readonly measures?: Layer;
  /** Tells the class that declares the method, and puts the class's options below the method's own. */
  adopt(className: string | undefined, levels: readonly Layer[]): void;
}

const MARK = Symbol.for('otel-traced.method.v1');
const UNTRACED = Symbol.for('otel-traced.untraced.v1');

export const WRAPPER_INFO: PropertyKey = MARK;

export function setWrapperInfo(wrapper: Callable, mark: WrapperInfo): void {
  Reflect.defineProperty(wrapper, MARK, { value: mark, configurable: true });
}

/** The mark of a wrapper; `undefined` on functions that are not traced. */
export function wrapperInfo(fn: unknown): WrapperInfo | undefined {
  return typeof fn === 'function' && Object.hasOwn(fn, MARK)
    ? (fn as { [MARK]?: WrapperInfo })[MARK]
    : undefined;
}

export function markUntraced(fn: Callable): void {
  Reflect.defineProperty(fn, UNTRACED, { value: true, configurable: true });
}

export function isUntraced(fn: Callable): boolean {
  return Object.hasOwn(fn, UNTRACED);
}
