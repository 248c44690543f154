export const FINDING_CODES = [
  'api-copies',
  'api-sdk-mismatch',
  'check-failed',
  'decorators-left-in',
  'early-tracer',
  'everything-excluded',
  'exporter-unreachable',
  'ids-in-names',
  'method-hidden',
  'metrics-not-enabled',
  'minified-names',
  'no-context-manager',
  'no-propagator',
  'no-provider',
  'no-span-processor',
  'provider-not-registered',
  'provider-out-of-sight',
  'sampler-drops-all',
  'simple-processor-in-production',
  'switched-off',
  'traced-nothing',
  'wrapper-dropped',
] as const;

/** What a finding is about; stable, for `ignore` and for programs that read findings. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** One thing that is wrong with the tracing of this process. */
export interface Finding {
  readonly code: FindingCode;
  /** What was seen in this process. */
  readonly seen: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

export interface DiagnoseOptions {
  /**
   * Findings to leave out because they are intended.
   * @default none
   */
  readonly ignore?: readonly FindingCode[];
  /**
   * Whether to connect to the addresses of the exporters, and to send an empty request with the OTLP exporters.
   * @default true
   */
  readonly probe?: boolean;
  /**
   * How long to wait for a probe, in milliseconds.
   * @default 3000
   */
  readonly timeoutMs?: number;
  /**
   * Whether to look through the process with Node's inspector: which packages are loaded, which tracers, classes and
   * instances exist. It collects garbage and stops the process for a moment, 0.2 s in a small one.
   * @default true
   */
  readonly inspect?: boolean;
}
