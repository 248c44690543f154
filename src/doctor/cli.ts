#!/usr/bin/env node
import { runCommand } from './command.js';

// What was loaded may keep the process alive (servers, timers): the command ends it.
void runCommand(process.argv.slice(2)).then((exitCode) => process.exit(exitCode));
