import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { loadConsumer } from '../consumers.ts'
import { consumers } from '../records.ts'
import { addTransition, transitionOf } from '../streams.ts'

/** Takes a consumer away; its subscriptions end. */
export async function deregisterStreamConsumer(
  input: Api.DeregisterStreamConsumerInput,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const { stream, consumer } = await loadConsumer(context, 'DeregisterStreamConsumer', input)
    if (consumer.value.status === 'DELETING') return
    consumers.put(commit, { ...consumer.value, status: 'DELETING' }, consumer)
    const { name } = consumer.value
    addTransition(commit, { ...transitionOf(stream.value), kind: 'delete consumer', consumer: name })
  })
  return {}
}
