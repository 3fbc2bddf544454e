import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { inUse } from '../errors.ts'
import { consumers, streams } from '../records.ts'
import { addTransition, loadStream, transitionOf } from '../streams.ts'

/** Deletes a stream with its shards, records and consumers. */
export async function deleteStream(input: Api.DeleteStreamInput, context: OperationContext): Promise<object> {
  await change(context, async (commit) => {
    const stored = await loadStream(context, 'DeleteStream', input)
    const { name, accountId, status, id } = stored.value
    if (status === 'DELETING') return
    if (status === 'CREATING')
      throw inUse(`Attempt to change a resource which is still in use: Stream is being created: ${name}`)
    const { items } = await consumers.list(context.store, { prefix: [id], limit: 1 })
    if (items.length > 0 && input.EnforceConsumerDeletion !== true)
      // UNVERIFIED: the words.
      throw inUse(`Stream ${name} under account ${accountId} has registered consumers.`)
    streams.put(commit, { ...stored.value, status: 'DELETING' }, stored)
    addTransition(commit, { ...transitionOf(stored.value), kind: 'delete' })
  })
  return {}
}
