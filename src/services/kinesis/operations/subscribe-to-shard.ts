import type * as Api from '@aws-sdk/client-kinesis'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { loadConsumer, requireActiveConsumer } from '../consumers.ts'
import { readShardId, shardIdOf } from '../domain/shards.ts'
import { dryRun, noSuchShard, shardDoesNotExist } from '../errors.ts'
import { takeoverMs } from '../limits.ts'
import { placeOf } from '../positions.ts'
import { subscriptions } from '../records.ts'
import { required } from '../required.ts'
import { shardsOf } from '../shard-map.ts'
import {
  anotherSubscription,
  type SubscriptionPlan,
  subscribeToShard as subscribe,
  subscriptionRecord,
} from '../subscription.ts'

/** Pushes a shard's records to a registered consumer, for five minutes. */
export async function subscribeToShard(
  input: Api.SubscribeToShardInput,
  context: OperationContext,
): Promise<Api.SubscribeToShardOutput> {
  const { stream, consumer } = await loadConsumer(context, 'SubscribeToShard', input)
  requireActiveConsumer(consumer.value)
  const { name, accountId } = stream.value
  const id = required(input.ShardId, 'ShardId')
  const index = readShardId(id)
  if (index === undefined) throw noSuchShard(id, name, accountId)
  const shard = (await shardsOf(context, stream.value)).get(index)
  if (shard === undefined) throw shardDoesNotExist(shardIdOf(index), name, accountId)
  const position = required(input.StartingPosition, 'StartingPosition')
  const from = await placeOf(context, stream.value, shard, {
    type: required(position.Type, 'StartingPosition.Type'),
    sequenceNumber: position.SequenceNumber,
    timestamp: position.Timestamp,
  })
  if (input.DryRun === true) throw dryRun()
  const holder = randomUuid(context.random)
  const plan = { stream: stream.value, consumer: consumer.value, shard, from, holder }
  await take(context, plan)
  return { EventStream: subscribe(context, plan) }
}

/** Fails with ResourceInUseException when another subscribed a moment ago. */
async function take(context: OperationContext, plan: SubscriptionPlan): Promise<void> {
  const { store, now } = context
  await change(context, async (commit) => {
    const record = subscriptionRecord(plan, now)
    const stored = await subscriptions.get(store, [record.streamId, record.consumer, record.shardIndex])
    if (stored !== undefined && now - stored.value.since < takeoverMs) throw anotherSubscription(plan)
    subscriptions.put(commit, record, stored)
  })
}
