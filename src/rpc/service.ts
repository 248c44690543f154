/** What gRPC's libraries know of a service: its methods by name, with their paths (`/shop.Orders/Place`). */
export interface RpcServiceDefinition {
  readonly [method: string]: { readonly path: string };
}

/** Which of a class's methods are methods of a service. */
export interface RpcService {
  /** The service's full name, `shop.Orders`, or its definition as gRPC's libraries have it. */
  readonly service: string | RpcServiceDefinition;
  /**
   * The service's methods, `['Place']`, where a definition does not say them. Those of the class have the same names,
   * or begin in lower case; a table names them otherwise: `{ placeOrder: 'Place' }`.
   */
  readonly methods?: readonly string[] | { readonly [member: string]: string };
}

/** A method of a service, and the member of the class that serves or calls it. */
export interface RpcMember {
  readonly member: string;
  readonly service: string;
  readonly method: string;
}

/** The members of a class that belong to the service. */
export function rpcMembers(where: string, { service, methods }: RpcService): RpcMember[] {
  if (typeof service === 'string' && service !== '') return namedMembers(where, service, methods);
  if (typeof service !== 'object' || service === null)
    throw new TypeError(
      `${where}: expected the service, its full name or its definition, got ${show(service)}.`,
    );
  const paths = Object.values(service).map((definition) => definition?.path);
  const names = new Set(
    paths.map((path) => readPath(where, path)).map(([name, method]) => `${name}/${method}`),
  );
  const members = [...names].flatMap((name) => {
    const [of, method] = split(name);
    return [...spellings(method)].map((member) => ({ member, service: of, method }));
  });
  return methods === undefined ? members : chosen(where, members, methods);
}

function namedMembers(where: string, service: string, methods: RpcService['methods']): RpcMember[] {
  if (Array.isArray(methods))
    return methods.flatMap((method: string) =>
      [...spellings(method)].map((member) => ({ member, service, method })),
    );
  if (typeof methods !== 'object' || methods === null) {
    throw new TypeError(
      `${where}: the service '${service}' needs its methods: name them by the option 'methods', or give its definition.`,
    );
  }
  return Object.entries(methods as Record<string, string>).map(([member, method]) => ({
    member,
    service,
    method,
  }));
}

/** Of a definition's members those that are asked for, under the names that a table gives them. */
function chosen(
  where: string,
  members: RpcMember[],
  methods: NonNullable<RpcService['methods']>,
): RpcMember[] {
  const wanted = Array.isArray(methods)
    ? methods.flatMap((method: string) => [...spellings(method)].map((member) => [member, method] as const))
    : Object.entries(methods as Record<string, string>);
  return wanted.map(([member, method]) => {
    const known = members.find((one) => one.method === method);
    if (known === undefined) throw new TypeError(`${where}: the service has no method '${method}'.`);
    return { ...known, member };
  });
}

function readPath(where: string, path: unknown): [service: string, method: string] {
  const [service, method] = typeof path === 'string' ? split(path.replace(/^\//, '')) : ['', ''];
  if (service === '' || method === '') {
    throw new TypeError(
      `${where}: expected a service's definition, methods with a path like '/shop.Orders/Place'.`,
    );
  }
  return [service, method];
}

function split(name: string): [service: string, method: string] {
  const at = name.lastIndexOf('/');
  return at === -1 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
}

/** A method as the service spells it and as classes do: `Place`, `place`. */
function spellings(method: string): Set<string> {
  return new Set([method, method.slice(0, 1).toLowerCase() + method.slice(1)]);
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
