import { ATTR_READMODEL_OPERATION } from '../attributes.js';
import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf, IN_MEMORY } from './database.js';
import { factIn } from './fact-value.js';
import { factAttributes } from './facts.js';
import type { Role } from './read-call.js';
import { databaseAttributes, semconvOf } from './semconv.js';

type Row = readonly [command: string, ...takes: Role[]];

const TABLE = {
  get: ['SELECT', 'readModelId'],
  get_many: ['SELECT', 'items'],
  get_deleted: ['SELECT', 'readModelId'],
  exists: ['SELECT', 'readModelId'],
  find: ['SELECT', 'filters', 'queryLimit'],
  find_deleted: ['SELECT', 'filters', 'queryLimit'],
  count: ['SELECT', 'filters'],
  save: ['UPSERT', 'model'],
  save_many: ['UPSERT', 'items'],
  save_with_version_check: ['UPDATE', 'model', 'expectedVersion'],
  delete: ['DELETE', 'readModelId'],
  soft_delete: ['UPDATE', 'readModelId'],
  restore: ['UPDATE', 'readModelId'],
  truncate: ['DELETE'],
} as const satisfies Record<string, Row>;

export type ReadModelOperation = keyof typeof TABLE;

export interface ReadModelOptions extends ComponentOptions<ReadModelOperation>, DatabaseOptions {
  /** The type of its read models: `OrderSummary`. @default the repository's field `readModelType` */
  readonly readModelType?: string;
}

/**
 * A repository of read models: spans `eventsource.readmodel.get`, `.save`, `.find` and so on, for `get(id)`,
 * `save(model)`, `saveWithVersionCheck(model, expectedVersion)`, `find(filters, limit)`, `count(filters)`,
 * `softDelete(id)` and the like. Of filters only the number is recorded.
 *
 * @throws TypeError where an option is wrong
 */
export function readModel(options: ReadModelOptions = {}): Convention {
  const names = Object.keys(TABLE) as ReadModelOperation[];
  return componentConvention(
    {
      convention: 'readModel',
      prefix: 'eventsource.readmodel',
      operations: Object.fromEntries(names.map((name) => [name, operation(name, options)])) as Record<
        ReadModelOperation,
        Operation
      >,
      self: (self) => ({ readModelType: factIn('readModelType', self) }),
      attributes: { ...databaseOf(options), ...factAttributes({ readModelType: options.readModelType }) },
      options: ['readModelType', ...DATABASE_OPTIONS],
    },
    options,
  );
}

function operation(name: ReadModelOperation, { system, semconv }: ReadModelOptions): Operation {
  const [command, ...takes] = TABLE[name] as Row;
  const ofDatabase =
    system === undefined || system === IN_MEMORY
      ? {}
      : databaseAttributes(semconvOf('database', semconv), { operation: command });
  return { takes, attributes: { [ATTR_READMODEL_OPERATION]: name, ...ofDatabase } };
}
