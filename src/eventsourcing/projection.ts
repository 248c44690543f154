import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { factAttributes } from './facts.js';
import { namedOf } from './read-call.js';

const OPERATIONS = {
  handle: { methods: ['handle_event'], takes: ['event'] },
  handler: { takes: ['event', 'handler'], methodIs: 'handlerName' },
} as const satisfies Record<string, Operation>;

const COORDINATOR_OPERATIONS = {
  coordinate: { takes: ['events', 'event'] },
  dispatch: { span: 'registry.dispatch', takes: ['event', 'handlers'], gives: ['handlerCount'] },
} as const satisfies Record<string, Operation>;

export type ProjectionOperation = keyof typeof OPERATIONS;

export type ProjectionCoordinatorOperation = keyof typeof COORDINATOR_OPERATIONS;

export interface ProjectionOptions extends ComponentOptions<ProjectionOperation> {
  /** @default false: projections handle every event, so their spans are asked for */
  readonly enabled?: ComponentOptions<ProjectionOperation>['enabled'];
  /** @default the projection's field `projectionName` or `name`, else its class's name */
  readonly projectionName?: string;
  /** The methods of a declarative projection that handle one event type each: spans `eventsource.projection.handler`. */
  readonly handlers?: readonly string[];
}

export interface ProjectionCoordinatorOptions extends ComponentOptions<ProjectionCoordinatorOperation> {
  /** @default false, as for projections */
  readonly enabled?: ComponentOptions<ProjectionCoordinatorOperation>['enabled'];
}

/**
 * A projection: the span `eventsource.projection.handle` for `handle(event)`, and `eventsource.projection.handler` for
 * `handler(event)` and each of the methods named by `handlers`. Off unless `enabled` says otherwise.
 *
 * @throws TypeError where an option is wrong
 */
export function projection(options: ProjectionOptions = {}): Convention {
  const { enabled = false, projectionName, handlers, operations } = options;
  return componentConvention(
    {
      convention: 'projection',
      prefix: 'eventsource.projection',
      operations: OPERATIONS,
      self: (self) =>
        projectionName === undefined ? { projectionName: namedOf('projectionName', self) } : {},
      attributes: factAttributes({ projectionName }),
      options: ['projectionName', 'handlers'],
    },
    { ...options, enabled, operations: { ...handlerOperations(handlers), ...operations } },
  );
}

/**
 * What hands events to projections: spans `eventsource.projection.coordinate` for `coordinate(events)` and
 * `eventsource.projection.registry.dispatch` for `dispatch(event)`. Off unless `enabled` says otherwise.
 *
 * @throws TypeError where an option is wrong
 */
export function projectionCoordinator(options: ProjectionCoordinatorOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'projectionCoordinator',
      prefix: 'eventsource.projection',
      operations: COORDINATOR_OPERATIONS,
    },
    { enabled: false, ...options },
  );
}

function handlerOperations(handlers: unknown): { [method: string]: ProjectionOperation } {
  return Array.isArray(handlers) ? Object.fromEntries(handlers.map((method) => [method, 'handler'])) : {};
}
