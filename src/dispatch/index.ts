/** One door for every AWS call, from outside and from inside. */
export { type CallRecord, Dispatcher, notImplemented, type RequestFacts } from './dispatcher.ts'
export type {
  Call,
  Caller,
  Operation,
  OperationContext,
  OperationTable,
  Settings,
  Surroundings,
} from './operation.ts'
export { type LoadedService, ServiceRegistry, type ServiceSource } from './registry.ts'
export type { BackgroundSurroundings, BackgroundWork, ServiceDefinition } from './service.ts'
export { describeViolations, type ValidationStyle, type Violation } from './validate.ts'
