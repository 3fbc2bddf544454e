import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { inUse, limitExceeded } from '../errors.ts'
import { consumerCount, consumersBeingMade } from '../limits.ts'
import { type Consumer, consumers, streams } from '../records.ts'
import { required } from '../required.ts'
import { addTransition, loadStream, requireActive, transitionOf } from '../streams.ts'
import { withTags } from '../tags.ts'
import { consumerView } from '../views.ts'

/** Registers a consumer, which then has each shard's whole throughput for itself. */
export async function registerStreamConsumer(
  input: Api.RegisterStreamConsumerInput,
  context: OperationContext,
): Promise<Api.RegisterStreamConsumerOutput> {
  const name = required(input.ConsumerName, 'ConsumerName')
  const { answer } = await change(context, async (commit) => {
    const { value: stream, version } = await loadStream(context, 'RegisterStreamConsumer', input)
    requireActive(stream)
    const { accountId, region, id } = stream
    const { items } = await consumers.list(context.store, { prefix: [id] })
    checkCounts(
      items.map(({ value }) => value),
      name,
      stream.name,
      accountId,
    )
    const consumer: Consumer = {
      accountId,
      region,
      streamId: id,
      streamName: stream.name,
      name,
      status: 'CREATING',
      createdAt: context.now,
      tags: withTags({}, input.Tags ?? {}, `consumer ${name}`),
    }
    // The stream's version, so that two that are registered at once are both counted, and none outlives the stream.
    streams.put(commit, stream, { value: stream, version })
    consumers.put(commit, consumer, undefined)
    addTransition(commit, { ...transitionOf(stream), kind: 'activate consumer', consumer: name })
    return consumer
  })
  return { Consumer: consumerView(context, answer) }
}

/** UNVERIFIED: the words about numbers. */
function checkCounts(known: readonly Consumer[], name: string, stream: string, accountId: string): void {
  if (known.some((consumer) => consumer.name === name))
    throw inUse(`Consumer ${name} under stream ${stream} and account ${accountId} already exists.`)
  if (known.length >= consumerCount)
    throw limitExceeded(
      `Stream ${stream} under account ${accountId} cannot have more than ${consumerCount} consumers.`,
    )
  if (known.filter(({ status }) => status === 'CREATING').length >= consumersBeingMade)
    throw limitExceeded(`Cannot have more than ${consumersBeingMade} consumers in CREATING state at once.`)
}
