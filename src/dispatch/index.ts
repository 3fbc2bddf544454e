/** One door for every AWS call, from outside and from inside. */
export type {
  Call,
  Caller,
  Operation,
  OperationContext,
  OperationTable,
  Settings,
  Surroundings,
} from './operation.ts'
export type { BackgroundWork, ServiceDefinition, ValidationStyle } from './service.ts'
