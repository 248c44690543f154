import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as stableConventions from '@opentelemetry/semantic-conventions';
import * as allConventions from '@opentelemetry/semantic-conventions/incubating';
import * as attributes from 'otel-traced/attributes';
import ts from 'typescript';
import { PROCESS_LIMIT } from './support/long-running';

const root = resolve(__dirname, '..');
const source = join(root, 'src/attributes.ts');
const installed = process.env.OTEL_TRACED_PACKAGE;
const bundled = installed ? resolve(root, installed, 'dist/esm/attributes.js') : source;

const ours: Readonly<Record<string, string>> = { ...attributes };
const stable = attributesOf(stableConventions);
const theirs = attributesOf(allConventions);

function attributesOf(conventions: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(conventions).filter(([name]) => name.startsWith('ATTR_')));
}

/** The constants of the event-sourcing catalog, as its users know them. */
const CATALOG = {
  ATTR_AGGREGATE_ID: 'eventsource.aggregate.id',
  ATTR_AGGREGATE_TYPE: 'eventsource.aggregate.type',
  ATTR_EVENT_ID: 'eventsource.event.id',
  ATTR_EVENT_TYPE: 'eventsource.event.type',
  ATTR_EVENT_COUNT: 'eventsource.event.count',
  ATTR_VERSION: 'eventsource.version',
  ATTR_EXPECTED_VERSION: 'eventsource.expected_version',
  ATTR_FROM_VERSION: 'eventsource.from_version',
  ATTR_TENANT_ID: 'eventsource.tenant.id',
  ATTR_ACTOR_ID: 'eventsource.actor.id',
  ATTR_PROJECTION_NAME: 'eventsource.projection.name',
  ATTR_HANDLER_NAME: 'eventsource.handler.name',
  ATTR_HANDLER_COUNT: 'eventsource.handler.count',
  ATTR_HANDLER_SUCCESS: 'eventsource.handler.success',
  ATTR_STREAM_ID: 'eventsource.stream.id',
  ATTR_POSITION: 'eventsource.position',
  ATTR_DB_SYSTEM: 'db.system',
  ATTR_DB_NAME: 'db.name',
  ATTR_DB_OPERATION: 'db.operation',
  ATTR_MESSAGING_SYSTEM: 'messaging.system',
  ATTR_MESSAGING_DESTINATION: 'messaging.destination',
  ATTR_MESSAGING_OPERATION: 'messaging.operation',
  ATTR_SUBSCRIPTION_NAME: 'eventsource.subscription.name',
  ATTR_SUBSCRIPTION_STATE: 'eventsource.subscription.state',
  ATTR_SUBSCRIPTION_PHASE: 'eventsource.subscription.phase',
  ATTR_FROM_POSITION: 'eventsource.from_position',
  ATTR_TO_POSITION: 'eventsource.to_position',
  ATTR_BATCH_SIZE: 'eventsource.batch.size',
  ATTR_BUFFER_SIZE: 'eventsource.buffer.size',
  ATTR_EVENTS_PROCESSED: 'eventsource.events.processed',
  ATTR_EVENTS_SKIPPED: 'eventsource.events.skipped',
  ATTR_WATERMARK: 'eventsource.watermark',
  ATTR_RETRY_COUNT: 'eventsource.retry.count',
  ATTR_ERROR_TYPE: 'eventsource.error.type',
  ATTR_READMODEL_TYPE: 'eventsource.readmodel.type',
  ATTR_READMODEL_ID: 'eventsource.readmodel.id',
  ATTR_READMODEL_OPERATION: 'eventsource.readmodel.operation',
  ATTR_QUERY_FILTER_COUNT: 'eventsource.query.filter_count',
  ATTR_QUERY_LIMIT: 'eventsource.query.limit',
  ATTR_MIGRATION_ID: 'eventsource.migration.id',
  ATTR_MIGRATION_PHASE: 'eventsource.migration.phase',
  ATTR_MIGRATION_TENANT_ID: 'eventsource.migration.tenant_id',
  ATTR_MIGRATION_SOURCE_STORE: 'eventsource.migration.source_store',
  ATTR_MIGRATION_TARGET_STORE: 'eventsource.migration.target_store',
  ATTR_MIGRATION_EVENTS_COPIED: 'eventsource.migration.events_copied',
  ATTR_MIGRATION_EVENTS_TOTAL: 'eventsource.migration.events_total',
  ATTR_MIGRATION_PROGRESS_PERCENT: 'eventsource.migration.progress_percent',
  ATTR_MIGRATION_SYNC_LAG_EVENTS: 'eventsource.migration.sync_lag_events',
  ATTR_MIGRATION_SYNC_LAG_MS: 'eventsource.migration.sync_lag_ms',
  ATTR_LOCK_KEY: 'eventsource.lock.key',
  ATTR_LOCK_ID: 'eventsource.lock.id',
  ATTR_LOCK_TIMEOUT: 'eventsource.lock.timeout',
  ATTR_LOCK_ACQUIRED: 'eventsource.lock.acquired',
} as const;

/** Constants that are spelled otherwise in OpenTelemetry's package. */
const SPELLED_OTHERWISE: Readonly<Record<string, string>> = { ATTR_OTEL_ERROR_TYPE: 'ATTR_ERROR_TYPE' };
/** The one name that means something else there. */
const NOT_THEIRS = 'ATTR_ERROR_TYPE';

/** OpenTelemetry's keys that this module serves, in the order of its sections. */
const OPENTELEMETRY_KEYS = [
  'db.system.name',
  'db.namespace',
  'db.operation.name',
  'db.collection.name',
  'db.system',
  'db.name',
  'db.operation',
  'db.user',
  'server.address',
  'server.port',
  'messaging.system.name',
  'messaging.destination.name',
  'messaging.destination.partition.id',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.message.id',
  'messaging.batch.message_count',
  'messaging.consumer.group.name',
  'kafka.offset',
  'rabbitmq.destination.routing_key',
  'messaging.system',
  'messaging.operation',
  'rpc.system.name',
  'rpc.method',
  'rpc.status_code',
  'rpc.system',
  'rpc.service',
  'rpc.grpc.status_code',
  'error.type',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'exception.escaped',
  'code.function.name',
];

/** Keys outside the catalog and OpenTelemetry: the clients' of KurrentDB, the example traces', the migration modules'. */
const OTHER_KEYS = [
  'snapshot.used',
  'events.replayed',
  'eventsource.cutover.migration_id',
  'eventsource.cutover.timeout_ms',
  'eventsource.cutover.duration_ms',
  'eventsource.cutover.success',
  'eventsource.cutover.rolled_back',
  'eventsource.cutover.sync_lag_events',
  'eventsource.cutover.target_store_id',
  'eventsource.sync_lag.lag_events',
  'eventsource.sync_lag.is_converged',
  'eventsource.sync_lag.is_sync_ready',
  'eventsource.sync_lag.sync_threshold',
  'db.table',
  'db.kurrentdb.stream',
  'db.kurrentdb.subscription.id',
  'db.kurrentdb.event.id',
  'db.kurrentdb.event.type',
];

/** Deprecated, though OpenTelemetry's package has no ATTR_ constant that could say so. */
const UNKNOWN_THERE = { ATTR_DB_TABLE: 'db.table', ATTR_MESSAGING_DESTINATION: 'messaging.destination' };
const WITHOUT_REPLACEMENT = ['ATTR_DB_USER', 'ATTR_EXCEPTION_ESCAPED'];

interface Declared {
  name: string;
  text: string;
  doc: string;
  deprecated: string | undefined;
}

/** One entry for each statement of a file; the name is empty where it is no single variable. */
function statementsOf(path: string): Declared[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  return file.statements.map((statement) => {
    const [variable, another] = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : [];
    const deprecated = ts.getJSDocDeprecatedTag(statement);
    const [doc] = ts.getJSDocCommentsAndTags(statement);
    return {
      name: variable && !another ? variable.name.getText() : '',
      text: statement.getText(),
      doc: doc?.getText() ?? '',
      deprecated: deprecated && String(deprecated.comment ?? ''),
    };
  });
}

/** What OpenTelemetry's declaration files say about each deprecated constant, by name. */
function deprecatedThere(): Map<string, string> {
  const folder = dirname(require.resolve('@opentelemetry/semantic-conventions'));
  const files = ['stable_attributes.d.cts', 'experimental_attributes.d.cts'];
  const all = files.flatMap((file) => statementsOf(join(folder, file)));
  return new Map(
    all.flatMap(({ name, deprecated }) => (deprecated === undefined ? [] : [[name, deprecated]])),
  );
}

const declared = statementsOf(source);
const deprecatedHere = new Map(
  declared.flatMap(({ name, deprecated }) => (deprecated === undefined ? [] : [[name, deprecated]])),
);
const deprecatedKeys = [...deprecatedHere.keys()].map((name) => ours[name] ?? '');

describe('the catalog', () => {
  test('has 53 constants, each with its exact name and value', () => {
    expect(Object.keys(CATALOG)).toHaveLength(53);
    expect(ours).toMatchObject(CATALOG);
  });
});

describe('the module', () => {
  test('holds the keys of the catalog, of OpenTelemetry and of the sources, each once, and no others', () => {
    const expected = new Set([...Object.values(CATALOG), ...OPENTELEMETRY_KEYS, ...OTHER_KEYS]);
    expect(Object.values(ours).sort()).toEqual([...expected].sort());
  });

  test('names each constant after its key', () => {
    const strays = Object.entries(ours).filter(([name, key]) => {
      const spelled = key
        .replace(/^eventsource\./, '')
        .replaceAll('.', '_')
        .toUpperCase();
      return name !== `ATTR_${spelled}`;
    });
    expect(strays).toEqual([['ATTR_OTEL_ERROR_TYPE', 'error.type']]);
  });

  test('imports nothing and consists of documented single constants, nothing else', () => {
    for (const { text, doc } of declared) {
      expect(text).toMatch(/^export const ATTR_[A-Z_]+ = '[a-z_.]+' as const;$/);
      expect(doc).toMatch(/^\/\*\* .+[.`] \*\/$/);
    }
    expect(declared.map(({ name }) => name).sort()).toEqual(Object.keys(ours).sort());
  });

  test('gives literal types that stay literal in the objects that hold them', () => {
    type Widened = {
      [Name in keyof typeof attributes]: string extends (typeof attributes)[Name] ? Name : never;
    }[keyof typeof attributes];
    const nothingIsWidened: [Widened] extends [never] ? true : Widened = true;
    const system: 'db.system' = attributes.ATTR_DB_SYSTEM;
    const held = { key: attributes.ATTR_AGGREGATE_ID };
    const key: 'eventsource.aggregate.id' = held.key;
    // @ts-expect-error another key's type
    const wrong: 'db.name' = attributes.ATTR_DB_SYSTEM;
    expect([nothingIsWidened, system, key, wrong]).toEqual([
      true,
      'db.system',
      CATALOG.ATTR_AGGREGATE_ID,
      system,
    ]);
  });
});

describe('the constants that OpenTelemetry defines', () => {
  test('have the values of its semantic-conventions package', () => {
    const shared = Object.keys(ours).filter((name) => name in theirs && name !== NOT_THEIRS);
    for (const name of shared) expect([name, ours[name]]).toEqual([name, theirs[name]]);
    for (const [name, other] of Object.entries(SPELLED_OTHERWISE)) expect(ours[name]).toBe(theirs[other]);

    const compared = [...shared, ...Object.keys(SPELLED_OTHERWISE)].map((name) => ours[name]);
    expect(compared.sort()).toEqual([...OPENTELEMETRY_KEYS].sort());
  });

  test('are in its stable part, but for messaging and what is deprecated', () => {
    const current = OPENTELEMETRY_KEYS.filter((key) => !deprecatedKeys.includes(key));
    const unstable = current.filter((key) => !Object.values(stable).includes(key));
    expect(unstable).toEqual(current.filter((key) => /^(messaging|kafka|rabbitmq)\./.test(key)));
  });

  test('leave the rest alone: no other key is one of OpenTelemetry', () => {
    const keysThere = new Set(Object.values(theirs));
    const hidden = Object.values(ours).filter(
      (key) => keysThere.has(key) && !OPENTELEMETRY_KEYS.includes(key),
    );
    expect(hidden).toEqual([]);
  });

  test('are deprecated here where they are deprecated there, and nowhere else', () => {
    const there = deprecatedThere();
    const expected = Object.keys(ours).filter((name) => there.has(name) || name in UNKNOWN_THERE);
    expect([...deprecatedHere.keys()].sort()).toEqual(expected.sort());
    expect(expected).toHaveLength(12);
    for (const key of Object.values(UNKNOWN_THERE)) expect(Object.values(theirs)).not.toContain(key);
  });

  test('name the constant to use instead, the one that OpenTelemetry names', () => {
    const there = deprecatedThere();
    for (const [name, comment] of deprecatedHere) {
      if (WITHOUT_REPLACEMENT.includes(name)) {
        expect(comment).toMatch(/^nothing replaces it/);
        expect(there.get(name)).not.toContain('`');
        continue;
      }
      const replacement = /^use (ATTR_[A-Z_]+)/.exec(comment)?.[1] ?? `${name} names no constant`;
      expect(Object.keys(ours)).toContain(replacement);
      expect(deprecatedHere.has(replacement)).toBe(false);
      if (!(name in UNKNOWN_THERE)) expect(there.get(name)).toContain(`\`${ours[replacement]}\``);
    }
  });
});

describe('a bundle', () => {
  // esbuild checks that TextEncoder makes this realm's Uint8Array, which is not so inside jest: hence a process.
  const script = `
    const [root, file, ...names] = process.argv.slice(1);
    const size = (name) =>
      require('esbuild')
        .build({
          stdin: { contents: 'export { ' + name + ' } from ' + JSON.stringify(file), resolveDir: root },
          bundle: true, minify: true, format: 'esm', platform: 'neutral', write: false,
        })
        .then((result) => [name, result.outputFiles[0].text]);
    Promise.all(names.map(size)).then((all) => console.log(JSON.stringify(all)));
  `;

  test('of one constant holds that one alone and has at most 100 bytes, whichever it is', () => {
    const names = Object.keys(ours);
    const args = ['--input-type=commonjs', '--eval', script, '--', root, bundled, ...names];
    const output = execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      timeout: PROCESS_LIMIT,
    });
    const bundles = new Map<string, string>(JSON.parse(output));

    expect([...bundles.keys()]).toEqual(names);
    for (const [name, text] of bundles) {
      expect(text).toContain(`"${ours[name]}"`);
      expect({ name, text, fits: Buffer.byteLength(text) <= 100 }).toEqual({ name, text, fits: true });
    }
  });
});
