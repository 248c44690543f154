import { formatTrace } from './format-trace.js';
import { hub } from './hub.js';
import type { RecordedSpan } from './recorded-span.js';

/** What was recorded, for the end of a message; where that is nothing, who else recorded something. */
export function describeRecording(spans: readonly RecordedSpan[]): string {
  if (spans.length > 0) return `Recorded:\n${formatTrace(spans)}`;
  const others = hub()
    .live.filter((recorder) => recorder.log.all.length > 0)
    .map(
      (recorder) =>
        `\n  ${recorder.log.all.length} by the recorder made at ${recorder.madeAt ?? 'an unknown place'}`,
    );
  if (others.length === 0) return 'Nothing was recorded.';
  return `Nothing was recorded here, but there are spans elsewhere:${others.join('')}\nUse traces.run(() => ...) to record here what happens in a flow of calls.`;
}

/** The recording to which a span belongs; the span alone where it was recorded by other means. */
export function recordingOf(span: RecordedSpan): readonly RecordedSpan[] {
  return hub().logs.get(span)?.all ?? [span];
}
