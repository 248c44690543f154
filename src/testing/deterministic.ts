import type { HrTime } from '@opentelemetry/api';
import type { IdSource } from './recorder-tracer-provider.js';

/** Ids that count up from 1. */
export class CountingIds implements IdSource {
  private traces = 0;
  private spans = 0;

  generateTraceId(): string {
    return (++this.traces).toString(16).padStart(32, '0');
  }

  generateSpanId(): string {
    return (++this.spans).toString(16).padStart(16, '0');
  }

  restart(): void {
    this.traces = 0;
    this.spans = 0;
  }
}

const BEGINNING = Date.UTC(2000, 0, 1);

/** A clock that begins with the year 2000 and goes on by one millisecond at each reading. */
export class CountingClock {
  private readings = 0;

  readonly now = (): number => BEGINNING + this.readings++;

  restart(): void {
    this.readings = 0;
  }
}

// As seconds and nanoseconds: the SDK takes a small number for a reading of performance.now().
export function toHrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1e3);
  return [seconds, Math.round((milliseconds - seconds * 1e3) * 1e6)];
}
