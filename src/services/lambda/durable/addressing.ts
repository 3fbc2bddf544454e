/** Executions by their ARNs, as requests name them. */
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import type { Execution } from '../domain/durable/types.ts'
import { resourceNotFound } from '../errors.ts'
import type { OfExecution } from './records.ts'
import { findExecution } from './storing.ts'

const arnForm =
  /^arn:[^:]+:lambda:(?<region>[^:]+):(?<accountId>\d{12}):function:[^:]+:[^:/]+\/durable-execution\/[^/]+\/(?<id>[^/]+)$/

/** Where an execution of this ARN is kept; undefined when it would be in another account or region. */
export function executionAt(context: OperationContext, arn: string): OfExecution | undefined {
  const parts = arnForm.exec(arn)?.groups
  const { accountId, region } = context
  if (parts?.id === undefined || parts.accountId !== accountId || parts.region !== region) return undefined
  return { accountId, region, executionId: parts.id }
}

/** Fails with ResourceNotFoundException. */
export async function requireExecution(context: OperationContext, arn: string): Promise<Stored<Execution>> {
  const of = executionAt(context, arn)
  const stored = of && (await findExecution(context.store, of))
  if (stored?.value.arn !== arn) throw noExecution()
  return stored
}

/** HTTP 404. */
export function noExecution() {
  return resourceNotFound('Durable Execution does not exist')
}
