// How many stack frames a call adds: counted from inside the method, up to where the call was made.
import { enter } from '../states.mjs';
import { madeService } from './made-service.mjs';

const { subject, state } = JSON.parse(process.argv[2]);
enter(state);
Error.stackTraceLimit = Number.POSITIVE_INFINITY;
const stack = { parameters: '', body: 'return new Error().stack;' };
const service = madeService(subject, 0, { sync: stack, async: { ...stack, keyword: 'async' } });

const framesOf = (text) => text.split('\n').filter((line) => line.startsWith('    at ')).length;

async function framesOfBoth() {
  const here = framesOf(new Error().stack);
  return { sync: framesOf(service.sync()) - here, async: framesOf(await service.async()) - here };
}

console.log(JSON.stringify(await framesOfBoth()));
process.exit(0);
