// The event-sourced shop: npm run demo, npm run demo -- --help
import { HELP, readCommandLine } from './command-line.js';
import { runDemo } from './demo.js';
import { ServiceMissingError } from './services.js';

try {
  const options = readCommandLine(process.argv.slice(2));
  if (options === 'help') console.log(HELP);
  else await runDemo(options);
} catch (error) {
  const expected = error instanceof ServiceMissingError || error instanceof TypeError;
  console.error(
    expected ? `${error.message}${error instanceof TypeError ? ' (see npm run demo -- --help)' : ''}` : error,
  );
  process.exitCode = 1;
}
