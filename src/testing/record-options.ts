import { checkKeys } from './check-keys.js';
import type { RecordSampler, RecordSpanLimits } from './recorder-tracer-provider.js';

/** How `recordTraces` records. */
export interface RecordOptions {
  /**
   * Trace and span ids that count up from 1, and a clock that begins with the year 2000 and goes on by one millisecond
   * at each reading: two runs of the same code record the same, to the last digit. @default false
   */
  readonly deterministic?: boolean;
  /** The clock of spans and their events, in milliseconds since 1970: `() => now`. @default the SDK's own */
  readonly clock?: () => number;
  /**
   * Take only what happens inside `run()`, nothing from the rest of the process.
   * @default false; true for `recordTraces(options, work)`
   */
  readonly isolated?: boolean;
  /**
   * `dispose()` throws an AssertionError that names the spans that were started and not ended, and where.
   * @default false
   */
  readonly failOnOpenSpans?: boolean;
  /**
   * The sampler under test. What it drops is not recorded.
   * @default everything is recorded; below an unsampled parent the unsampled flag is passed on
   */
  readonly sampler?: RecordSampler;
  /** The SDK's limits on attributes, events and links. @default the SDK's: 128 of each */
  readonly spanLimits?: RecordSpanLimits;
}

const OPTIONS = Object.keys({
  deterministic: 1,
  clock: 1,
  isolated: 1,
  failOnOpenSpans: 1,
  sampler: 1,
  spanLimits: 1,
} satisfies Record<keyof RecordOptions, 1>);

export function checkRecordOptions(options: RecordOptions): void {
  checkKeys(options, OPTIONS, 'recordTraces()');
}
