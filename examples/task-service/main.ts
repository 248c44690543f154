// Tasks on an event store in memory; the service opens its own spans: npm run example:tasks
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { isTracingEnabled } from 'otel-traced';
import { TraceTreeExporter } from 'otel-traced/console';
import { InMemoryEventStore } from './in-memory-event-store.js';
import { NotificationService } from './notification-service.js';
import { TaskRepository } from './task-repository.js';
import { TaskService } from './task-service.js';

const notifications = new NotificationService();
const service = new TaskService(new TaskRepository(new InMemoryEventStore()), notifications);

console.log(`tracing is ${isTracingEnabled() ? 'on' : 'off'}: the service works all the same`);
await service.createTask('Read about spans');

trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: new TraceTreeExporter() })] }),
);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
console.log(`tracing is ${isTracingEnabled() ? 'on' : 'off'}, for the same instances:\n`);

const { aggregateId } = await service.createTask('Trace the task service');
await service.completeTask(aggregateId);
await service.completeTask(aggregateId).catch((error: Error) => console.log(`refused: ${error.message}\n`));
const task = await service.getTask(aggregateId);
console.log(`${task.title}: ${task.completed ? 'completed' : 'open'}, version ${task.version}`);
await notifications.sendSms('555-0100', 'all done');
console.log(notifications.sent.join('\n'));
