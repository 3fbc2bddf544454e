import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { required } from '../required.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

/** Sets whether partition keys or the service place records. */
export async function updateStreamRecordDistributionStrategy(
  input: Api.UpdateStreamRecordDistributionStrategyInput,
  context: OperationContext,
): Promise<object> {
  const distribution = required(input.RecordDistributionStrategy, 'RecordDistributionStrategy')
  await changeStream(context, 'UpdateStreamRecordDistributionStrategy', input, (stream, commit) => {
    // UNVERIFIED: the words.
    if (stream.mode !== 'ON_DEMAND')
      throw validation(
        'RecordDistributionStrategy is only supported for streams of the on-demand capacity mode.',
      )
    addTransition(commit, { ...transitionOf(stream), kind: 'activate' })
    return { ...stream, distribution, status: 'UPDATING' }
  })
  return {}
}
