import { hub } from './hub.js';
import { openSpansError } from './open-spans.js';
import type { RecordedSpan } from './recorded-span.js';

type Hook = (check: () => void) => unknown;

/** The hooks of the test runner. */
export interface TestHooks {
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
}

/**
 * Fails each test in which a recorded span was started and not ended, naming the span and where it was started. For a
 * set-up file; it sees every recorder of the process. Tests that run at the same time cannot be told apart by hooks:
 * there, give `recordTraces` the option `failOnOpenSpans`.
 * @param hooks the runner's `beforeEach` and `afterEach`; by default the global ones.
 */
export function failOnOpenSpans(hooks: TestHooks = globalHooks()): void {
  let before = 0;
  hooks.beforeEach(() => {
    const shared = hub();
    shared.watched ??= new Map();
    before = shared.starts;
  });
  hooks.afterEach(() => {
    const { watched, logs } = hub();
    const open = [...(watched ?? [])]
      .filter(([, start]) => start > before)
      .map(([span]) => span as RecordedSpan);
    watched?.clear();
    if (open.length > 0) throw openSpansError(open, (span) => logs.get(span)?.startedAt(span));
  });
}

function globalHooks(): TestHooks {
  const { beforeEach, afterEach } = globalThis as Partial<TestHooks>;
  if (beforeEach && afterEach) return { beforeEach, afterEach };
  throw new TypeError(
    'failOnOpenSpans() needs the hooks of the test runner, and there are no global ones: ' +
      'failOnOpenSpans({ beforeEach, afterEach }).',
  );
}
