import { type FlowMark, hub, type LiveRecorder, liveMark } from './hub.js';
import { register } from './registration.js';
import type { TraceSdk } from './sdk.js';

export interface Membership {
  readonly mark: FlowMark;
  leave(): void;
}

/**
 * Makes a recorder known to the process: the first registers the providers, the last to leave undoes that. One that
 * is not isolated is bound to the flow of calls in which this is called.
 */
export function join(recorder: LiveRecorder, sdk: TraceSdk): Membership {
  const shared = hub();
  if (!shared.isRegistered()) {
    const registration = register(sdk);
    shared.isRegistered = registration.isRegistered;
    const earlier = shared.undo;
    // Earlier, where somebody took our tracer provider away: of that registration the rest still stands.
    shared.undo = () => {
      registration.undo();
      earlier?.();
    };
  }
  shared.live.push(recorder);
  const mark: FlowMark = { recorder, outer: liveMark(shared.flow.getStore()) };
  if (!recorder.isolated) shared.flow.enterWith(mark);
  return {
    mark,
    leave: () => {
      if (mark.recorder === undefined) return;
      mark.recorder = undefined;
      shared.live.splice(shared.live.indexOf(recorder), 1);
      if (shared.live.length > 0) return;
      shared.undo?.();
      shared.undo = undefined;
      shared.isRegistered = () => false;
    },
  };
}
