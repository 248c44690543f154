import 'reflect-metadata';
import { Traceable } from 'nestjs-otel';

export function traceClass(Service) {
  Traceable()(Service);
  return Service;
}
