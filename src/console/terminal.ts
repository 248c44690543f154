interface Terminal {
  readonly isTTY?: boolean;
  readonly hasColors?: () => boolean;
  readonly write: (text: string, done: (error?: Error | null) => void) => unknown;
  readonly listenerCount: (event: 'error') => number;
  readonly once: (event: 'error', listener: () => void) => unknown;
}

// The part of Node's and of browsers' globals that is used here: the public types need neither's declarations.
const globals = globalThis as unknown as {
  readonly process?: {
    readonly stdout?: Terminal;
    readonly env?: { readonly [name: string]: string | undefined };
  };
  readonly console?: { readonly log: (text: string) => void };
};

const FORCED = ['', '1', 'true', '2', '3'];

/**
 * Writes to the process's standard output; by `console.log` where there is none (browsers). As with `console.log`, a
 * reader that has gone (`| head`) does not end the process.
 */
export function writeToTerminal(text: string): void {
  const stdout = globals.process?.stdout;
  if (!stdout) {
    globals.console?.log(text.replace(/\n$/, ''));
    return;
  }
  stdout.write(text, (error) => {
    // The stream emits this error next: without a listener it would be an uncaught exception.
    if (error && stdout.listenerCount('error') === 0) stdout.once('error', () => undefined);
  });
}

/** Node's own rule: `FORCE_COLOR` decides, then `NO_COLOR`, then what the terminal says of itself. */
export function terminalHasColors(): boolean {
  const { env, stdout } = globals.process ?? {};
  if (env?.FORCE_COLOR !== undefined) return FORCED.includes(env.FORCE_COLOR);
  if (env?.NO_COLOR || !stdout?.isTTY) return false;
  return stdout.hasColors?.() ?? true;
}
