/** Standard executions as operations find and show them. */
import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { executionArn, machineArn, mapRunArn } from './domain/arns.ts'
import { requireKey } from './encryption.ts'
import { invalidArn, noExecution } from './errors.ts'
import { findRevision, requireArn } from './machines.ts'
import { redriveStatusOf } from './observing/redrive-status.ts'
import { type ExecutionRecord, executions } from './records.ts'

/** Fails with InvalidArn and ExecutionDoesNotExist. */
export async function requireExecution(
  { store }: Pick<OperationContext, 'store'>,
  arn: string,
): Promise<Stored<ExecutionRecord>> {
  const named = requireArn(arn, 'execution', 'express')
  // Source: API Reference, DescribeExecution: "This API action is not supported by EXPRESS state machine executions".
  if (named.kind === 'express') throw invalidArn('Resource type not valid in this context: express')
  const { accountId, region, machineName, name } = named
  const stored = await executions.get(store, [accountId, region, machineName, name])
  if (!stored) throw noExecution(arn)
  return stored
}

/** Refuses a caller who cannot use the key of the execution's machine, with the errors about keys. */
export async function requireKeyOf(context: OperationContext, record: ExecutionRecord): Promise<void> {
  const revision = await findRevision(context, record.machineId, record.revision)
  if (revision) await requireKey(context, revision)
}

/** What an execution and its entry of a listing have in common. */
export function executionSummary(record: ExecutionRecord): Api.ExecutionListItem {
  const { machineName, name, status, startedAt, stoppedAt, mapRun, versionNumber, aliasName } = record
  const { redriveCount, redrivenAt } = record
  return {
    executionArn: executionArn(record, machineName, name),
    stateMachineArn: machineArn(record, machineName),
    name,
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    ...(mapRun === undefined
      ? {}
      : { mapRunArn: mapRunArn(record, machineName, mapRun.id), itemCount: mapRun.itemCount }),
    ...(versionNumber === undefined
      ? {}
      : { stateMachineVersionArn: machineArn(record, machineName, versionNumber) }),
    ...(aliasName === undefined ? {} : { stateMachineAliasArn: machineArn(record, machineName, aliasName) }),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
  }
}

export function executionView(
  record: ExecutionRecord,
  includesData: boolean,
  now: number,
): Api.DescribeExecutionOutput {
  const { input, output, error, cause, traceHeader } = record
  const { itemCount: _itemCount, ...summary } = executionSummary(record)
  const redrive = redriveStatusOf(record, now)
  return {
    ...summary,
    ...(includesData ? { input } : {}),
    inputDetails: { included: includesData },
    ...(output === undefined ? {} : { outputDetails: { included: includesData } }),
    ...(output === undefined || !includesData ? {} : { output }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined || !includesData ? {} : { cause }),
    redriveStatus: redrive.status,
    ...(redrive.reason === undefined ? {} : { redriveStatusReason: redrive.reason }),
  }
}
