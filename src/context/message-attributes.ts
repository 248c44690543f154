import { reporterOf } from '../shared/report.js';
import { isRecord } from '../shared/validation.js';

/** The limit of SQS and SNS on a message's attributes. */
const LIMIT = 10;

const injecting = reporterOf('injectTraceContext');

let limitReported = false;

/** The text of an attribute of SQS or SNS, as their clients, Lambda and notifications write it. */
export function messageAttributeText(value: unknown): unknown {
  if (!isMessageAttribute(value)) return undefined;
  return value.StringValue ?? value.stringValue ?? value.Value;
}

/** Whether `carrier` holds attributes of SQS or SNS, and nothing else. */
export function areMessageAttributes(carrier: object): boolean {
  const values = Object.values(carrier);
  return values.length > 0 && values.every(isMessageAttribute);
}

/** `MessageAttributes` of SQS or SNS as a carrier: each header is an attribute `{ DataType, StringValue }`. */
export function messageAttributes(attributes: object) {
  const target = attributes as Record<string, unknown>;
  return {
    keys: () => Object.keys(target),
    get: (key: string) => (Object.hasOwn(target, key) ? messageAttributeText(target[key]) : undefined),
    set(key: string, value: string) {
      if (!Object.hasOwn(target, key) && Object.keys(target).length >= LIMIT) reportLimit(key);
      else target[key] = { DataType: 'String', StringValue: value };
    },
    delete: (key: string) => delete target[key],
  };
}

function reportLimit(key: string): void {
  if (limitReported) return;
  limitReported = true;
  injecting.report(
    new RangeError(
      `MessageAttributes: expected fewer than ${LIMIT} attributes, got ${LIMIT}: '${key}' is left out. Send fewer attributes.`,
    ),
  );
}

function isMessageAttribute(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  return [value.DataType, value.dataType, value.Type].some((type) => typeof type === 'string');
}
