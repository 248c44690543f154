import { existsSync, readFileSync } from 'node:fs';
import type { EventBus } from './buses/event-bus.js';
import { InProcessBus } from './buses/in-process-bus.js';
import type { Database } from './stores/database.js';
import type { DeadLetters } from './stores/dead-letters.js';

export const STORES = ['sqlite', 'postgres'] as const;
export const BUSES = ['in-process', 'rabbitmq', 'redis', 'nats', 'kafka'] as const;

export type StoreName = (typeof STORES)[number];
export type BusName = (typeof BUSES)[number];

/** A store or broker that does not answer: said in one line, with what to do about it. */
export class ServiceMissingError extends Error {
  override readonly name = 'ServiceMissingError';
}

type ServerName = 'postgres' | Exclude<BusName, 'in-process'>;

const { env } = process;

/** Where a server is: as the environment says, else at its usual port on this machine. */
export function serviceAddress(server: ServerName): string {
  switch (server) {
    case 'postgres':
      return env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
    case 'rabbitmq':
      return env.AMQP_URL ?? 'amqp://127.0.0.1:5672';
    case 'redis':
      return env.REDIS_URL ?? 'redis://127.0.0.1:6379';
    case 'nats':
      return env.NATS_URL ?? 'nats://127.0.0.1:4222';
    case 'kafka':
      return env.KAFKA_BROKERS ?? kafkaBrokers();
  }
}

/** kcat's mock cluster chooses its port itself; the script that starts it writes it down. */
function kafkaBrokers(): string {
  return existsSync('.services/kafka') ? readFileSync('.services/kafka', 'utf8').trim() : '127.0.0.1:9092';
}

/** @param place the SQLite file, or the schema in PostgreSQL */
export async function openDatabase(store: StoreName, place: string): Promise<Database> {
  if (store === 'sqlite') {
    const { SqliteDatabase } = await import('./stores/sqlite.js');
    return new SqliteDatabase(place);
  }
  const { PostgresDatabase } = await import('./stores/postgres.js');
  return present('PostgreSQL', 'postgres', (url) => PostgresDatabase.connect(url, place));
}

/** @param name of the exchange, stream or topic */
export async function openBus(bus: BusName, name: string, deadLetters: DeadLetters): Promise<EventBus> {
  switch (bus) {
    case 'in-process':
      return new InProcessBus(deadLetters);
    case 'rabbitmq': {
      const { RabbitMqBus } = await import('./buses/rabbitmq-bus.js');
      return present('RabbitMQ', bus, (url) => RabbitMqBus.connect(url, name, deadLetters));
    }
    case 'redis': {
      const { RedisBus } = await import('./buses/redis-bus.js');
      return present('Redis', bus, (url) => RedisBus.connect(url, name, deadLetters));
    }
    case 'nats': {
      const { NatsBus } = await import('./buses/nats-bus.js');
      return present('NATS JetStream', bus, (url) => NatsBus.connect(url, name, deadLetters));
    }
    case 'kafka': {
      const { KafkaBus } = await import('./buses/kafka-bus.js');
      return present('Kafka', bus, (brokers) => KafkaBus.connect(brokers.split(','), name, deadLetters));
    }
  }
}

async function present<T>(
  service: string,
  server: ServerName,
  open: (address: string) => Promise<T>,
): Promise<T> {
  const address = serviceAddress(server);
  try {
    return await open(address);
  } catch (error) {
    const place = address.replace(/\/\/[^@/]*@/, '//');
    const { message, code } = error as { message?: string; code?: string };
    const reason = code === 'ECONNREFUSED' ? 'nothing listens there' : message || code || String(error);
    throw new ServiceMissingError(
      `${service} does not answer at ${place} (${reason}). Start it: scripts/start-services.sh ${server}`,
      { cause: error },
    );
  }
}
