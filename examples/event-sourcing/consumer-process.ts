import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Place } from './place.js';

export interface ConsumerProcess {
  /** Lets it finish what it has begun. Gives what it printed. */
  stop(): Promise<string>;
}

/** Runs consumer.ts in a process of its own. Resolves when it has caught up. */
export async function startConsumerProcess(place: Place): Promise<ConsumerProcess> {
  const child = fork(fileURLToPath(new URL('./consumer.ts', import.meta.url)), [JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const exited = once(child, 'close');
  const [message] = await Promise.race([once(child, 'message'), exited]);
  if (message !== 'ready') throw new Error(`the consumer process ended before it was ready\n${printed}`);
  return {
    async stop() {
      if (child.connected) child.send('stop');
      await exited;
      return printed;
    },
  };
}
