import type { HrTime, Meter, Tracer } from '@opentelemetry/api';
import { CountingClock, CountingIds, toHrTime } from './deterministic.js';
import { hub, type LiveRecorder, type Scope } from './hub.js';
import type { Logger } from './logs-api.js';
import type { RecordOptions } from './record-options.js';
import { RecorderLogs } from './recorder-logs.js';
import { RecorderMetrics } from './recorder-metrics.js';
import { newRecorderTracerProvider, randomIds } from './recorder-tracer-provider.js';
import type { TraceSdk } from './sdk.js';
import { SpanLog } from './span-log.js';

/** The writing side of a recorder: its own providers, ids and clock. */
export class SdkRecorder implements LiveRecorder {
  readonly log = new SpanLog();
  readonly metrics = new RecorderMetrics();
  readonly logs = new RecorderLogs();
  readonly isolated: boolean;
  readonly now: (() => HrTime) | undefined;
  private readonly countingIds: CountingIds | undefined;
  private readonly countingClock: CountingClock | undefined;
  private readonly provider: ReturnType<typeof newRecorderTracerProvider>;

  constructor(
    sdk: TraceSdk,
    options: RecordOptions,
    readonly madeAt: string | undefined,
  ) {
    this.isolated = options.isolated ?? false;
    this.countingIds = options.deterministic ? new CountingIds() : undefined;
    this.countingClock = options.deterministic && !options.clock ? new CountingClock() : undefined;
    const clock = options.clock ?? this.countingClock?.now;
    this.now = clock && (() => toHrTime(clock()));
    this.provider = newRecorderTracerProvider(sdk, this, this.countingIds ?? randomIds(this), options);
  }

  tracer(...scope: Scope): Tracer {
    return this.provider.getTracer(...scope);
  }

  meter(...scope: Scope): Meter {
    return this.metrics.meter(...scope);
  }

  logger(...scope: Scope): Logger {
    return this.logs.logger(...scope);
  }

  reset(): void {
    // While a span is open, a second span of its id would be taken for it.
    if (this.log.openSpans.length === 0) this.countingIds?.restart();
    this.countingClock?.restart();
    this.log.clear();
    this.metrics.reset();
    this.logs.reset();
    this.forgetBirths();
  }

  /** From now on nothing leads here any more. */
  leave(): void {
    this.forgetBirths();
    const { owned } = hub();
    for (const [key, { recorder }] of owned) {
      if (recorder === this) owned.delete(key);
    }
  }

  private forgetBirths(): void {
    const { births } = hub();
    for (const [traceId, recorder] of births) {
      if (recorder === this) births.delete(traceId);
    }
  }
}
