import { processSlot } from '../shared/process-slot.js';

/** What a decorator was put on, held weakly. */
export interface Decorated {
  /** The class, or the object that has the member; `undefined` where a standard decorator was not told. */
  readonly owner: WeakRef<object> | undefined;
  /** The member; `undefined` for a class. */
  readonly key?: string | symbol | undefined;
  /** What took the member's place. */
  readonly wrapper?: WeakRef<object> | undefined;
  /** The member as it is written, where the owner is not known: the class can be told by it. */
  readonly source?: string | undefined;
}

// Read by otel-traced/doctor, which looks for decorators without effect.
const decorated = processSlot<Decorated[]>('decorated.v1', () => []);

// Classes that are made again and again must not fill the memory.
const LIMIT = 10_000;

/** Remembers a class that a decorator was put on. */
export function noteClass(owner: object): void {
  note(() => ({ owner: new WeakRef(owner) }));
}

/** Remembers a method that a decorator was put on. */
export function noteMethod(
  owner: object | undefined,
  key: string | symbol,
  fn: object,
  wrapper: object,
): void {
  note(() => ({
    owner: owner === undefined ? undefined : new WeakRef(owner),
    key,
    wrapper: new WeakRef(wrapper),
    source: owner === undefined ? Function.prototype.toString.call(fn) : undefined,
  }));
}

function note(entry: () => Decorated): void {
  // Some older worker runtimes have no WeakRef; the doctor does without the notes there.
  if (typeof WeakRef !== 'undefined' && decorated().length < LIMIT) decorated().push(entry());
}
