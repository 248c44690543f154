export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

interface Channel {
  getTarget(): string;
}

/**
 * Which node each client is connected to. The client tells that of its channel only, which it makes with the first
 * request, so an address is known from then on; a cluster's client may be told another after a failure.
 */
export class ServerAddresses {
  readonly #known = new WeakMap<object, ServerAddress>();

  /** What was learned last. */
  of(client: object): ServerAddress | undefined {
    return this.#known.get(client);
  }

  /**
   * Learns the address anew. To be called right after a request was made: the client has, or is making, the channel
   * for it then, so nothing is connected or discovered for the sake of this.
   */
  async learn(client: object): Promise<ServerAddress | undefined> {
    try {
      const { getChannel } = client as { getChannel?: () => Promise<Channel> };
      const address = parseTarget((await getChannel?.call(client))?.getTarget());
      if (address !== undefined) this.#known.set(client, address);
      return address;
    } catch {
      return undefined; // no node was found; the request itself says so
    }
  }
}

/** gRPC writes a channel's target as `dns:host:port`, `ipv4:1.2.3.4:port`, `dns:[::1]:port`. */
function parseTarget(target: string | undefined): ServerAddress | undefined {
  const [, address, port] = /^(?:[a-z0-9]+:)?\/*\[?(.+?)\]?:(\d+)$/.exec(target ?? '') ?? [];
  return address === undefined ? undefined : { address, port: Number(port) };
}
