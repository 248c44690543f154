// For test files that start processes or compile programs: importing this file raises the limit of their tests and hooks.

/** How long a process that a test starts may take, in milliseconds: not a statement on speed, but an end for one that hangs. */
export const PROCESS_LIMIT = 240_000;

// Longer, so that the process's own failure is what the test reports.
jest.setTimeout(PROCESS_LIMIT + 60_000);
