import { failOnOpenSpans } from 'otel-traced/testing';

failOnOpenSpans();
