/** Where executions are, and what waits for one. */
import type { Home } from './arns.ts'

/** Where an execution is. */
export type ExecutionAddress = Home & {
  /** With its label, when it is a child of a Map Run. */
  readonly machineName: string
  readonly name: string
  /** Never used again. */
  readonly id: string
}

/** The task of an execution that waits for another execution. */
export type Parent = {
  readonly execution: ExecutionAddress
  readonly taskId: string
  readonly pattern: 'sync' | 'sync:2'
}
