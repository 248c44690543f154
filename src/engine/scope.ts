import { TracerSource } from '../context/active-tracer.js';
import type { ClassLayer } from './option-levels.js';

/** An instrumentation scope: whose tracer starts the spans, what they default to, and the switch. */
export class Scope {
  readonly source: TracerSource;
  enabled: boolean;

  constructor(
    name: string,
    version?: string,
    schemaUrl?: string,
    readonly defaults: ClassLayer = {},
    enabled = true,
  ) {
    this.source = new TracerSource(name, version, schemaUrl);
    this.enabled = enabled;
  }
}
