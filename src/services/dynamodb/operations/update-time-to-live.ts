import type * as Api from '@aws-sdk/client-dynamodb'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTableName } from '../domain/names.ts'
import { tableNotFound, validation } from '../errors.ts'
import {
  type Backfill,
  backfillQueue,
  expiryRoot,
  expiryScheduleKey,
  type Removal,
  removalQueue,
  type TimeToLive,
} from '../records.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { checked } from '../tables/named-table.ts'

/** Says by which attribute items end, or that none does. Source of the words: recorded on AWS (ack-api-quirks, 2026-10). */
export async function updateTimeToLive(
  input: Api.UpdateTimeToLiveInput,
  context: OperationContext,
): Promise<Api.UpdateTimeToLiveOutput> {
  const address = readTableName(input.TableName, context)
  const { Enabled: enabled, AttributeName: attribute = '' } = input.TimeToLiveSpecification ?? {}
  if (attribute === '') throw validation('TimeToLiveSpecification.AttributeName must be non empty')
  return changeTable(context, address, (commit, stored) => {
    if (stored === undefined) throw tableNotFound(address.name)
    const { table } = checked(context, address, stored, 'dynamodb:UpdateTimeToLive')
    const current = table.timeToLive
    if (enabled === true) {
      if (current?.attribute === attribute) throw validation('TimeToLive is already enabled')
      if (current !== undefined) throw differentAttribute(current)
      const timeToLive: TimeToLive = { id: randomHex(context.random, 6), attribute, status: 'ENABLING' }
      const { accountId, region, name, id: tableId } = table
      const work: Backfill = { accountId, region, name, tableId, target: timeToLive.id }
      commit.enqueue(backfillQueue, work)
      putTable(commit, { ...table, timeToLive }, stored)
    } else {
      if (current === undefined) throw validation('TimeToLive is already disabled')
      if (current.attribute !== attribute) throw differentAttribute(current)
      const { timeToLive: _ended, ...rest } = table
      const removal: Removal = { roots: expiryRoot(table.id, current.id).map(String) }
      commit.enqueue(removalQueue, removal).delete(expiryScheduleKey(table.id))
      putTable(commit, rest, stored)
    }
    return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } }
  })
}

function differentAttribute({ attribute }: TimeToLive) {
  return validation(
    `TimeToLive is active on a different AttributeName: current AttributeName is ${attribute}`,
  )
}
