import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as root from 'otel-traced';
import * as attributes from 'otel-traced/attributes';
import * as consoleEntry from 'otel-traced/console';
import * as doctor from 'otel-traced/doctor';
import * as eventsourcing from 'otel-traced/eventsourcing';
import * as kurrentdb from 'otel-traced/kurrentdb';
import * as metrics from 'otel-traced/metrics';
import * as nestjs from 'otel-traced/nestjs';
import * as rpc from 'otel-traced/rpc';
import * as testing from 'otel-traced/testing';
import * as jestMatchers from 'otel-traced/testing/jest';
import * as vitestMatchers from 'otel-traced/testing/vitest';
import * as waterfall from 'otel-traced/waterfall';
import { declarations, exportedTypes } from './support/declarations';

/** What each entry point exports. A name that comes or goes is a change for users: it belongs in the CHANGELOG. */
const surface = {
  'otel-traced': {
    module: root,
    values: [
      'SpanAttribute',
      'Traced',
      'TracedClass',
      'TracingMixin',
      'Untraced',
      'addSpanEvent',
      'configureTracing',
      'createTracing',
      'defineConvention',
      'extractTraceContext',
      'injectTraceContext',
      'instrument',
      'isTracingEnabled',
      'recordSpanError',
      'setSpanAttributes',
      'traceLogFields',
      'traced',
      'withActiveSpan',
      'withSpan',
      'withSpanAttributes',
      'withTraceId',
    ],
    types: [
      'ActiveSpanOptions',
      'AttributeInput',
      'CallMeasurement',
      'CallMetrics',
      'CallOutcome',
      'Carrier',
      'ClassDecoration',
      'ClassOnlyOptions',
      'Convention',
      'DurationOptions',
      'ExtractOptions',
      'FunctionOptions',
      'InjectOptions',
      'Instrument',
      'InstrumentOptions',
      'ItemOptions',
      'MeasuredMethod',
      'MethodDecoration',
      'MethodFilter',
      'MethodTable',
      'MetricsEngine',
      'MetricsOptions',
      'TraceAttributes',
      'TraceLogFields',
      'TracedClassFactory',
      'TracedClassOptions',
      'TracedFactory',
      'TracedFunctionFactory',
      'TracedOptions',
      'Tracing',
      'TracingMembers',
      'TracingOptions',
      'TracingSettings',
      'WithSpan',
      'WithTracing',
    ],
  },
  'otel-traced/attributes': { module: attributes, values: Object.keys(attributes), types: [] },
  'otel-traced/console': {
    module: consoleEntry,
    values: ['TraceTreeExporter', 'formatSpanTree'],
    types: [
      'FinishedSpan',
      'SpanEvent',
      'SpanLink',
      'SpanTreeOptions',
      'TraceTreeExportResult',
      'TraceTreeExporterOptions',
    ],
  },
  'otel-traced/waterfall': {
    module: waterfall,
    values: ['WaterfallExporter', 'parseOtlpJson', 'renderWaterfall'],
    types: [
      'OtlpJson',
      'WaterfallExportResult',
      'WaterfallExporterOptions',
      'WaterfallOptions',
      'WaterfallSpan',
      'WaterfallSpanSource',
    ],
  },
  'otel-traced/metrics': {
    module: metrics,
    values: [
      'Measured',
      'SUBSCRIPTION_STATES',
      'callMetrics',
      'enableMetrics',
      'eventBusMetrics',
      'rpcMetrics',
      'subscriptionMetrics',
    ],
    types: [
      'BusHandler',
      'BusMessage',
      'DescribeMessages',
      'CallMeasurement',
      'CallMetrics',
      'CallOutcome',
      'DurationOptions',
      'EventBusMetrics',
      'EventBusMetricsOptions',
      'EventBusSnapshot',
      'InstrumentOptions',
      'MeasuredFactory',
      'MeasuredMethod',
      'MeasuredOptions',
      'MetricsEngine',
      'MetricsOptions',
      'RpcMetrics',
      'RpcMetricsOptions',
      'RpcSemconv',
      'RpcSnapshot',
      'SubscriptionMetrics',
      'SubscriptionSnapshot',
      'SubscriptionState',
    ],
  },
  'otel-traced/rpc': {
    module: rpc,
    values: ['rpcClient', 'rpcServer'],
    types: ['RpcOptions', 'RpcSemconv', 'RpcService', 'RpcServiceDefinition'],
  },
  'otel-traced/testing': {
    module: testing,
    values: [
      'expectSpans',
      'failOnOpenSpans',
      'fakeTracing',
      'formatTrace',
      'recordTraces',
      'traceSerializer',
    ],
    types: [
      'AttributesPattern',
      'EventPattern',
      'FailurePattern',
      'FakeTracing',
      'FormatTraceOptions',
      'RecordOptions',
      'RecordSampler',
      'RecordSpanLimits',
      'RecordedEvent',
      'RecordedHistogram',
      'RecordedLog',
      'RecordedMetric',
      'RecordedMetrics',
      'RecordedPoint',
      'RecordedSpan',
      'SpanExpectation',
      'SpanMatchers',
      'SpanPattern',
      'SpanQuery',
      'SpanReference',
      'SpanSource',
      'SpanTree',
      'SpanTreeOptions',
      'TestHooks',
      'TextPattern',
      'TraceRecorder',
    ],
  },
  'otel-traced/testing/jest': {
    module: jestMatchers,
    values: ['spanMatchers', 'traceSerializer'],
    types: ['Matchers', 'SpanMatcherFunctions', 'SpanMatchers'],
  },
  'otel-traced/testing/vitest': {
    module: vitestMatchers,
    values: ['spanMatchers', 'traceSerializer'],
    types: ['Assertion', 'SpanMatcherFunctions', 'SpanMatchers'],
  },
  'otel-traced/eventsourcing': {
    module: eventsourcing,
    values: [
      'aggregateRepository',
      'catchUpRunner',
      'checkpointRepository',
      'cutover',
      'dlqRepository',
      'dualWrite',
      'eventBus',
      'eventStore',
      'lifecycle',
      'liveRunner',
      'lock',
      'migrationCoordinator',
      'migrationRepository',
      'outboxRepository',
      'pauseResume',
      'projection',
      'projectionCoordinator',
      'readModel',
      'snapshotStore',
      'subscriptionManager',
      'syncLag',
      'tenantRouter',
      'transitionCoordinator',
      'withTraceMetadata',
    ],
    types: [
      'AggregateRepositoryOperation',
      'AggregateRepositoryOptions',
      'CarrierReader',
      'CatchUpRunnerOperation',
      'CatchUpRunnerOptions',
      'CheckpointOperation',
      'CheckpointRepositoryOptions',
      'ComponentOptions',
      'Correlation',
      'CutoverOperation',
      'CutoverOptions',
      'DatabaseOptions',
      'DlqOperation',
      'DlqRepositoryOptions',
      'DualWriteOperation',
      'DualWriteOptions',
      'EventBusOperation',
      'EventBusOptions',
      'EventReading',
      'EventStoreOperation',
      'EventStoreOptions',
      'FactName',
      'Facts',
      'LifecycleOperation',
      'LifecycleOptions',
      'LiveRunnerOperation',
      'LiveRunnerOptions',
      'LockOperation',
      'LockOptions',
      'MigrationCoordinatorOperation',
      'MigrationCoordinatorOptions',
      'MigrationRepositoryOperation',
      'MigrationRepositoryOptions',
      'OutboxOperation',
      'OutboxRepositoryOptions',
      'PauseResumeOperation',
      'PauseResumeOptions',
      'ProjectionCoordinatorOperation',
      'ProjectionCoordinatorOptions',
      'ProjectionOperation',
      'ProjectionOptions',
      'ReadModelOperation',
      'ReadModelOptions',
      'Semconv',
      'ServerOptions',
      'SnapshotOperation',
      'SnapshotStoreOptions',
      'SubscriptionManagerOperation',
      'SubscriptionManagerOptions',
      'SubscriptionOptions',
      'SyncLagOperation',
      'SyncLagOptions',
      'TenantRouterOperation',
      'TenantRouterOptions',
      'TransitionCoordinatorOperation',
      'TransitionCoordinatorOptions',
    ],
  },
  'otel-traced/doctor': {
    module: doctor,
    values: ['diagnoseTracing'],
    types: ['DiagnoseOptions', 'Finding', 'FindingCode'],
  },
  'otel-traced/nestjs': {
    module: nestjs,
    values: ['CurrentSpan', 'TracingModule', 'isServerError'],
    types: [
      'ClassPattern',
      'MethodOptions',
      'TracingModuleAsyncOptions',
      'TracingModuleOptions',
      'TracingModuleOptionsFactory',
    ],
  },
  'otel-traced/kurrentdb': {
    module: kurrentdb,
    values: ['instrumentKurrentDB', 'withConsumerSpan'],
    types: ['KurrentDBTracingOptions'],
  },
};

const manifest = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));

describe('the public surface', () => {
  it('has the entry points of the manifest', () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
    expect(Object.keys(surface).sort()).toEqual(
      entries.map((entry) => entry.replace('.', 'otel-traced')).sort(),
    );
  });

  for (const [entry, { module, values, types }] of Object.entries(surface)) {
    it(`of ${entry} has these values`, () => {
      expect(Object.keys(module).sort()).toEqual([...values].sort());
    });

    it(`of ${entry} has these types`, () => {
      expect(exportedTypes(entry).sort()).toEqual([...types].sort());
    });
  }

  it('T2: declares nothing as any', () => {
    const files = declarations();
    expect(files.length).toBeGreaterThan(Object.keys(surface).length);
    expect(files.flatMap(({ file, anys }) => anys.map((line) => `${file}: ${line}`))).toEqual([]);
  });
});
