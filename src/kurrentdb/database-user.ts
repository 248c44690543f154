import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Reporter } from '../shared/report.js';
import type { KurrentDBTracingOptions } from './options.js';
import { type ReplacedMember, replaceMember } from './replace-member.js';

type Factory = (this: unknown, text: string | readonly string[], ...parts: unknown[]) => object;

/** The users that clients connect as. The client doesn't expose its user, so the connection string is read. */
export class DatabaseUsers {
  readonly #byClient = new WeakMap<object, string>();

  constructor(
    private readonly fallback: KurrentDBTracingOptions['user'],
    private readonly reporter: Reporter,
  ) {}

  /** Keeps the user of each client that is created from a connection string; the password is not kept. */
  watch(clientClass: object): ReplacedMember | undefined {
    return replaceMember(clientClass, 'connectionString', (original) => {
      const users = this.#byClient;
      return function connectionString(this: unknown, ...args: Parameters<Factory>): object {
        const client = Reflect.apply(original as Factory, this, args);
        const [text, ...parts] = args;
        const whole = typeof text === 'string' ? text : String.raw({ raw: text }, ...parts);
        const user = userOf(whole);
        if (user !== undefined) users.set(client, user);
        return client;
      };
    });
  }

  of(client: object, credentials: unknown): string | undefined {
    if (credentials !== undefined && credentials !== null) {
      const { username } = credentials as { username?: unknown };
      return typeof username === 'string' ? username : undefined; // a bearer token has no user name
    }
    const { credentialsProvider } = client as Partial<KurrentDBClient>;
    const known = credentialsProvider === undefined ? this.#byClient.get(client) : undefined;
    if (known !== undefined) return known;
    return typeof this.fallback === 'function' ? this.#callFallback(this.fallback, client) : this.fallback;
  }

  #callFallback(
    fallback: (client: KurrentDBClient) => string | undefined,
    client: object,
  ): string | undefined {
    try {
      return fallback(client as KurrentDBClient);
    } catch (error) {
      this.reporter.report(error);
      return undefined;
    }
  }
}

function userOf(connectionString: string): string | undefined {
  const user = /^[^:/]+:\/\/([^:]+):[^@]+@/.exec(connectionString.trim())?.[1];
  try {
    return user === undefined ? undefined : decodeURIComponent(user);
  } catch {
    return undefined;
  }
}
