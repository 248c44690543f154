import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { eventually } from '../support/slow-machines';

/** How long handling may take, in milliseconds: brokers start consumers slowly. */
const BROKER_LIMIT = 240_000;

export interface ConsumerSettings {
  readonly bus: string;
  readonly channel: string;
  /** Dies at the first event that asks for it. */
  readonly crash?: boolean;
  readonly keepSpans?: boolean;
}

export interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: number;
  readonly attributes: Record<string, unknown>;
  readonly exceptions: number;
}

export interface ConsumerReport {
  /** Ids of the events that the first handler has handled, in that order. */
  readonly handled: string[];
  readonly deadLetters: { readonly eventId: string; readonly error: string }[];
  readonly spans: SentSpan[];
  readonly started: number;
  readonly ended: number;
}

type Message = { ready?: true; handled?: number; report?: ConsumerReport };

const root = resolve(__dirname, '../..');

/** A process that consumes from a bus, see consumer.ts. */
export class ConsumerProcess {
  private handledSoFar = 0;
  private report: ConsumerReport | undefined;
  private readonly exited: Promise<unknown[]>;

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit');
    child.on('message', (message: Message) => {
      this.handledSoFar = message.handled ?? this.handledSoFar;
      this.report = message.report ?? this.report;
    });
  }

  /** Resolves when it consumes. */
  static async start(settings: ConsumerSettings): Promise<ConsumerProcess> {
    const child = fork(join(__dirname, 'consumer.ts'), [JSON.stringify({ keepSpans: true, ...settings })], {
      cwd: root,
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'examples/tsconfig.json') },
    });
    const consumer = new ConsumerProcess(child);
    running.add(consumer);
    const [message] = await Promise.race([once(child, 'message'), consumer.exited]);
    if ((message as Message)?.ready !== true)
      throw new Error('the consumer process did not start; see above');
    return consumer;
  }

  /** Resolves when so many events were handled. */
  untilHandled(count: number): Promise<void> {
    return eventually(() => {
      if (this.handledSoFar < count)
        throw new Error(`${this.handledSoFar} of ${count} events handled in time`);
    }, BROKER_LIMIT);
  }

  async untilDead(): Promise<void> {
    await this.exited;
  }

  /** Lets it finish what it has begun, and tell. */
  async stop(): Promise<ConsumerReport> {
    this.child.send('stop');
    await this.exited;
    running.delete(this);
    if (this.report === undefined) throw new Error('the consumer process ended without a report');
    return this.report;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

const running = new Set<ConsumerProcess>();

/** Ends what a failed test has left. */
export function killConsumers(): void {
  for (const consumer of running) consumer.kill();
  running.clear();
}
