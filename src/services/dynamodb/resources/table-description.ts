import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { type MadeResource, type ResourceCalls, unlessMissing, untilReady } from '../../../dispatch/index.ts'

/** What DynamoDB answers for a table that is not there. */
export const missing = 'ResourceNotFoundException'

/** The table as it is, if it is there. */
export async function findTable(
  { call }: ResourceCalls,
  TableName: string,
): Promise<TableDescription | undefined> {
  const answer = await unlessMissing(
    call<{ Table?: TableDescription }>('dynamodb:DescribeTable', { TableName }),
    missing,
  )
  return answer?.Table
}

/** Waits until table and indexes may be used. */
export async function activeTable(calls: ResourceCalls, TableName: string): Promise<TableDescription> {
  return await untilReady(calls, async () => {
    const { Table = {} } = await calls.call<{ Table?: TableDescription }>('dynamodb:DescribeTable', {
      TableName,
    })
    const { TableStatus, GlobalSecondaryIndexes = [] } = Table
    const ready =
      TableStatus === 'ACTIVE' && GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    return ready ? Table : undefined
  })
}

/** Deletes a table and waits until it is gone. */
export async function deleteTable(calls: ResourceCalls, TableName: string): Promise<void> {
  const answer = await unlessMissing(calls.call('dynamodb:DeleteTable', { TableName }), missing)
  if (!answer) return
  await untilReady(calls, async () => ((await findTable(calls, TableName)) ? undefined : true))
}

/** A table as templates refer to it. A stream that is turned off has no ARN any more. */
export function madeOf(table: TableDescription): MadeResource {
  const { TableName = '', TableArn = '', LatestStreamArn, StreamSpecification } = table
  return {
    physicalId: TableName,
    attributes: {
      Arn: TableArn,
      ...(StreamSpecification?.StreamEnabled && LatestStreamArn ? { StreamArn: LatestStreamArn } : {}),
    },
  }
}
