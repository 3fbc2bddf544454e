/** Turning destinations of a table's changes on and off. The words: recorded on AWS (ack-api-quirks, 2026-10). */
import type * as Api from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTableName } from '../domain/names.ts'
import { limitExceeded, notBuilt, resourceNotFound, validation } from '../errors.ts'
import { destinationCount } from '../limits.ts'
import type { Destination, Table } from '../records.ts'
import { changeTable, putTable } from './changing.ts'
import { checked } from './named-table.ts'

/** Changes one destination; `change` is given undefined for a stream that never was one. Returns the table. */
export async function changeDestination(
  context: OperationContext,
  input: Pick<Api.KinesisStreamingDestinationInput, 'TableName' | 'StreamArn'>,
  action: string,
  change: (before: Destination | undefined, table: Table) => Destination,
): Promise<Table> {
  const address = readTableName(input.TableName, context)
  return changeTable(context, address, (commit, stored) => {
    const { table } = checked(context, address, stored, action, resourceNotFound)
    const { destinations = [] } = table
    const before = destinations.find(({ streamArn }) => streamArn === input.StreamArn)
    const after = change(before, table)
    const others = destinations.filter((one) => one !== before)
    const active = [...others, after].filter(({ status }) => status === 'ACTIVE')
    if (active.length > destinationCount) {
      // UNVERIFIED: the words.
      throw limitExceeded(`Table can have at most ${destinationCount} active Kinesis streaming destinations`)
    }
    const next: Table = { ...table, destinations: [...others, after] }
    putTable(commit, next, stored)
    return next
  })
}

/** Fails when Kinesis does not know the stream. */
export async function requireKinesisStream(context: OperationContext, arn: string): Promise<void> {
  try {
    await context.call('kinesis:DescribeStreamSummary', { StreamARN: arn }, context)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.code === 'NotImplemented') throw notBuilt('Kinesis streaming destinations without Kinesis')
    throw error.code === 'ResourceNotFoundException'
      ? new AwsError('ResourceNotFoundException', error.message)
      : validation(error.message)
  }
}
