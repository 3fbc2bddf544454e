/** Map Runs as the API shows them. */
import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { executionArn, machineArn, mapRunArn } from '../domain/arns.ts'
import { noResource } from '../errors.ts'
import { requireArn } from '../machines.ts'
import { type Counts, type MapRunRecord, mapRuns } from './records.ts'

/** Fails with InvalidArn and ResourceNotFound. */
export async function requireMapRun(context: OperationContext, arn: string): Promise<Stored<MapRunRecord>> {
  const { accountId, region, uuid, machineName } = requireArn(arn, 'mapRun')
  const stored = await mapRuns.get(context.store, [accountId, region, uuid])
  if (!stored || stored.value.machineName !== machineName) throw noResource(arn)
  return stored
}

export function mapRunView(record: MapRunRecord): Api.DescribeMapRunOutput {
  const { execution, id, machineName, status, startedAt, stoppedAt, redriveCount, redrivenAt } = record
  return {
    mapRunArn: mapRunArn(record, machineName, id),
    executionArn: executionArn(record, execution.machineName, execution.name),
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    maxConcurrency: record.maxConcurrency,
    toleratedFailurePercentage: record.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: record.toleratedFailureCount ?? 0,
    itemCounts: countsView(record.items),
    executionCounts: countsView(record.executions),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
  }
}

function countsView(counts: Counts): Api.MapRunItemCounts & Api.MapRunExecutionCounts {
  return { ...counts, failuresNotRedrivable: 0, pendingRedrive: 0 }
}

export function mapRunSummary(record: MapRunRecord): Api.MapRunListItem {
  const { execution, id, machineName, startedAt, stoppedAt } = record
  return {
    executionArn: executionArn(record, execution.machineName, execution.name),
    mapRunArn: mapRunArn(record, machineName, id),
    stateMachineArn: machineArn(record, machineName),
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
  }
}
