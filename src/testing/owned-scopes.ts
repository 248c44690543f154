import { hub, type LiveRecorder, type Scope } from './hub.js';

const OWNED = 'otel-traced.testing.owned:';

/** A version that stands for a scope whose spans all go to one recorder: asked for by it, a tracer is that recorder's. */
export function newOwnedScope(recorder: LiveRecorder, scope: Scope): string {
  const shared = hub();
  const key = `${OWNED}${++shared.ownedCount}`;
  shared.owned.set(key, { recorder, scope });
  return key;
}

/** Who owns the scope; `'nobody'` once that recorder is disposed; `undefined` for a scope like any other. */
export function ownerOf(
  version: string | undefined,
): { recorder: LiveRecorder; scope: Scope } | 'nobody' | undefined {
  if (!version?.startsWith(OWNED)) return undefined;
  return hub().owned.get(version) ?? 'nobody';
}
