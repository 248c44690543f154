/** A method's names for an operation: `append_events` and `appendEvents`. */
export function methodNames(operation: string): string[] {
  const camelCase = operation.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return camelCase === operation ? [operation] : [operation, camelCase];
}
