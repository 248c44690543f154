interface Terminal {
  readonly isTTY?: boolean;
  readonly hasColors?: () => boolean;
  readonly write: (text: string) => unknown;
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

/** Writes to the process's standard output; by `console.log` where there is none (browsers). */
export function writeToTerminal(text: string): void {
  const stdout = globals.process?.stdout;
  if (stdout) stdout.write(text);
  else globals.console?.log(text.replace(/\n$/, ''));
}

/** Node's own rule: `FORCE_COLOR` decides, then `NO_COLOR`, then what the terminal says of itself. */
export function terminalHasColors(): boolean {
  const { env, stdout } = globals.process ?? {};
  if (env?.FORCE_COLOR !== undefined) return FORCED.includes(env.FORCE_COLOR);
  if (env?.NO_COLOR || !stdout?.isTTY) return false;
  return stdout.hasColors?.() ?? true;
}
