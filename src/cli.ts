#!/usr/bin/env node

// The command `otel-traced`. Each subcommand belongs to an entry point; without one, the doctor's usage is printed.
async function run([name, ...rest]: string[]): Promise<number> {
  if (name === 'waterfall') return (await import('./waterfall/command.js')).runCommand(rest);
  const { runCommand } = await import('./doctor/command.js');
  return runCommand(name === undefined ? [] : [name, ...rest]);
}

// What was loaded may keep the process alive (servers, timers): the command ends it.
void run(process.argv.slice(2)).then((exitCode) => process.exit(exitCode));
